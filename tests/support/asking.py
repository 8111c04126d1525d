"""Calls asynchronous ports from synchronous tests: they need a running event loop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


def await_call(runner: asyncio.Runner, call: Callable[..., Awaitable[Any]], *arguments: Any) -> Any:
    """Call and await, and return the result."""

    async def run() -> Any:
        return await call(*arguments)

    return runner.run(run())
