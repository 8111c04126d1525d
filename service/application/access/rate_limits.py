"""Rate limits: token buckets in the memory of this process.

There is no shared store, so that a request costs no round trip: each replica allows its share of a quota, and
the total is as exact as the load balancer is even.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from msgspec import Struct

_MOST_BUCKETS = 10_000
_NANOSECONDS = 1_000_000_000


class Policy(Struct, frozen=True):
    """At most ``quota`` units at once, renewed evenly over ``window_seconds``."""

    name: str
    quota: int
    window_seconds: int


class QuotaState(Struct, frozen=True, kw_only=True):
    """The state of a caller's bucket after a request. ``policy`` is this replica's share of the quota.

    ``remaining`` units are there at once; the bucket is full in ``reset_seconds``. ``retry_after`` is the
    time in seconds after which a refused request is allowed, and None for an allowed one.
    """

    policy: Policy
    allowed: bool
    remaining: int
    reset_seconds: int
    retry_after: int | None


class Limiter:
    """Buckets by policy and caller. ``clock`` returns monotonic seconds.

    ``policies`` holds this replica's shares of the policies given: a quota divided by ``replicas``, at least
    1.
    """

    def __init__(self, policies: Sequence[Policy], replicas: int, clock: Callable[[], float]) -> None:
        self.policies = tuple(_share(policy, replicas) for policy in policies)
        capacity = _MOST_BUCKETS // max(len(policies), 1)
        self._tables = {policy.name: _Buckets(policy, capacity) for policy in self.policies}
        self._clock = clock

    def consume(self, policy_name: str, caller: bytes, cost: int = 1) -> QuotaState:
        """Take ``cost`` units from a caller's bucket if it has them; a refusal takes nothing.

        A cost above the whole quota counts as the whole quota.
        """
        return self._tables[policy_name].consume(caller, cost, self._now())

    def settle(self, policy_name: str, caller: bytes, cost: int) -> QuotaState:
        """Take the cost of what was done already, even if the bucket has less: it is refilled first, then.

        A cost above the whole quota counts as the whole quota.
        """
        return self._tables[policy_name].settle(caller, cost, self._now())

    def _now(self) -> int:
        return int(self._clock() * _NANOSECONDS)


class _Buckets:
    """The buckets of one policy: for each caller, the time in nanoseconds at which its bucket is full again.

    A full bucket needs no entry. With ``most`` entries, a new caller evicts others.
    """

    def __init__(self, policy: Policy, most: int) -> None:
        self._policy = policy
        self._most = most
        self._full_at: dict[bytes, int] = {}
        # Nanoseconds a unit; rounded up, so that a quota is never renewed early.
        self._token = -(-policy.window_seconds * _NANOSECONDS // policy.quota)
        self._capacity = self._token * policy.quota

    def consume(self, caller: bytes, cost: int, now: int) -> QuotaState:
        taken = self._token * min(cost, self._policy.quota)
        used = self._used(caller, now)
        missing = used + taken - self._capacity
        if missing > 0:
            return self._state(used, _seconds(missing))
        return self._take(caller, used + taken, now)

    def settle(self, caller: bytes, cost: int, now: int) -> QuotaState:
        return self._take(caller, self._used(caller, now) + self._token * min(cost, self._policy.quota), now)

    def _used(self, caller: bytes, now: int) -> int:
        return max(self._full_at.get(caller, now) - now, 0)

    def _take(self, caller: bytes, used: int, now: int) -> QuotaState:
        if caller not in self._full_at and len(self._full_at) >= self._most:
            self._evict(now)
        self._full_at[caller] = now + used
        return self._state(used, None)

    def _state(self, used: int, retry_after: int | None) -> QuotaState:
        return QuotaState(
            policy=self._policy,
            allowed=retry_after is None,
            remaining=max(self._capacity - used, 0) // self._token if retry_after is None else 0,
            reset_seconds=_seconds(used),
            retry_after=retry_after,
        )

    def _evict(self, now: int) -> None:
        """Remove all full buckets, or else the fullest tenth of all.

        Flooding the table from many addresses thus evicts the flood's own buckets, which are nearly full, and
        not a busy caller's. A tenth at once amortises the sort.
        """
        by_fullness = sorted(self._full_at, key=self._full_at.__getitem__)
        full = bisect_right(by_fullness, now, key=self._full_at.__getitem__)
        for caller in by_fullness[: max(full, self._most // 10, 1)]:
            del self._full_at[caller]


def _share(policy: Policy, replicas: int) -> Policy:
    return Policy(policy.name, max(policy.quota // replicas, 1), policy.window_seconds)


def _seconds(nanoseconds: int) -> int:
    return -(-nanoseconds // _NANOSECONDS)
