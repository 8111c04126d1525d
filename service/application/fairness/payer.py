"""On whose behalf the current request works: it takes the turns of that tenant, or of that address."""

from contextvars import ContextVar

# Empty outside of requests. Each request runs in a context of its own.
PAYER: ContextVar[str] = ContextVar("payer", default="")
