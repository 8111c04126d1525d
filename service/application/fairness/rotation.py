"""A queue in which tenants take turns: however much one of them adds, the next tenant is served after one."""

from collections import deque
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")


class Waiting(NamedTuple, Generic[Item]):
    """An item and the tenant that added it."""

    tenant: str
    item: Item


class Rotation(Generic[Item]):
    """Items by tenant: those of one tenant in the order in which they were added, tenants in rotation."""

    def __init__(self) -> None:
        # A dictionary keeps its order: the tenant that was served last is at its end.
        self._items: dict[str, deque[Item]] = {}

    def add(self, tenant: str, item: Item) -> None:
        """Add an item behind the tenant's others."""
        self._items.setdefault(tenant, deque()).append(item)

    def count(self, tenant: str) -> int:
        """Return how many items of a tenant wait."""
        return len(self._items.get(tenant, ()))

    def next(self, may: Callable[[str], bool] = lambda _: True) -> Waiting[Item] | None:
        """Take the next item of the next tenant that ``may`` be served; None if there is none."""
        tenant = next(filter(may, self._items), None)
        if tenant is None:
            return None
        items = self._items.pop(tenant)
        item = items.popleft()
        if items:
            self._items[tenant] = items
        return Waiting(tenant, item)

    def remove(self, tenant: str, item: Item) -> bool:
        """Take an item out; return False if it does not wait."""
        items = self._items.get(tenant)
        if items is None or item not in items:
            return False
        items.remove(item)
        if not items:
            del self._items[tenant]
        return True
