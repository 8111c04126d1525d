"""Who may call an operation. Checked before query and body are read, so a bad key learns nothing else.

Imports the use case that knows keys. One hook for the whole application takes what each operation declares:
the framework's own guards copy the route handler for every request.
"""

from typing import Any

from litestar import Request

from service.api.services import services_of
from service.application.keys import authenticate
from service.errors import Forbidden


async def check_key(request: Request[Any, Any, Any]) -> None:
    """Let a request pass that needs no key or has the right one; else raise what becomes 401 or 403."""
    call = request.route_handler.opt.get("call")
    if call is None or call.scope is None:
        return
    key = authenticate(request.headers.get("authorization"), services_of(request).keys)
    if call.scope not in key.scopes:
        raise Forbidden(call.scope)
