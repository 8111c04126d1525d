"""Codes fit their columns. SQLite stores longer ones without a word; PostgreSQL refuses the row."""

from typing import Any, get_args

import pytest
from sqlalchemy import String

from service.application.ports.key_store import KeyKind
from service.application.ports.rollup_store import Dimension, Grain
from service.application.spaces import EVERYBODY, spaces_of
from service.application.statistics.rollup_definition import definition
from service.methodology.catalogue import shipped
from service.model.codes import (
    Assessor,
    Band,
    Form,
    Level,
    Model,
    NaceSection,
    NormAssessor,
    Origin,
    Role,
    Seniority,
    SizeClass,
    Status,
)
from service.model.countries import Country
from service.norms.cohorts import Cell
from service.storage.database.tables import Base
from service.storage.norms.norm_reader import cell_name
from service.texts import Language


def codes_of(*types: Any) -> set[str]:
    """All strings that a literal type, or a union of them, allows."""
    codes: set[str] = set()
    for type_ in types:
        arguments = get_args(type_)
        codes |= {code for code in arguments if isinstance(code, str)}
        codes |= codes_of(*(argument for argument in arguments if not isinstance(argument, str)))
    return codes


LONGEST_TENANT = "t" * 32
LONGEST_CELL = Cell(
    assessor=max(codes_of(NormAssessor), key=len),
    section=max(codes_of(NaceSection), key=len),
    size=max(codes_of(SizeClass), key=len),
    country=max(codes_of(Country), key=len),
)
CODES = {
    "space": {*spaces_of(LONGEST_TENANT), EVERYBODY},
    "keys.tenant": {LONGEST_TENANT},
    "tenants.name": {LONGEST_TENANT},
    "tenants.owner": {LONGEST_TENANT},
    "tenants.renamed_to": {LONGEST_TENANT},
    "keys.id": {f"k{bytes(6).hex()}"},
    "keys.kind": codes_of(KeyKind),
    "methodology": set(shipped().versions),
    "nace_section": codes_of(NaceSection),
    "size_class": codes_of(SizeClass),
    "country": codes_of(Country),
    "assessor": codes_of(Assessor, NormAssessor),
    "form": codes_of(Form),
    "maturity_status": codes_of(Status),
    "maturity_level": codes_of(Level),
    "maturity_level_low": codes_of(Level),
    "maturity_level_high": codes_of(Level),
    "importance_status": codes_of(Status),
    "importance_band": codes_of(Band),
    "sourcing_status": codes_of(Status),
    "sourcing_model": codes_of(Model),
    "team_role": codes_of(Role),
    "team_seniority": codes_of(Seniority),
    "origin": codes_of(Origin),
    "language": codes_of(Language),
    "grain": codes_of(Grain),
    "dimension": codes_of(Dimension),
    "definition": {definition()},
    "cell": {cell_name(LONGEST_CELL)},
}
COLUMNS = [
    column
    for table in Base.metadata.tables.values()
    for column in table.c
    if isinstance(column.type, String) and column.type.length is not None
]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_every_code_fits_its_column(column: Any) -> None:
    codes = CODES.get(str(column), CODES.get(column.name))
    assert codes, f"{column} has a length: which codes does it store?"
    assert max(map(len, codes)) <= column.type.length
