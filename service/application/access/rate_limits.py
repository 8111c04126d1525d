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
    """At most ``quota`` requests at once, renewed evenly over ``window_seconds``."""

    name: str
    quota: int
    window_seconds: int


class QuotaState(Struct, frozen=True, kw_only=True):
    """The state of a caller's bucket after a request. ``policy`` is this replica's share of the quota.

    ``remaining`` requests are allowed at once; the bucket is full in ``reset_seconds``. ``retry_after`` is
    the time in seconds after which a refused request is allowed, and None for an allowed one.
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
        """Take ``cost`` requests from a caller's bucket if it has them; a refusal takes nothing.

        A cost above the whole quota counts as the whole quota.
        """
        return self._tables[policy_name].consume(caller, cost, int(self._clock() * _NANOSECONDS))


class _Buckets:
    """The buckets of one policy: for each caller, the time in nanoseconds at which its bucket is full again.

    A full bucket needs no entry. With ``most`` entries, a new caller evicts others.
    """

    def __init__(self, policy: Policy, most: int) -> None:
        self._policy = policy
        self._most = most
        self._full_at: dict[bytes, int] = {}
        # Nanoseconds a request; rounded up, so that a quota is never renewed early.
        self._token = -(-policy.window_seconds * _NANOSECONDS // policy.quota)

    def consume(self, caller: bytes, cost: int, now: int) -> QuotaState:
        capacity = self._token * self._policy.quota
        taken = self._token * min(cost, self._policy.quota)
        used = max(self._full_at.get(caller, now) - now, 0)
        missing = used + taken - capacity
        if missing > 0:
            return QuotaState(
                policy=self._policy,
                allowed=False,
                remaining=0,
                reset_seconds=_seconds(used),
                retry_after=_seconds(missing),
            )
        used += taken
        if caller not in self._full_at and len(self._full_at) >= self._most:
            self._evict(now)
        self._full_at[caller] = now + used
        return QuotaState(
            policy=self._policy,
            allowed=True,
            remaining=(capacity - used) // self._token,
            reset_seconds=_seconds(used),
            retry_after=None,
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
