"""The query parameters of norms, statistics and exports, a Struct each. Imports the codes of the model."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from service.api.contract.parameter_wording import Timestamp, Version, said
from service.api.wire.queries import NoQuery
from service.model.codes import GroupBy, NormAssessor, NormScope, Origin, Period, Section, Size
from service.model.countries import Country
from service.model.patterns import CURSOR, DAY, VERSION

Day = Annotated[str, Meta(pattern=DAY, max_length=10)]

_Scope = Annotated[
    NormScope,
    said(
        "Everybody's organisations, none of them told apart, or the key's tenant's own.",
        "Les organisations de tous, sans en distinguer aucune, ou celles du client de la clé.",
    ),
]


class StandingQuery(NoQuery, frozen=True, kw_only=True):
    """Among whose organisations."""

    scope: _Scope = "all"


class BenchmarkQuery(StandingQuery, frozen=True, kw_only=True):
    """Which cohort, of which edition. A cohort that cannot be shown falls back to a wider one."""

    assessor: Annotated[
        NormAssessor,
        said(
            "Who assessed them: kinds are never mixed. `unspecified` where the profile does not say.",
            "Qui les a évaluées : on ne mélange pas. `unspecified` quand le profil ne le dit pas.",
        ),
    ] = "unspecified"
    section: Annotated[Section, said("A NACE section.", "Une section de la NACE.")] | UnsetType = UNSET
    size: Annotated[Size, said("A size class.", "Une classe de taille.")] | UnsetType = UNSET
    country: Annotated[Country, said("A country.", "Un pays.")] | UnsetType = UNSET
    methodology: Version | UnsetType = UNSET
    edition: (
        Annotated[
            int,
            said(
                "The number of an edition; the last one by default.",
                "Le numéro d’une édition ; à défaut, la dernière.",
                ge=1,
                le=2**31 - 1,
            ),
        ]
        | UnsetType
    ) = UNSET


class StatsQuery(NoQuery, frozen=True, kw_only=True):
    """How the tenant's assessments are grouped, and which of them count. ``until`` is not included."""

    group_by: Annotated[GroupBy, said("A row for each group.", "Une ligne par groupe.")] | UnsetType = UNSET
    period: (
        Annotated[
            Period,
            said(
                "A row for each period; weeks begin on Monday, all in UTC.",
                "Une ligne par période ; les semaines commencent le lundi, le tout en UTC.",
            ),
        ]
        | UnsetType
    ) = UNSET
    since: (
        Annotated[
            Day,
            said("Made on this day or later.", "Évaluations faites ce jour-là ou après."),
        ]
        | UnsetType
    ) = UNSET
    until: Annotated[Day, said("Made before this day.", "Évaluations faites avant ce jour.")] | UnsetType = (
        UNSET
    )
    origin: (
        Annotated[
            Origin,
            said(
                "Sent by servers, or by visitors of web pages.",
                "Envoyées par des serveurs, ou par les visiteurs de pages web.",
            ),
        ]
        | UnsetType
    ) = UNSET
    methodology: (
        Annotated[
            str,
            said(
                "Assessed under this version; all versions by default.",
                "Évaluées sous cette version ; à défaut, toutes les versions.",
                min_length=1,
                max_length=40,
                pattern=VERSION,
            ),
        ]
        | UnsetType
    ) = UNSET
    format: Annotated[
        Literal["json", "csv"],
        said("JSON, or CSV with a column for each number.", "JSON, ou CSV avec une colonne par nombre."),
    ] = "json"


class ExportQuery(NoQuery, frozen=True, kw_only=True):
    """From where to go on: a cursor, which counts for more, or a period. ``until`` is not included."""

    format: Annotated[
        Literal["ndjson", "csv", "parquet"],
        said(
            "A line of JSON for each change, CSV, or Parquet if this server was installed with it.",
            "Une ligne de JSON par changement, du CSV, ou du Parquet si ce serveur a été installé avec.",
        ),
    ] = "ndjson"
    cursor: (
        Annotated[
            str,
            said(
                "Where the last export ended: its `X-Next-Cursor`.",
                "Où le dernier export s’est arrêté : son `X-Next-Cursor`.",
                max_length=22,
                pattern=CURSOR,
            ),
        ]
        | UnsetType
    ) = UNSET
    updated_since: (
        Annotated[
            Timestamp,
            said(
                "Kept or erased at this moment or later: the `X-Complete-Until` of the last export.",
                "Enregistrées ou effacées à partir de ce moment : le `X-Complete-Until` du dernier export.",
            ),
        ]
        | UnsetType
    ) = UNSET
    until: (
        Annotated[
            Timestamp,
            said("Kept or erased before this moment.", "Enregistrées ou effacées avant ce moment."),
        ]
        | UnsetType
    ) = UNSET
