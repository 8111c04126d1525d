"""The query parameters of the operations, a Struct each. Imports the codes of the model."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from service.api.contract.parameter_wording import Timestamp, Version, said
from service.api.wire.queries import NoQuery
from service.model.codes import Include, Level, Model, Section, Size, StoredInclude
from service.model.patterns import CURSOR, SIGNATURE
from service.model.profile import Reference


def _parts(most: int) -> Meta:
    """The parts of an answer that may be asked for."""
    return said(
        "Parts that are `null` unless asked for, separated by commas.",
        "Des parties qui sont `null` sauf demande, séparées par des virgules.",
        max_length=most,
    )


class PreviewQuery(NoQuery, frozen=True, kw_only=True):
    """Which parts to put into a preview, and by which methodology to assess."""

    include: Annotated[tuple[Include, ...], _parts(4)] = ()
    methodology: Version | UnsetType = UNSET


class QuestionnaireQuery(NoQuery, frozen=True, kw_only=True):
    """Which questionnaire, of which methodology."""

    form: Annotated[
        Literal["express", "full"],
        said(
            "Some fifteen screens (`express`), or every question that can be asked (`full`).",
            "Une quinzaine d’écrans (`express`) ou toutes les questions (`full`).",
        ),
    ] = "express"
    methodology: Version | UnsetType = UNSET


class AnswerQuery(NoQuery, frozen=True, kw_only=True):
    """Which parts to put into the answer for a stored assessment."""

    include: Annotated[tuple[StoredInclude, ...], _parts(6)] = ()


class CreateQuery(AnswerQuery, frozen=True, kw_only=True):
    """Which parts to put into the answer, and by which methodology to assess."""

    methodology: Version | UnsetType = UNSET


class ReplayQuery(NoQuery, frozen=True, kw_only=True):
    """By which methodology to assess the stored profile again."""

    methodology: Version | UnsetType = UNSET


class ListQuery(NoQuery, frozen=True, kw_only=True):
    """Which assessments to list. ``since`` is included, ``until`` is not."""

    cursor: (
        Annotated[
            str,
            said(
                "Where to read on: the `next_cursor` of the page before.",
                "Où reprendre : le `next_cursor` de la page précédente.",
                max_length=22,
                pattern=CURSOR,
            ),
        ]
        | UnsetType
    ) = UNSET
    limit: Annotated[int, said("How many at most.", "Nombre maximal de résultats.", ge=1, le=100)] = 20
    reference: (
        Annotated[Reference, said("Your own reference of the organisation.", "Votre propre référence.")]
        | UnsetType
    ) = UNSET
    level: Annotated[Level, said("A maturity level.", "Un niveau de maturité.")] | UnsetType = UNSET
    sourcing: Annotated[Model, said("The model recommended.", "Le modèle recommandé.")] | UnsetType = UNSET
    section: Annotated[Section, said("A NACE section.", "Une section de la NACE.")] | UnsetType = UNSET
    size: Annotated[Size, said("A size class.", "Une classe de taille.")] | UnsetType = UNSET
    since: (
        Annotated[
            Timestamp,
            said(
                "Made at this moment or later: a date, or a date and time with its offset.",
                "Évaluations faites à partir de ce moment : une date, ou date et heure avec son décalage.",
            ),
        ]
        | UnsetType
    ) = UNSET
    until: (
        Annotated[Timestamp, said("Made before this moment.", "Évaluations faites avant ce moment.")]
        | UnsetType
    ) = UNSET


class EraseQuery(NoQuery, frozen=True, kw_only=True):
    """Whose assessments to erase."""

    reference: Annotated[
        Reference,
        said(
            "Your own reference of the organisation whose assessments are all erased.",
            "Votre propre référence de l’organisation dont toutes les évaluations sont effacées.",
        ),
    ]


class PictureQuery(NoQuery, frozen=True, kw_only=True):
    """The signature of a link, which stands in for a key."""

    expires: (
        Annotated[
            int,
            said(
                "When the link expires, in seconds since 1970.",
                "Expiration du lien, en secondes depuis 1970.",
                ge=0,
                le=2**40,
            ),
        ]
        | UnsetType
    ) = UNSET
    signature: (
        Annotated[
            str,
            said(
                "The signature of the link.",
                "La signature du lien.",
                max_length=43,
                pattern=SIGNATURE,
            ),
        ]
        | UnsetType
    ) = UNSET
