"""Stable, language-neutral codes of profiles and assessments.

A code never changes its meaning; its labels in French and English belong to the methodology pack. The order
of the codes is that of the answer, and the engine represents levels and models by their positions in it.
"""

from typing import Literal, get_args

FindingCode = Literal[
    "nobody_but_people",
    "team_larger_than_headcount",
    "messages_without_channels",
    "core_but_not_web",
    "level_and_evidence",
    "not_applicable_read_as_unknown",
    "nobody_and_others",
    "range_reversed",
    "unknown_activity",
    "duplicate_channels",
    "size_spans",
    "later_without_earlier",
    "team_without_people",
    "more_work_than_people",
    "unknown_channel",
    "messages_estimated",
    "followers_beyond_estimate",
    "inferred_without_answer",
]
Answer = Literal["yes", "partly", "no", "unknown", "not_applicable"]
Scheme = Literal["nace2", "nace2.1"]
SizeClass = Literal["micro", "small_medium", "mid_cap", "large"]
NaceSection = Literal[
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K",
    "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
]  # fmt: skip

Competency = Literal[
    "strategy",
    "leadership",
    "culture",
    "community_management",
    "content",
    "governance",
    "tools",
    "metrics",
]
Level = Literal["hierarchical", "emergent", "community", "network"]
Step = Literal["emergent", "community", "network"]
Band = Literal["additive", "supporting", "core"]
Criterion = Literal["brand_advantage", "digital_transformation", "web"]

Model = Literal[
    "full_outsourcing",
    "partial_outsourcing",
    "expert_partner",
    "hybrid",
    "supported_internalisation",
    "in_house_part_time",
    "in_house_dedicated",
    "in_house_team",
    "low_cost_provider",
    "shared_internal_role",
]
Task = Literal[
    "strategy",
    "editorial_planning",
    "content_production",
    "publishing",
    "public_conversation",
    "moderation",
    "customer_care",
    "monitoring",
    "analytics",
    "crisis_response",
    "tooling_and_sites",
    "legal_compliance",
]
Status = Literal["assessed", "provisional", "insufficient_evidence"]
GateOutcome = Literal["passed", "failed", "unanswered"]
LimitingReason = Literal["failed", "unanswered"]
ObjectionKind = Literal["veto", "unsound"]
Narrows = Literal["maturity", "importance", "sourcing"]
Verdict = Literal["proceed", "clarify", "stop"]
Reply = Literal["yes", "partly", "no", "unknown"]
ScreenKind = Literal["single", "multiple", "ladder", "scale_rows", "number", "list"]
Holder = Literal["in_house", "agency", "subcontractor", "shared"]
Role = Literal[
    "social_media_lead",
    "community_manager",
    "part_time_officer",
    "content_creator",
    "moderator",
    "customer_care_agent",
    "social_media_analyst",
    "internal_contact",
    "management_sponsor",
    "legal_contact",
    "external_coach",
]
Seniority = Literal["junior", "confirmed", "senior"]
EmploymentContract = Literal["permanent", "fixed_term", "work_study", "freelance", "time_share"]
Skill = Literal[
    "community_animation",
    "writing",
    "moderation",
    "customer_relations",
    "monitoring",
    "analytics",
    "visual_content",
    "search_optimisation",
    "employer_branding",
    "crisis_communication",
    "legal_basics",
    "technical_tools",
    "project_management",
    "supervision",
    "training",
]

Setup = Literal[
    "nobody",
    "director",
    "trainee",
    "work_study",
    "shared_role",
    "dedicated",
    "team",
    "freelance",
    "agency",
    "seo_provider",
]
Department = Literal[
    "communication",
    "marketing",
    "sales",
    "customer_service",
    "after_sales",
    "quality",
    "production",
    "human_resources",
]
Priority = Literal["flexibility", "balanced", "durability"]
Duration = Literal["one_off", "seasonal", "lasting"]
ContentOrigin = Literal["on_site", "mixed", "created"]
Objective = Literal[
    "dialogue",
    "visibility",
    "brand",
    "monitoring",
    "seo",
    "recruitment",
    "customer_care",
]
Assessor = Literal["self", "agency", "third_party", "platform"]
NormAssessor = Literal["self", "agency", "third_party", "platform", "unspecified"]
Origin = Literal["server", "visitor"]
Rung = Literal[
    "nace_section_size_class_country",
    "nace_section_size_class",
    "nace_section",
    "size_class",
    "all",
]
NormScope = Literal["own", "all"]
NormStatus = Literal["released", "not_enough_data"]
Confidence = Literal["emerging", "standard"]
FallbackReason = Literal["no_votes_released", "too_few_for_quartiles"]
GroupBy = Literal[
    "nace_section",
    "size_class",
    "country",
    "maturity_status",
    "maturity_level",
    "sourcing_status",
    "sourcing_model",
    "assessor",
    "form",
    "origin",
    "methodology",
    "tag",
]
Period = Literal["day", "week", "month"]
CountedOutput = Literal[
    "maturity_status", "maturity_level", "importance_status", "importance_band", "sourcing_status",
    "sourcing_model",
]  # fmt: skip
PivotalOutput = Literal["maturity_level", "sourcing_model"]
ComparedOutput = Literal[
    "maturity_status",
    "maturity_level",
    "maturity_level_low",
    "maturity_level_high",
    "maturity_index",
    "maturity_coverage",
    "maturity_strategy",
    "maturity_leadership",
    "maturity_culture",
    "maturity_community_management",
    "maturity_content",
    "maturity_governance",
    "maturity_tools",
    "maturity_metrics",
    "importance_status",
    "importance_band",
    "importance_score",
    "sourcing_status",
    "sourcing_model",
    "sourcing_fit",
    "sourcing_cost_eur_per_month_low",
    "sourcing_cost_eur_per_month_high",
]
Form = Literal["express", "full", "api"]
QuestionnaireForm = Literal["express", "full"]
View = Literal["full", "summary"]
StatsFormat = Literal["json", "csv", "csv-fr"]
ExportFormat = Literal["ndjson", "csv", "csv-fr", "parquet", "json"]
# Insee's `tranche_effectifs`; `00` is nobody, `NN` a unit that employs nobody or does not say.
SireneBand = Literal[
    "NN", "00", "01", "02", "03", "11", "12", "21", "22", "31", "32", "41", "42", "51", "52", "53"
]  # fmt: skip
Include = Literal["profile", "trace", "counterfactuals", "robustness"]
StoredInclude = Literal["profile", "trace", "counterfactuals", "robustness", "benchmark", "history"]

COMPETENCIES: tuple[Competency, ...] = get_args(Competency)
STEPS: tuple[Step, ...] = get_args(Step)
LEVELS: tuple[Level, ...] = get_args(Level)
STATUSES: tuple[Status, ...] = get_args(Status)
BANDS: tuple[Band, ...] = get_args(Band)
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
MODELS: tuple[Model, ...] = get_args(Model)
TASKS: tuple[Task, ...] = get_args(Task)
SETUPS: tuple[Setup, ...] = get_args(Setup)
