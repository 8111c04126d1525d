"""The words of a fault, in English and French, by the fault's code.

Imports the codes of the model only. The codes are part of the contract; the words may change.
"""

from typing import Any, get_args

from service.model import patterns
from service.model.countries import Country
from service.model.profile import ActivityCode, Reference, Slug
from service.texts import Language

_DETAILS: dict[str, dict[Language, str]] = {
    "malformed_json": {
        "en": "This is not JSON: {problem}. Send one JSON object in UTF-8, without a BOM.",
        "fr": "Ce n’est pas du JSON : {problem}. Envoyez un objet JSON en UTF-8, sans BOM.",
    },
    "too_deep": {
        "en": "The body is nested more deeply than any profile can be.",
        "fr": "Le corps est imbriqué plus profondément qu’aucun profil ne peut l’être.",
    },
    "incomplete": {
        "en": "The body did not arrive whole. Send the request again.",
        "fr": "Le corps n’est pas arrivé en entier. Renvoyez la requête.",
    },
    "invalid_text": {
        "en": "This text holds half of a surrogate pair, which is not a character.",
        "fr": "Ce texte contient la moitié d’une paire de substitution, qui n’est pas un caractère.",
    },
    "wrong_type": {"en": "This must be {expected}, not {got}.", "fr": "Il faut {expected}, et non {got}."},
    "out_of_range": {"en": "This must be {range}.", "fr": "La valeur doit être {range}."},
    "too_long": {"en": "At most {limit} {unit} are allowed.", "fr": "Longueur maximale : {limit} ({unit})."},
    "too_short": {"en": "At least {limit} {unit} needed.", "fr": "Le minimum est de {limit} {unit}."},
    "pattern": {
        "en": "This text does not have the form required: {form}.",
        "fr": "Ce texte n’a pas la forme requise : {form}.",
    },
    "unknown_code": {"en": "This is not a known code. Send {known}.", "fr": "Code inconnu. Envoyez {known}."},
    "missing_field": {"en": "The field “{name}” is required.", "fr": "Le champ « {name} » est obligatoire."},
    "unknown_field": {
        "en": "There is no field “{name}” here.{hint}",
        "fr": "Il n’y a pas de champ « {name} » ici.{hint}",
    },
    "missing_parameter": {
        "en": "The query parameter “{name}” is required.",
        "fr": "Le paramètre « {name} » est obligatoire.",
    },
    "unknown_parameter": {
        "en": "There is no query parameter “{name}” here.{hint}",
        "fr": "Il n’y a pas de paramètre « {name} » ici.{hint}",
    },
    "repeated_parameter": {
        "en": "The query parameter “{name}” is given more than once. Give it once.",
        "fr": "Le paramètre « {name} » est donné plusieurs fois. Donnez-le une seule fois.",
    },
    "malformed_query": {
        "en": "The query string is not percent-encoded UTF-8 of at most {most} parameters.",
        "fr": "La chaîne de requête n’est pas de l’UTF-8 encodé en pourcentage, d’au plus {most} paramètres.",
    },
    "malformed_key": {
        "en": "Give one “Idempotency-Key” of 1 to 255 visible ASCII characters, such as a UUID.",
        "fr": "Donnez une seule « Idempotency-Key » de 1 à 255 caractères ASCII visibles, comme un UUID.",
    },
    "too_many_faults": {
        "en": "More faults follow than are listed here.",
        "fr": "D’autres fautes suivent, qui ne sont pas énumérées ici.",
    },
}  # fmt: skip

_NAMES: dict[str, dict[Language, str]] = {
    "object": {"en": "an object", "fr": "un objet"},
    "array": {"en": "a list", "fr": "une liste"},
    "string": {"en": "text", "fr": "un texte"},
    "code": {"en": "a code", "fr": "un code"},
    "number": {"en": "a number", "fr": "un nombre"},
    "integer": {"en": "a whole number", "fr": "un nombre entier"},
    "boolean": {"en": "true or false", "fr": "true ou false"},
    "null": {"en": "null", "fr": "null"},
    "characters": {"en": "characters", "fr": "caractères"},
    "items": {"en": "items", "fr": "éléments"},
    "fraction": {"en": "a fraction", "fr": "un nombre décimal"},
    "empty": {"en": "the body is empty", "fr": "le corps est vide"},
    "place": {
        "en": "the error is at line {line}, column {column}",
        "fr": "l’erreur est à la ligne {line}, colonne {column}",
    },
    "not_utf_8": {"en": "byte {byte} is not UTF-8", "fr": "l’octet {byte} n’est pas de l’UTF-8"},
    "not_json": {"en": "{name} is no value of JSON", "fr": "{name} n’est pas une valeur JSON"},
    "or": {"en": " or ", "fr": " ou "},
    "one_of": {"en": "one of ", "fr": "l’un de ceux-ci : "},
    "nearest": {"en": " Did you mean “{name}”?", "fr": " Vouliez-vous dire « {name} » ?"},
    "from_to": {"en": "from {low} to {high}", "fr": "comprise entre {low} et {high}"},
    "at_least": {"en": "at least {low}", "fr": "d’au moins {low}"},
    "at_most": {"en": "at most {high}", "fr": "d’au plus {high}"},
    "finite": {"en": "a finite number", "fr": "un nombre fini"},
}

# A list of 249 codes helps nobody; the name of the standard does.
_STANDARDS: dict[frozenset[Any], dict[Language, str]] = {
    frozenset(get_args(Country)): {
        "en": "an ISO 3166-1 alpha-2 code, such as FR",
        "fr": "un code ISO 3166-1 alpha-2, comme FR",
    }
}

# A regular expression helps few people either: the forms in use, in words.
_FORMS: tuple[tuple[Any, dict[Language, str]], ...] = (
    (
        ActivityCode,
        {"en": "an activity code, such as G, 47 or 47.71", "fr": "un code d’activité, comme G, 47 ou 47.71"},
    ),
    (
        Slug,
        {
            "en": "lower-case letters and digits, in words joined by - or _",
            "fr": "des minuscules et des chiffres, en mots reliés par - ou _",
        },
    ),
    (Reference, {"en": "no control characters", "fr": "sans caractères de contrôle"}),
)
_QUERY_FORMS: dict[str, dict[Language, str]] = {
    patterns.VERSION: {"en": "a year, a dot and a number", "fr": "une année, un point et un nombre"},
    patterns.TIMESTAMP: {
        "en": "a date such as 2026-11-22, or with a time, 2026-11-22T10:00:00Z; a + is written %2B",
        "fr": "une date comme 2026-11-22, ou avec l’heure, 2026-11-22T10:00:00Z ; un + s’écrit %2B",
    },
    patterns.DAY: {"en": "a date such as 2026-11-22", "fr": "une date comme 2026-11-22"},
    patterns.CURSOR: {
        "en": "the next_cursor of another page, unchanged",
        "fr": "le next_cursor d’une autre page, inchangé",
    },
    patterns.SIGNATURE: {"en": "the signature of a link, whole", "fr": "la signature entière d’un lien"},
}


def detail(code: str, language: Language, **values: object) -> str:
    """Word a fault of this code; ``values`` fill the places of its template."""
    return _DETAILS[code][language].format(**values)


def name(key: str, language: Language, **values: object) -> str:
    """Name a kind of value, a unit or a phrase in this language."""
    return _NAMES[key][language].format(**values)


def known_codes(codes: tuple[Any, ...], language: Language) -> str:
    """Say which codes are known: the name of their standard, or all of them."""
    standard = _STANDARDS.get(frozenset(codes))
    return standard[language] if standard else name("one_of", language) + ", ".join(map(str, codes))


def form(pattern: str, language: Language) -> str:
    """Say what a pattern asks for, in words where it is one of the model's own."""
    for kind, wording in _FORMS:
        if kind.__metadata__[0].pattern == pattern:
            return wording[language]
    return _QUERY_FORMS[pattern][language]
