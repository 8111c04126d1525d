"""Estimates the weekly workload from channels, posts and messages, by the pack's dated figures."""

from collections.abc import Iterable, Sequence
from math import fsum

from msgspec import Struct

from service.methodology.shape.money import CostRules, Figure
from service.model.profile import Channel, Presence

_WEEKS_PER_MONTH = 52 / 12
_MINUTES_PER_HOUR = 60
_ESTIMATES = range(3)


class Workload(Struct, frozen=True, gc=False):
    """Hours a week: low, central and high estimate. ``fte`` is the central one over a full-time week."""

    low: float
    central: float
    high: float
    fte: float


class _Account(Struct, frozen=True, gc=False):
    """One kind of channel: posts a week and followers, None where not stated."""

    posts: float | None
    followers: float | None


class WorkloadModel:
    """The pack's workload figures, each as low, central and high; a missing figure counts as zero."""

    def __init__(self, costs: CostRules) -> None:
        by_id = {figure.id: figure for figure in costs.figures}
        self._hours_per_channel = _estimates(by_id.get("figure.hours_per_channel"))
        self._hours_per_post = _estimates(by_id.get("figure.hours_per_post"))
        self._minutes_per_message = _estimates(by_id.get("figure.minutes_per_message"))
        self._posts_per_channel = _estimates(by_id.get("figure.posts_per_channel"))
        self._messages_per_1000 = _estimates(by_id.get("figure.messages_per_1000_followers"))
        self._weekly_hours = _estimates(by_id.get("figure.full_time_week"))[1]

    def estimate(self, presence: Presence) -> Workload | None:
        """The workload, or None unless channels, messages and the hours of a full-time week are known.

        Messages that are not stated are estimated from followers if every kind of channel states them.
        """
        if presence.channels is None or not self._weekly_hours:
            return None
        accounts = _accounts(presence.channels)
        messages = self._messages(presence.inbound_messages_per_week, accounts)
        if messages is None:
            return None
        # fsum is exact, so that the order of the channels cannot change the result.
        posts = fsum(account.posts for account in accounts if account.posts is not None)
        without_posts = sum(account.posts is None for account in accounts)
        low, central, high = (
            len(accounts) * self._hours_per_channel[i]
            + (posts + without_posts * self._posts_per_channel[i]) * self._hours_per_post[i]
            + messages[i] * self._minutes_per_message[i] / _MINUTES_PER_HOUR
            for i in _ESTIMATES
        )
        return Workload(low, central, high, central / self._weekly_hours)

    def _messages(self, stated: float | None, accounts: list[_Account]) -> tuple[float, float, float] | None:
        """Messages a week, low, central and high; None if neither stated nor possible to estimate."""
        if stated is not None:
            return stated, stated, stated
        followers = 0.0
        for account in accounts:
            if account.followers is None:
                return None
            followers += account.followers
        # The figure is per month.
        low, central, high = (followers / 1000 * rate / _WEEKS_PER_MONTH for rate in self._messages_per_1000)
        return low, central, high


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


def _estimates(figure: Figure | None) -> tuple[float, float, float]:
    return (0.0, 0.0, 0.0) if figure is None else (figure.low, figure.central, figure.high)
