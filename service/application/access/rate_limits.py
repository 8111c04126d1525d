"""How often a caller may ask: token buckets in the memory of this process.

No store is shared, so that a request costs no round trip: each process allows its share of a quota, and the
whole is approximate by as much as a balancer is uneven. Is given its clock.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from msgspec import Struct

_MOST_BUCKETS = 10_000
_SECOND = 1_000_000_000


class Policy(Struct, frozen=True):
    """At most ``quota`` requests at once, renewed evenly over ``window_seconds``."""

    name: str
    quota: int
    window_seconds: int


class QuotaState(Struct, frozen=True):
    """What became of one request: ``policy`` is this process's share of the policy asked for.

    ``remaining`` requests are allowed at once; the quota is whole again in ``reset_seconds``. ``retry_after``
    is the number of whole seconds after which a refused request is allowed, and None for an allowed one.
    """

    policy: Policy
    allowed: bool
    remaining: int
    reset_seconds: int
    retry_after: int | None


class Limiter:
    """Buckets by policy and caller. ``clock`` gives seconds that never go back.

    ``policies`` are this process's shares of those that it was given.
    """

    def __init__(self, policies: Sequence[Policy], replicas: int, clock: Callable[[], float]) -> None:
        self.policies = tuple(_share(policy, replicas) for policy in policies)
        most = _MOST_BUCKETS // max(len(policies), 1)
        self._tables = {policy.name: _Buckets(policy, most) for policy in self.policies}
        self._clock = clock

    def consume(self, policy_name: str, who: bytes, requests: int = 1) -> QuotaState:
        """Take so many requests from a caller's bucket, if it holds them; a refusal costs nothing.

        What costs as much as several requests counts as several, and never as more than the whole quota.
        """
        return self._tables[policy_name].consume(who, requests, int(self._clock() * _SECOND))


class _Buckets:
    """The buckets of one policy: for each caller, when its bucket will be full again.

    That moment is all there is to know, and a caller whose bucket is full need not be known at all.
    """

    def __init__(self, policy: Policy, most: int) -> None:
        self._policy = policy
        self._most = most
        self._full_at: dict[bytes, int] = {}
        # Rounded up: a quota may be renewed late by a billionth, and never early.
        self._token = -(-policy.window_seconds * _SECOND // policy.quota)

    def consume(self, who: bytes, requests: int, now: int) -> QuotaState:
        capacity = self._token * self._policy.quota
        taken = self._token * min(requests, self._policy.quota)
        owed = max(self._full_at.get(who, now) - now, 0)
        missing = owed + taken - capacity
        if missing > 0:
            return QuotaState(self._policy, False, 0, _seconds(owed), _seconds(missing))
        owed += taken
        if who not in self._full_at and len(self._full_at) >= self._most:
            self._make_room(now)
        self._full_at[who] = now + owed
        return QuotaState(self._policy, True, (capacity - owed) // self._token, _seconds(owed), None)

    def _make_room(self, now: int) -> None:
        # Full buckets go first, then the fullest tenth: whoever fills the table from many addresses frees
        # the buckets with least spent, its own, and a busy caller's stays. A tenth at once keeps this cheap.
        by_fullness = sorted(self._full_at, key=self._full_at.__getitem__)
        full = bisect_right(by_fullness, now, key=self._full_at.__getitem__)
        for who in by_fullness[: max(full, self._most // 10, 1)]:
            del self._full_at[who]


def _share(policy: Policy, replicas: int) -> Policy:
    return Policy(policy.name, max(policy.quota // replicas, 1), policy.window_seconds)


def _seconds(nanoseconds: int) -> int:
    return -(-nanoseconds // _SECOND)
