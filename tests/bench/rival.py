"""What one would write without thinking of speed: FastAPI, pydantic, SQLModel, a transaction a request.

It calls our engine, so that only what surrounds the engine differs. ``uvicorn tests.bench.rival:app`` serves
it on ``RIVAL_DATABASE_URL``. It does less than we do: no keys, no limits, no retries, no trace of itself.
"""

import os
import types
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin
from uuid import UUID, uuid4

import msgspec
from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict, create_model
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine

from service.application.assessment_engine import AssessmentEngine
from service.methodology.catalogue import shipped
from service.model.profile import Profile


def mirrored(kind: Any) -> Any:
    """The same type for pydantic: each Struct becomes a model with the same fields."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields: dict[str, Any] = {}
        for field in msgspec.structs.fields(kind):
            optional = (
                field.default is not msgspec.NODEFAULT or field.default_factory is not msgspec.NODEFAULT
            )
            fields[field.encode_name] = (mirrored(field.type), None if optional else ...)
        return create_model(kind.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    origin = get_origin(kind)
    if origin is types.UnionType or str(origin) == "typing.Union":
        parts = [mirrored(part) for part in get_args(kind) if part is not msgspec.UnsetType]
        united = parts[0]
        for part in parts[1:]:
            united = united | part
        return united
    if origin in (tuple, list):
        return types.GenericAlias(list, (mirrored(get_args(kind)[0]),))
    if origin is Literal:
        return kind
    return mirrored(get_args(kind)[0]) if hasattr(kind, "__metadata__") else kind


if TYPE_CHECKING:
    ProfileIn = BaseModel
else:
    ProfileIn = mirrored(Profile)


class Stored(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    created_at: datetime
    reference: str | None = Field(default=None, index=True)
    maturity_level: str | None
    sourcing_model: str | None
    profile: str


class AssessmentOut(BaseModel):
    id: UUID
    created_at: datetime
    maturity: dict[str, Any]
    importance: dict[str, Any]
    sourcing: dict[str, Any]
    next: dict[str, Any]


engine = create_engine(os.environ["RIVAL_DATABASE_URL"])
if engine.dialect.name == "sqlite":

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:
        # The kindest setting that is as durable as ours.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA busy_timeout = 10000")


SQLModel.metadata.create_all(engine)
assessments = AssessmentEngine(shipped())
app = FastAPI()


def session() -> Any:
    with Session(engine) as opened:
        yield opened


@app.post("/assessments", status_code=201, response_model=AssessmentOut)
def create(profile: ProfileIn, database: Annotated[Session, Depends(session)]) -> Any:
    sent = profile.model_dump(exclude_unset=True)
    found = msgspec.to_builtins(assessments.assess(msgspec.convert(sent, Profile), "en"))
    row = Stored(
        created_at=datetime.now(UTC),
        reference=found["organisation"]["reference"],
        maturity_level=found["maturity"]["level"],
        sourcing_model=found["sourcing"]["model"],
        profile=profile.model_dump_json(exclude_unset=True),
    )
    database.add(row)
    database.commit()
    database.refresh(row)
    return {**found, "id": row.id, "created_at": row.created_at}
