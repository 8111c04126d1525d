"""What is said of cohorts and positions, in both languages. Imports the model's codes only."""

from service.texts import Language

_WORDS: dict[str, dict[Language, str]] = {
    "released": {
        "en": "Compared with {count} organisations or a few more: {cohort}. The middle one has {median}.",
        "fr": "Comparaison avec {count} organisations ou un peu plus : {cohort}. Celle du milieu est à"
        " {median}.",
    },
    "counted": {
        "en": "{count} organisations or a few more ({cohort}): too few for a median, which takes ten"
        " whichever client’s are left out.",
        "fr": "{count} organisations ou un peu plus ({cohort}) : trop peu pour une médiane, il en faut dix"
        " sans celles d’un client, quel qu’il soit.",
    },
    "counted_own": {
        "en": "{count} of your organisations or a few more ({cohort}): too few for a median, which takes"
        " ten.",
        "fr": "{count} de vos organisations ou un peu plus ({cohort}) : trop peu pour une médiane, il en faut"
        " dix.",
    },
    "not_enough_data": {
        "en": "Not enough data yet: a norm needs several organisations, of more than one client, that"
        " answered at least four fifths of the questions within a year.",
        "fr": "Pas encore assez de données : une norme demande plusieurs organisations, de plus d’un client,"
        " ayant répondu à quatre cinquièmes des questions au moins en un an.",
    },
    "not_enough_own": {
        "en": "Not enough data yet: five of your own organisations must have answered at least four fifths of"
        " the questions within a year.",
        "fr": "Pas encore assez de données : il faut cinq de vos organisations ayant répondu à quatre"
        " cinquièmes des questions au moins en un an.",
    },
    "no_votes_released": {
        "en": "Too few organisations, or showing these would tell of a few others.",
        "fr": "Trop peu d’organisations, ou les montrer en révélerait quelques autres.",
    },
    "too_few_for_quartiles": {
        "en": "Fewer than 20 organisations: a wider cohort tells more.",
        "fr": "Moins de 20 organisations : un groupe plus large en dit davantage.",
    },
    "above": {
        "en": "Ahead of about {percent}% of them.",
        "fr": "Devant {percent} % d’entre elles environ.",
    },
    "level": {
        "en": "Not distinguishable from the median (about {percent}%, between {low} and {high}).",
        "fr": "Impossible à distinguer de la médiane (environ {percent} %, entre {low} et {high}).",
    },
    "all": {"en": "all organisations", "fr": "toutes les organisations"},
    "self": {"en": "assessed by themselves", "fr": "évaluées par elles-mêmes"},
    "agency": {"en": "assessed by an agency", "fr": "évaluées par une agence"},
    "third_party": {"en": "assessed by a third party", "fr": "évaluées par un tiers"},
    "platform": {"en": "assessed by a platform", "fr": "évaluées par une plateforme"},
    "unspecified": {"en": "assessor not stated", "fr": "évaluateur non précisé"},
}


def said(key: str, language: Language, **values: object) -> str:
    """Return a sentence in this language, with its values."""
    return _WORDS[key][language].format(**values)


def number(value: float, language: Language) -> str:
    """Return a figure as it is written in this language."""
    text = f"{value:.2f}"
    return text.replace(".", ",") if language == "fr" else text
