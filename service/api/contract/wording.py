"""What the contract says of the service as a whole, in English and beside it in French.

An operation's own words stand beside its route handler, a query parameter's beside its Struct, a problem's in
the table of problems. Imports the forms of texts.
"""

from typing import Any

from service.model.patterns import IDEMPOTENCY_KEY


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
SIGNED_LINK = said(
    "The signature of a link that an assessment holds; `expires` goes with it.",
    "La signature d’un lien que contient une évaluation ; `expires` va avec.",
)
KNOWN = said("You have it already.", "Vous l’avez déjà.")
BEARER = said(
    "A key: secret (`sk_live_…`, `sk_test_…`) for servers, or publishable (`pk_live_…`, `pk_test_…`) for"
    " pages of its exact origins, by the `Origin` that browsers send. What test keys keep is a world apart."
    "\n\n"
    "| scope | opens | with a publishable key |\n|---|---|---|\n",
    "Une clé : secrète (`sk_live_…`, `sk_test_…`) pour les serveurs, ou publique (`pk_live_…`, `pk_test_…`)"
    " pour les pages de ses origines exactes, selon l’`Origin` qu’envoient les navigateurs. Ce que gardent"
    " les clés de test forme un monde à part.\n\n"
    "| droit | ouvre | avec une clé publique |\n|---|---|---|\n",
)
DONE = said("Done.", "C’est fait.")
TAGS = (
    {
        "name": "Assessments",
        "x-name-fr": "Évaluations",
        **said("Profiles in, assessments out.", "Des profils aux évaluations."),
    },
    {
        "name": "Benchmarks",
        "x-name-fr": "Comparaisons",
        **said(
            "Where an organisation stands among others, none of them told apart.",
            "Où se place une organisation parmi d’autres, sans en distinguer aucune.",
        ),
    },
    {
        "name": "Statistics",
        "x-name-fr": "Statistiques",
        **said(
            "Your own assessments, for spreadsheets and BI tools.",
            "Vos propres évaluations, pour les tableurs et les outils de BI.",
        ),
    },
    {
        "name": "Methodology",
        "x-name-fr": "Méthodologie",
        **said("The questions, the rules and their sources.", "Les questions, les règles et leurs sources."),
    },
    {
        "name": "Account",
        "x-name-fr": "Compte",
        **said("What a key may do.", "Ce que permet une clé."),
    },
    {
        "name": "Operation",
        "x-name-fr": "Exploitation",
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
    "ETag": {
        **said("Names this state of the answer.", "Désigne cet état de la réponse."),
        "schema": {"type": "string"},
    },
    "Location": {
        **said("Where the assessment is.", "Où se trouve l’évaluation."),
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "X-Next-Cursor": {
        **said(
            "Where the next export goes on, unless a period was asked for.",
            "Où reprend le prochain export, sauf si une période était demandée.",
        ),
        "schema": {"type": "string"},
    },
    "X-Complete-Until": {
        **said(
            "The period told is whole before this moment, where one was asked for: the next one begins here.",
            "La période rendue est entière avant ce moment, si une période était demandée : la suivante"
            " commence ici.",
        ),
        "schema": {"type": "string"},
    },
    "Retry-After": {
        **said("How many seconds to wait.", "Combien de secondes attendre."),
        "schema": {"type": "integer", "minimum": 1},
    },
    "RateLimit-Policy": {
        **said(
            "How many requests (`q`) in how many seconds (`w`).",
            "Nombre de requêtes (`q`) par période de `w` secondes.",
        ),
        "schema": {"type": "string"},
    },
    "RateLimit": {
        **said(
            "How many are left (`r`), and in how many seconds all are back (`t`).",
            "Requêtes restantes (`r`), et nombre de secondes avant que le quota soit entier (`t`).",
        ),
        "schema": {"type": "string"},
    },
    "WWW-Authenticate": {
        **said("How to authenticate (RFC 6750).", "Comment s’authentifier (RFC 6750)."),
        "schema": {"type": "string"},
    },
}
PARAMETERS = {
    "Accept-Language": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        **said(
            "The language of the words: `fr` or `en`, with weights; anything else gives English.",
            "La langue des mots : `fr` ou `en`, avec des poids ; toute autre valeur donne l’anglais.",
        ),
        "schema": {"type": "string"},
        "example": "fr",
    },
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "required": False,
        **said(
            "The `ETag` of the answer that you have: 304 if it is still the same.",
            "L’`ETag` de la réponse que vous avez : 304 si c’est toujours la même.",
        ),
        "schema": {"type": "string"},
    },
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        **said(
            "A name of your own for this request, such as a UUID: sent again with it, it is stored once.",
            "Un nom à vous pour cette requête, comme un UUID : renvoyée avec lui, elle n’est enregistrée"
            " qu’une fois.",
        ),
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": IDEMPOTENCY_KEY},
    },
}
LINKS = {
    name: {
        "operationId": name,
        "parameters": {"assessment_id": "$response.body#/id"},
        **said(english, french),
    }
    for name, english, french in (
        ("getAssessment", "Read it again.", "La relire."),
        ("getTrace", "Read how it came about.", "Lire comment elle a été obtenue."),
        ("replayAssessment", "Assess it again.", "La réévaluer."),
        ("getRadar", "Draw it.", "La dessiner."),
        ("eraseAssessment", "Erase it.", "L’effacer."),
    )
}
IN_PATH = {
    "assessment_id": {
        **said("The id of an assessment.", "L’identifiant d’une évaluation."),
        "example": "01a202e3-0c00-7000-8000-000000000017",
    },
    "version": {
        **said(
            "A version of the methodology, as the list of versions names it.",
            "Une version de la méthodologie, telle que la liste des versions la nomme.",
        ),
        "example": "2026.1",
    },
    "rule_id": {**said("A rule of that version.", "Une règle de cette version."), "example": "factor.voice"},
    "source_id": {**said("A source of that version.", "Une source de cette version."), "example": "J"},
}
