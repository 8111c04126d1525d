"""Kinds of channel known by name. Any other may be stated, and counts; a finding asks to check it."""

KNOWN_CHANNELS = frozenset(
    {
        "bereal", "blog", "bluesky", "dailymotion", "discord", "facebook", "flickr", "forum", "github",
        "glassdoor", "google_business", "indeed", "instagram", "kakaotalk", "line", "linkedin", "mastodon",
        "medium", "messenger", "newsletter", "nextdoor", "other", "own_forum", "pinterest", "podcast",
        "quora", "reddit", "reviews", "signal", "slack", "snapchat", "soundcloud", "spotify", "strava",
        "substack", "teams", "telegram", "threads", "tiktok", "tripadvisor", "trustpilot", "tumblr", "twitch",
        "twitter", "viadeo", "vimeo", "vk", "website", "wechat", "weibo", "whatsapp", "x", "xing", "yelp",
        "youtube",
    }
)  # fmt: skip
