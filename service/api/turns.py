"""Gives each request its turns, before the framework sees it. Imports who is known by a key, and the turns.

Everything about a request costs time of the event loop, refusing it included: so it waits here, and not where
it has been read. A body that arrives later waits for another turn.
"""

from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send

from service.api.services import Services
from service.api.wire.context import context_of
from service.api.wire.guards import address_of
from service.application.access.key_format import authenticate
from service.application.fairness.payer import PAYER
from service.errors import TooManyRequests, Unauthenticated, Unavailable

# Requests of one payer: at a millisecond each, they wait for two seconds.
_MOST_WAITING = 2048


class InTurn:
    """An ASGI application around another one, inside of the envelope."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self.app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on in its turn."""
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        PAYER.set(_payer(scope, self._services))
        turns = self._services.turns
        if turns.waiting() >= _MOST_WAITING:
            context_of(scope).refusal = TooManyRequests(1)
        turn = await turns.take()

        async def receive_in_turn() -> Any:
            nonlocal turn
            message = await receive()
            if turns.number != turn:
                # It had to be waited for, and others are at work.
                turn = await turns.take()
            return message

        await self.app(scope, receive_in_turn, send)


def _payer(scope: Scope, services: Services) -> str:
    """The tenant of the request's key; without a valid one, the client's address, never a tenant's name."""
    headers = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
    if headers:
        try:
            return authenticate(headers, services.keys).tenant
        except (Unauthenticated, Unavailable):
            pass
    return f":{address_of(scope, services).hex()}"
