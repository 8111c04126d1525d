"""What the pictures say, in both languages. Imports the model's codes only."""

from service.texts import Language

WORDS: dict[str, dict[Language, str]] = {
    "heading": {"en": "Community management maturity", "fr": "Maturité du community management"},
    "level": {"en": "Level {n} of 4 · {label}", "fr": "Niveau {n} sur 4 · {label}"},
    "no_level": {
        "en": "Not enough answers to tell the level",
        "fr": "Trop peu de réponses pour dire le niveau",
    },
    "index": {"en": "Index {index} of 4", "fr": "Indice {index} sur 4"},
    "between": {"en": ", between {low} and {high}", "fr": ", entre {low} et {high}"},
    "possible": {
        "en": "Levels {low} to {high} still possible",
        "fr": "Niveaux {low} à {high} encore possibles",
    },
    "covered": {"en": "{share}% of the evidence answered", "fr": "{share} % des preuves renseignées"},
    "scores": {"en": "Scores from 1 to 4", "fr": "Notes de 1 à 4"},
    "no_score": {"en": "no score", "fr": "sans note"},
    "declared": {"en": "{score}, declared", "fr": "{score}, déclarée"},
    "range": {"en": "{score} ({low} to {high})", "fr": "{score} ({low} à {high})"},
    "point": {"en": "score", "fr": "note"},
    "band": {
        "en": "range that unanswered questions leave open",
        "fr": "intervalle que les questions sans réponse laissent ouvert",
    },
    "median": {"en": "median of the cohort", "fr": "médiane du groupe"},
    "cohort": {"en": "Cohort: {label}, {count} or more", "fr": "Groupe : {label}, {count} ou plus"},
    "too_little": {"en": "not enough answers", "fr": "trop peu de réponses"},
    "not_affiliated": {
        "en": "Palier is not affiliated with The Community Roundtable;"
        " only the names of levels and competencies are cited.",
        "fr": "Palier n’est pas affilié à The Community Roundtable ;"
        " seuls les noms des niveaux et des compétences sont cités.",
    },
}
