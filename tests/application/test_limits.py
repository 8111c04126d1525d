"""Rate limits: a bucket keeps its promises whatever a caller does and however time passes."""

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.application.access.addresses import client_address
from service.application.access.rate_limits import Limiter, Policy, QuotaState

POLICIES = st.builds(
    Policy, name=st.just("p"), quota=st.integers(1, 100_000), window_seconds=st.integers(1, 3600)
)
# Pauses in seconds, from nothing to far more than a window, so that bursts, trickles and full buckets all
# occur. Each is a whole number of nanoseconds and exact as a float: the test itself rounds nothing.
PAUSES = st.lists(st.sampled_from([0, 0, 0, 1 / 512, 1 / 8, 1, 7.25, 61, 5000]), max_size=60)
SMALL = st.builds(Policy, name=st.just("p"), quota=st.integers(1, 12), window_seconds=st.integers(1, 120))
TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def limited(policy: Policy, replicas: int = 1) -> tuple[Limiter, Clock]:
    clock = Clock()
    return Limiter([policy], replicas, clock), clock


@given(SMALL, PAUSES)
def test_no_window_ever_holds_more_than_the_quota_and_what_was_renewed_in_it(
    policy: Policy, pauses: list[float]
) -> None:
    limiter, clock = limited(policy)
    allowed: list[float] = []
    for pause in pauses:
        clock.now += pause
        if limiter.consume("p", b"a").allowed:
            allowed.append(clock.now)
    for first, start in enumerate(allowed):
        for last, end in enumerate(allowed[first:], first + 1):
            renewed = (end - start) * policy.quota / policy.window_seconds
            assert last - first <= policy.quota + renewed + 1e-6


@given(SMALL, PAUSES)
def test_what_is_said_to_remain_is_there_and_no_more(policy: Policy, pauses: list[float]) -> None:
    limiter, clock = limited(policy)
    for pause in pauses:
        clock.now += pause
        state = limiter.consume("p", b"a")
        assert 0 <= state.remaining < policy.quota
        assert 0 < state.reset_seconds <= policy.window_seconds + 1
        assert state.allowed is (state.retry_after is None)
    burst = [limiter.consume("p", b"a") for _ in range(policy.quota + 1)]
    clock.now += 2 * policy.window_seconds
    full = limiter.consume("p", b"a")
    assert full == QuotaState(
        policy=policy,
        allowed=True,
        remaining=policy.quota - 1,
        reset_seconds=full.reset_seconds,
        retry_after=None,
    )
    rest = [limiter.consume("p", b"a").allowed for _ in range(policy.quota)]
    assert rest == [True] * full.remaining + [False]
    assert not burst[-1].allowed


@given(POLICIES, PAUSES, st.integers(0, 20))
def test_whoever_waits_as_long_as_told_is_let_pass(
    policy: Policy, pauses: list[float], requests_at_once: int
) -> None:
    limiter, clock = limited(policy)
    for pause in pauses:
        clock.now += pause
        for _ in range(requests_at_once):
            limiter.consume("p", b"a")
        state = limiter.consume("p", b"a")
        if state.retry_after is not None:
            assert state.retry_after >= 1
            clock.now += state.retry_after
            assert limiter.consume("p", b"a").allowed


def test_a_second_less_than_told_is_too_soon() -> None:
    limiter, clock = limited(Policy("p", 6, 60))
    while (state := limiter.consume("p", b"a")).allowed:
        pass
    assert state.retry_after == 10
    clock.now += 9
    assert not limiter.consume("p", b"a").allowed


def test_when_told_that_all_is_whole_again_it_is() -> None:
    limiter, clock = limited(Policy("p", 6, 60))
    states = [limiter.consume("p", b"a") for _ in range(4)]
    state = states[-1]
    assert (state.remaining, state.reset_seconds) == (2, 40)
    clock.now += state.reset_seconds
    assert limiter.consume("p", b"a").remaining == 5


@given(SMALL, PAUSES, st.binary(max_size=8), st.binary(max_size=8))
def test_two_callers_never_notice_one_another(
    policy: Policy, pauses: list[float], one: bytes, other: bytes
) -> None:
    (alone, clock), (shared, same) = limited(policy), limited(policy)
    for pause in pauses:
        clock.now = same.now = clock.now + pause
        if other != one:
            shared.consume("p", other)
            shared.consume("p", other)
        assert shared.consume("p", one) == alone.consume("p", one)


def test_what_was_done_is_paid_even_without_cover_and_before_anything_else() -> None:
    limiter, clock = limited(Policy("p", 6, 60))
    assert limiter.consume("p", b"a").remaining == 5
    state = limiter.settle("p", b"a", 6)
    assert (state.allowed, state.remaining, state.reset_seconds) == (True, 0, 70)
    assert limiter.consume("p", b"a").retry_after == 20
    clock.now += 20
    assert limiter.consume("p", b"a").allowed
    assert limiter.settle("p", b"b", 1000).reset_seconds == 60


def test_two_policies_have_a_bucket_each() -> None:
    limiter = Limiter([Policy("a", 1, 60), Policy("b", 1, 60)], 1, Clock())
    assert [limiter.consume(name, b"x").allowed for name in "abab"] == [True, True, False, False]


@pytest.mark.parametrize(("quota", "replicas", "share"), [(60, 4, 15), (5, 3, 1), (2, 1000, 1), (7, 1, 7)])
def test_a_process_allows_its_share_and_never_nothing(quota: int, replicas: int, share: int) -> None:
    limiter, _ = limited(Policy("p", quota, 60), replicas)
    assert limiter.policies == (Policy("p", share, 60),)
    assert sum(limiter.consume("p", b"a").allowed for _ in range(quota + 1)) == share


def test_a_crowd_of_addresses_cannot_renew_a_busy_callers_bucket() -> None:
    limiter, clock = limited(Policy("p", 5, 3600))
    while limiter.consume("p", b"busy").allowed:
        pass
    for number in range(30_000):
        clock.now += 1e-6
        assert limiter.consume("p", number.to_bytes(8, "big")).allowed
    assert not limiter.consume("p", b"busy").allowed


def test_the_buckets_kept_are_bounded() -> None:
    clock = Clock()
    limiter = Limiter([Policy("a", 5, 3600), Policy("b", 5, 3600)], 1, clock)
    for number in range(25_000):
        clock.now += 1e-6
        limiter.consume("ab"[number % 2], number.to_bytes(8, "big"))
    # The number of buckets is visible only in the private tables.
    assert sum(len(table._full_at) for table in limiter._tables.values()) <= 10_000


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.9", "192.0.2.1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "203.0.113.5,198.51.100.9, 10.1.1.1 ,10.2.2.2", "198.51.100.9"),
        ("10.0.0.1", "x, 198.51.100.9", "198.51.100.9"),
        ("10.0.0.1", "198.51.100.9, x", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.9,", "10.0.0.1"),
        ("10.0.0.1", "10.3.3.3", "10.0.0.1"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.9:4711", "198.51.100.9"),
        ("10.0.0.1", "[2001:db8::9]:4711", "2001:db8::"),
        ("10.0.0.1", "[2001:db8::9]", "2001:db8::"),
        ("::ffff:10.0.0.1", "198.51.100.9", "198.51.100.9"),
        ("fd00::1", "::ffff:198.51.100.9", "198.51.100.9"),
        ("::ffff:192.0.2.1", None, "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        ("fe80::1%eth0", None, "fe80::"),
        ("10.0.0.1", "010.000.000.001", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.9.", "10.0.0.1"),
    ],
)
def test_a_caller_is_the_nearest_address_that_no_trusted_proxy_vouches_for(
    peer: str, forwarded: str | None, who: str
) -> None:
    expected = ip_network(who).network_address.packed[:8]
    assert client_address(peer, forwarded, TRUSTED) == expected


def test_addresses_of_one_ipv6_network_are_one_caller_and_its_neighbour_another() -> None:
    first, second, neighbour = (
        client_address(f"2001:db8:0:{peer}", None, ()) for peer in ("1::1", "1:ffff::2", "2::1")
    )
    assert first == second != neighbour


TEXTS = st.text() | st.from_regex(r"[0-9a-f:.,%\[\] ]{0,60}") | st.ip_addresses().map(str)


@given(TEXTS, st.none() | TEXTS | st.lists(TEXTS).map(",".join))
def test_no_text_breaks_the_reading_of_addresses(peer: str, forwarded: str | None) -> None:
    trusted = (*TRUSTED, ip_network("::/0"), ip_network("128.0.0.0/1"))
    assert len(client_address(peer, forwarded, trusted)) in (0, 4, 8)


@given(st.ip_addresses().map(str), TEXTS)
def test_nobody_speaks_for_others_unless_trusted(peer: str, forwarded: str) -> None:
    assert client_address(peer, forwarded, ()) == client_address(peer, None, ())
