"""What the contract says of the service as a whole, in English and beside it in French.

An operation's own words stand beside its route handler, a query parameter's beside its Struct, a problem's in
the table of problems. Imports nothing of Palier.
"""

from typing import Any


def said(english: str, french: str) -> dict[str, Any]:
    """Return a description in both languages, as the contract holds it."""
    return {"description": english, "x-description-fr": french}


SERVICE = said(
    "An organisation profile in, an explained community-management assessment out: maturity, strategic"
    " importance, who should do the work, and the next steps, each traced to a cited rule.\n\n"
    "Bodies are I-JSON in UTF-8 of at most 65,536 bytes: unknown fields, lone surrogates and control"
    " characters are refused. `1.0` is an integer. Of duplicate names the last one counts. Codes are stable"
    " and language-neutral; words follow `Accept-Language` (en, fr; anything else English). Every GET"
    " also answers HEAD.",
    "Un profil d’organisation entre, une évaluation expliquée du community management sort : la maturité,"
    " l’importance stratégique, qui devrait faire le travail, et les prochaines étapes, le tout rattaché à"
    " des règles citées.\n\n"
    "Les corps sont en I-JSON, en UTF-8, d’au plus 65 536 octets : les champs inconnus, les demi-paires de"
    " substitution et les caractères de contrôle sont refusés. `1.0` est un entier. De plusieurs noms égaux,"
    " le dernier compte. Les codes sont stables et ne dépendent pas de la langue ; les mots suivent"
    " `Accept-Language` (en, fr ; toute autre langue donne l’anglais). Tout GET répond aussi à HEAD.",
)
HERE = said("This service.", "Ce service.")
BEARER = said("A secret key: `sk_live_…`.", "Une clé secrète : `sk_live_…`.")
DONE = said("Done.", "C’est fait.")
TAGS = (
    {"name": "Assessments", **said("Profiles in, assessments out.", "Des profils aux évaluations.")},
    {
        "name": "Methodology",
        **said("The questions, the rules and their sources.", "Les questions, les règles et leurs sources."),
    },
    {
        "name": "Operation",
        **said("Health, metrics and this contract.", "L’état du service, ses mesures et ce contrat."),
    },
)
HEADERS = {
    "Content-Language": {
        **said("The language of the words.", "La langue des mots."),
        "schema": {"enum": ["en", "fr"]},
    },
    "Vary": {
        **said("What the answer depends on.", "Ce dont la réponse dépend."),
        "schema": {"type": "string"},
    },
    "X-Request-Id": {
        **said("Names this request in the logs.", "Désigne cette requête dans les journaux."),
        "schema": {"type": "string"},
    },
    "WWW-Authenticate": {
        **said("How to authenticate (RFC 6750).", "Comment s’authentifier (RFC 6750)."),
        "schema": {"type": "string"},
    },
}
ACCEPT_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    **said(
        "The language of the words: `fr` or `en`, with weights; anything else gives English.",
        "La langue des mots : `fr` ou `en`, avec des poids ; toute autre valeur donne l’anglais.",
    ),
    "schema": {"type": "string"},
    "example": "fr",
}
IN_PATH = {
    "version": said(
        "A version of the methodology, as the list of versions names it.",
        "Une version de la méthodologie, telle que la liste des versions la nomme.",
    ),
    "rule_id": said(
        "A rule of that version, such as `factor.voice`.", "Une règle de cette version, comme `factor.voice`."
    ),
    "source_id": said("A source of that version, such as `J`.", "Une source de cette version, comme `J`."),
}
