"""The kinds of problem that a caller can meet: status, type, and words in English and French.

Imports the language codes only. A detail says what is wrong and what to do next.
"""

from msgspec import Struct

from service.texts import Language


class ProblemKind(Struct, frozen=True):
    """A kind of problem: its status, the name in its type, its title and what to do next, per language."""

    status: int
    slug: str
    title: dict[Language, str]
    detail: dict[Language, str]


INVALID = ProblemKind(
    400,
    "invalid-input",
    {"en": "Invalid input", "fr": "Saisie invalide"},
    {
        "en": "What was sent does not fit the contract. Correct every entry of “errors” and send it again.",
        "fr": "L’envoi ne respecte pas le contrat. Corrigez chaque entrée de « errors » et renvoyez-le.",
    },
)
BAD_REQUEST = ProblemKind(
    400,
    "bad-request",
    {"en": "Bad request", "fr": "Requête incorrecte"},
    {
        "en": "The request's head is not well formed. Check its headers, the host among them.",
        "fr": "L’en-tête de la requête est mal formé. Vérifiez ses champs, dont l’hôte.",
    },
)
UNAUTHENTICATED = ProblemKind(
    401,
    "unauthenticated",
    {"en": "A valid key is needed", "fr": "Une clé valide est nécessaire"},
    {
        "en": "Send “Authorization: Bearer” followed by a key that is complete and has not been revoked.",
        "fr": "Envoyez « Authorization: Bearer » suivi d’une clé complète et non révoquée.",
    },
)
FORBIDDEN = ProblemKind(
    403,
    "forbidden",
    {"en": "This key may not do this", "fr": "Cette clé ne permet pas cette opération"},
    {
        "en": "The key is valid and lacks the scope of this operation. Use a key that has it.",
        "fr": "La clé est valide mais n’a pas le droit requis ici. Utilisez une clé qui en dispose.",
    },
)
ORIGIN_REFUSED = ProblemKind(
    403,
    "origin-refused",
    {"en": "Not from this page", "fr": "Page non autorisée"},
    {
        "en": "A publishable key works only in pages of the origins that it was made for. Ask for a key for"
        " this origin, or use a secret key from your server.",
        "fr": "Une clé publique ne fonctionne que dans les pages des origines pour lesquelles elle a été"
        " créée. Demandez une clé pour cette origine, ou utilisez une clé secrète depuis votre serveur.",
    },
)
LINK_REFUSED = ProblemKind(
    403,
    "link-refused",
    {"en": "This link does not open", "fr": "Ce lien ne s’ouvre pas"},
    {
        "en": "A signed link must be whole, and opens for some weeks only. Reading the assessment again gives"
        " a new one.",
        "fr": "Un lien signé doit être complet et n’est valable que quelques semaines. Relire l’évaluation en"
        " donne un nouveau.",
    },
)
RETRY_KEY_REUSED = ProblemKind(
    409,
    "idempotency-key-reused",
    {"en": "Idempotency key reused", "fr": "Clé d’idempotence réutilisée"},
    {
        "en": "This “Idempotency-Key” came before with another request. Give every new request a new key.",
        "fr": "Cette « Idempotency-Key » a déjà servi pour une autre requête. Donnez une nouvelle clé à"
        " chaque nouvelle requête.",
    },
)
ERASED = ProblemKind(
    409,
    "erased",
    {"en": "Erased since", "fr": "Évaluation effacée"},
    {
        "en": "What this “Idempotency-Key” made was erased. To assess the profile again, use a new key.",
        "fr": "L’évaluation enregistrée avec cette « Idempotency-Key » a été effacée. Pour évaluer à nouveau"
        " le profil, utilisez une nouvelle clé.",
    },
)
TOO_MANY = ProblemKind(
    429,
    "too-many-requests",
    {"en": "Too many requests", "fr": "Trop de requêtes"},
    {
        "en": "You have spent your quota for now. Wait for as many seconds as “Retry-After” says.",
        "fr": "Vous avez épuisé votre quota pour le moment. Attendez le nombre de secondes indiqué par"
        " « Retry-After ».",
    },
)
FORMAT_MISSING = ProblemKind(
    501,
    "format-missing",
    {"en": "Not in this format here", "fr": "Format absent de ce serveur"},
    {
        "en": "This server was installed without Parquet. Ask for `format=csv` or `format=ndjson`, or have"
        " whoever runs it install the extra “parquet”.",
        "fr": "Ce serveur a été installé sans Parquet. Demandez `format=csv` ou `format=ndjson`, ou faites"
        " installer l’extra « parquet » par la personne qui l’exploite.",
    },
)
UNAVAILABLE = ProblemKind(
    503,
    "unavailable",
    {"en": "Not available now", "fr": "Indisponible pour l’instant"},
    {
        "en": "The store cannot answer. Send the request again after as many seconds as “Retry-After” says;"
        " with an “Idempotency-Key” it is safe in any case.",
        "fr": "La base ne répond pas. Renvoyez la requête après le nombre de secondes indiqué par"
        " « Retry-After » ; avec une « Idempotency-Key », c’est sûr dans tous les cas.",
    },
)
NOT_FOUND = ProblemKind(
    404,
    "not-found",
    {"en": "Not found", "fr": "Introuvable"},
    {
        "en": "The path, or an identifier or a version in the request, names nothing that exists or that this"
        " key may see. The contract is at /openapi.yaml, the versions are at /v1/methodologies.",
        "fr": "Le chemin, ou un identifiant ou une version de la requête, ne désigne rien qui existe ou que"
        " cette clé puisse voir. Le contrat est à /openapi.yaml, les versions à /v1/methodologies.",
    },
)
NOT_ALLOWED = ProblemKind(
    405,
    "method-not-allowed",
    {"en": "Method not allowed", "fr": "Méthode non autorisée"},
    {
        "en": "This path does not answer this method. The header “Allow” lists those that it does.",
        "fr": "Ce chemin ne répond pas à cette méthode. L’en-tête « Allow » énumère celles qu’il accepte.",
    },
)
TOO_LARGE = ProblemKind(
    413,
    "body-too-large",
    {"en": "Body too large", "fr": "Corps trop volumineux"},
    {
        "en": "A body may hold at most 65,536 bytes. No valid profile is larger.",
        "fr": "Un corps compte au plus 65 536 octets. Aucun profil valide n’est plus grand.",
    },
)
UNSUPPORTED = ProblemKind(
    415,
    "unsupported-body",
    {"en": "Unsupported body", "fr": "Corps non pris en charge"},
    {
        "en": "Send “Content-Type: application/json”, in UTF-8 and without a content encoding.",
        "fr": "Envoyez « Content-Type: application/json », en UTF-8 et sans encodage de contenu.",
    },
)
INTERNAL = ProblemKind(
    500,
    "internal-error",
    {"en": "Internal error", "fr": "Erreur interne"},
    {
        "en": "The fault is ours. Send the request again; if it persists, report this answer's X-Request-Id.",
        "fr": "L’erreur vient de nous. Renvoyez la requête ; si elle persiste, indiquez le X-Request-Id.",
    },
)
