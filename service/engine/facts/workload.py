"""Estimates the weekly workload from channels, posts and messages, by the pack's dated figures."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Literal, NamedTuple, get_args

from msgspec import Struct

from service.methodology.shape.money import CostRules, Figure
from service.model.codes import SizeClass
from service.model.profile import Channel, Presence

MessageCount = Literal["stated", "from_followers", "at_least", "unknown"]
"""How the messages are known: stated; estimated from followers; at least so many, because the figure was not
measured on accounts with so many followers; or not at all, so that none are counted."""

_WEEKS_PER_MONTH = 52 / 12
_MINUTES_PER_HOUR = 60
_ESTIMATES = range(3)

_Estimates = tuple[float, float, float]
"""Low, central and high estimate."""
_NOTHING: _Estimates = (0.0, 0.0, 0.0)


class Workload(Struct, frozen=True, kw_only=True, gc=False):
    """Hours a week: low, central and high estimate. ``fte`` is the central one over a full-time week.

    ``messages`` says how much is in it: without them it is what is sure to be there, no measure of the work.
    """

    low: float
    central: float
    high: float
    fte: float
    messages: MessageCount

    @property
    def measure(self) -> float | None:
        """The full-time equivalents that the ranking may rest on; None while the messages are unknown."""
        return None if self.messages == "unknown" else self.fte


class _Messages(NamedTuple):
    """Messages a week: low, central and high estimate, and how they are known."""

    numbers: _Estimates
    known: MessageCount


class _Account(Struct, frozen=True, gc=False):
    """One kind of channel: posts a week and followers, None where not stated."""

    posts: float | None
    followers: float | None


class WorkloadModel:
    """The pack's workload figures, each as low, central and high; a missing figure counts as zero."""

    def __init__(self, costs: CostRules) -> None:
        by_id = {figure.id: figure for figure in costs.figures}
        self._hours_per_channel = _sum_of(by_id, "figure.hours_per_channel", "figure.monitoring_per_channel")
        self._hours_per_post = _sum_of(by_id, "figure.hours_per_post", "figure.planning_per_post")
        self._coordination = _coordination(costs, by_id)
        self._minutes_per_message = _estimates(by_id.get("figure.minutes_per_message"))
        self._posts_per_channel = _estimates(by_id.get("figure.posts_per_channel"))
        self._messages_per_1000 = _estimates(by_id.get("figure.messages_per_1000_followers"))
        self._followers_counted = _estimates(by_id.get("figure.followers_counted"))[1]
        self._weekly_hours = _estimates(by_id.get("figure.full_time_week"))[1]

    def estimate(self, presence: Presence, size: SizeClass | None) -> Workload | None:
        """The workload, or None unless channels and the hours of a full-time week are known.

        Messages that are not stated are estimated from followers if every kind of channel states them.
        ``size`` tells how much there is to coordinate, where there is any work at all.
        """
        if presence.channels is None or not self._weekly_hours:
            return None
        accounts = _accounts(presence.channels)
        messages = self._messages(presence.inbound_messages_per_week, accounts)
        coordination = self._coordination[size] if accounts else _NOTHING
        # fsum is exact, so that the order of the channels cannot change the result.
        posts = fsum(account.posts for account in accounts if account.posts is not None)
        without_posts = sum(account.posts is None for account in accounts)
        low, central, high = (
            len(accounts) * self._hours_per_channel[i]
            + (posts + without_posts * self._posts_per_channel[i]) * self._hours_per_post[i]
            + messages.numbers[i] * self._minutes_per_message[i] / _MINUTES_PER_HOUR
            + coordination[i]
            for i in _ESTIMATES
        )
        return Workload(
            low=low, central=central, high=high, fte=central / self._weekly_hours, messages=messages.known
        )

    def _messages(self, stated: float | None, accounts: list[_Account]) -> _Messages:
        """Messages a week; none, and unknown, if neither stated nor possible to estimate.

        Of an account with more followers than the figure was measured on only so many count: the figure
        holds for them, and nothing says how it goes on.
        """
        if stated is not None:
            return _Messages((stated, stated, stated), "stated")
        known: MessageCount = "from_followers"
        followers = 0.0
        for account in accounts:
            if account.followers is None:
                return _Messages(_NOTHING, "unknown")
            if account.followers > self._followers_counted:
                known = "at_least"
            followers += min(account.followers, self._followers_counted)
        # The figure is per month.
        low, central, high = (followers / 1000 * rate / _WEEKS_PER_MONTH for rate in self._messages_per_1000)
        return _Messages((low, central, high), known)


def _accounts(channels: Iterable[Channel]) -> list[_Account]:
    """One account per kind of channel, with the sums of what its channels state."""
    by_kind: dict[str, list[Channel]] = {}
    for channel in channels:
        by_kind.setdefault(channel.kind, []).append(channel)
    return [
        _Account(
            _sum_of_stated([channel.posts_per_week for channel in same_kind]),
            _sum_of_stated([channel.followers for channel in same_kind]),
        )
        for same_kind in by_kind.values()
    ]


def _sum_of_stated(values: Sequence[float | None]) -> float | None:
    stated = [value for value in values if value is not None]
    return fsum(stated) if stated else None


def _estimates(figure: Figure | None) -> _Estimates:
    return _NOTHING if figure is None else (figure.low, figure.central, figure.high)


def _sum_of(by_id: dict[str, Figure], *names: str) -> _Estimates:
    """Several figures that are spent on the same thing, added up."""
    low, central, high = (fsum(ends) for ends in zip(*(_estimates(by_id.get(n)) for n in names), strict=True))
    return low, central, high


def _coordination(costs: CostRules, by_id: dict[str, Figure]) -> dict[SizeClass | None, _Estimates]:
    """Hours a week by size class; of an unknown one, those of the smallest, up to those of the largest."""
    rule = costs.coordination
    by_size: dict[SizeClass | None, _Estimates] = dict.fromkeys(get_args(SizeClass), _NOTHING)
    if rule is not None:
        by_size |= {size: _estimates(by_id.get(name)) for size, name in rule.figures.items()}
    known = by_size.values()
    least = min(known)
    return {**by_size, None: (least[0], least[1], max(high for _, _, high in known))}
