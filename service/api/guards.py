"""Who may call an operation. Guards run before query and body are read, so a bad key learns nothing else.

Imports the use case that knows keys.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.api.services import services_of
from service.application.keys import authenticate
from service.application.ports import Scope
from service.errors import Forbidden


class Bearer:
    """A guard that lets a request pass with a valid key that has the scope; other requests get 401 or 403."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        """Raise ``Unauthenticated`` or ``Forbidden``, or let the request pass."""
        key = authenticate(connection.headers.get("authorization"), services_of(connection).keys)
        if self.scope not in key.scopes:
            raise Forbidden(self.scope)
