"""What a failure of the database means: to come again later, or that its file is damaged."""

from urllib.parse import unquote, urlsplit

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from service.errors import Unavailable

# The beginnings of SQLite's names for them.
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def damage_of(error: SQLAlchemyError, engine: Engine) -> Unavailable | None:
    """Return what callers are told of a damaged file, None for other errors: only the operator can help."""
    return Unavailable("database_damaged", path=_file_of(engine)) if is_damaged(error) else None


def is_damaged(error: Exception) -> bool:
    """Return whether an error says that a SQLite file is damaged, or is none."""
    name: str = getattr(getattr(error, "orig", None), "sqlite_errorname", "")
    return name.startswith(_DAMAGED)


def _file_of(engine: Engine) -> str:
    return unquote(urlsplit(engine.url.database or "").path)
