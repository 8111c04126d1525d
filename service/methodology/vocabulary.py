"""The vocabulary of facts: what a rule's condition may ask about a profile, and the answers there are.

A fact has a small closed set of values, or is a measure that the pack cuts into named bands. Every fact can
also be ``unknown``, which is a value of its own: no condition holds on it unless it says so.
"""

from service.model.codes import BANDS, COMPETENCIES, LEVELS, MODELS, STATUSES

UNKNOWN = "unknown"
_NO_YES = ("no", "yes")
_ANSWERS = ("no", "partly", "yes")
_STATED = ("stated",)
_SKILL = ("lacking", "present")

VALUES: dict[str, tuple[str, ...]] = {
    "accepts_advice": _ANSWERS,
    "accountable_leader": _ANSWERS,
    "activity_explainable": _ANSWERS,
    "always_on": _NO_YES,
    "brand_advantage": _STATED,
    "budget_eur_per_month": _STATED,
    "build_internal_skills": _NO_YES,
    "can_hire": _NO_YES,
    "communication_skill": _SKILL,
    "contact_understands_trade": _ANSWERS,
    "content_origin": ("on_site", "mixed", "created"),
    "content_serves_audience": _ANSWERS,
    "country": ("france", "elsewhere"),
    "digital_transformation": _STATED,
    "duration": ("one_off", "seasonal", "lasting"),
    "expert_inside": _NO_YES,
    "few_people": _NO_YES,
    "importance_band": BANDS,
    "importance_band_high": BANDS,
    "importance_band_low": BANDS,
    "in_charge": ("nobody", "side_of_desk", "named"),
    "in_post": (
        "nobody",
        "trainee",
        "director",
        "shared_role",
        "dedicated",
        "team",
        "provider",
        "seo_provider",
        "both_sides",
    ),
    "inbound_messages_per_week": _STATED,
    "insiders": _NO_YES,
    "keen_insider": _ANSWERS,
    "known_gap": _NO_YES,
    "latitude_wanted": _NO_YES,
    "legal_skill": _SKILL,
    "management_support": _ANSWERS,
    "maturity_level": LEVELS,
    "maturity_level_high": LEVELS,
    "maturity_level_low": LEVELS,
    "message_count": ("stated", "from_followers", "at_least"),
    "neutrality": _NO_YES,
    "one_network_small_team": _NO_YES,
    "presence": ("absent", "present"),
    "presence_only": _NO_YES,
    "priority": ("flexibility", "balanced", "durability"),
    "provider_verdict": ("proceed", "clarify", "stop"),
    "public_sector": _NO_YES,
    "results_settled": _NO_YES,
    "senior_supervision": _NO_YES,
    "sensitive_topics": _ANSWERS,
    "single_contact": _ANSWERS,
    "size_class": ("micro", "small_medium", "mid_cap", "large"),
    "staffed": ("no", "person", "team"),
    "technical_skill": _SKILL,
    "time_to_devote": _ANSWERS,
    "trainee": _NO_YES,
    "voice_delegation": _ANSWERS,
    "wants_brand": _NO_YES,
    "wants_conversation": _NO_YES,
    "wants_customer_care": _NO_YES,
    "wants_monitoring": _NO_YES,
    "wants_recruitment": _NO_YES,
    "wants_search": _NO_YES,
    "web_communication_core": _STATED,
    "web_native": _STATED,
    "week_end_sector": _NO_YES,
    **{f"{competency}_answered": ("yes",) for competency in COMPETENCIES},
}
"""Facts read from the profile, its maturity and its importance."""

MEASURES: tuple[str, ...] = (
    "approval_friction",
    "available_hours_per_week",
    "channels",
    "crisis_exposure",
    "departments_involved",
    "headcount",
    "importance_score",
    "inside_cover",
    "missing_skills",
    "validation_hours",
    "workload",
)
"""Numbers that a pack cuts into bands; the bands' names are the values of the fact."""

OUTCOMES: dict[str, tuple[str, ...]] = {
    "above_budget": _NO_YES,
    "affordable": _NO_YES,
    "close_call": _NO_YES,
    "inside_time": ("enough", "short"),
    "new_post": _NO_YES,
    "opposed_runner_up": _NO_YES,
    "passed_over": _NO_YES,
    "sourcing_model": MODELS,
    "sourcing_status": STATUSES,
    "tied": _NO_YES,
}
"""Facts known only after the choice: advice may ask about them, the ranking may not."""
