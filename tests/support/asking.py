"""Asking a store from a test that is not a coroutine: its calls need a running loop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


def await_call(runner: asyncio.Runner, call: Callable[..., Awaitable[Any]], *values: Any) -> Any:
    """What a call of the store returns once it is awaited."""

    async def wait() -> Any:
        return await call(*values)

    return runner.run(wait())
