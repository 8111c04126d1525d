"""How many hours a week the work takes: from channels, posts and messages, by the pack's figures."""

from collections.abc import Iterable, Sequence
from math import fsum

from msgspec import Struct

from service.methodology.shape.money import CostRules, Figure
from service.model.profile import Channel, Presence

_WEEKS_A_MONTH = 52 / 12


class Workload(Struct, frozen=True, gc=False):
    """Hours a week, low, central and high; ``fte`` is the central value over a full-time week."""

    low: float
    central: float
    high: float
    fte: float


class _Account(Struct, frozen=True, gc=False):
    """What is known of one kind of channel: posts a week and followers, each None where not said."""

    posts: float | None
    followers: float | None


class WorkloadFigures:
    """The pack's figures for workload, looked up once. A figure that is missing counts for nothing."""

    def __init__(self, costs: CostRules) -> None:
        by_id = {figure.id: figure for figure in costs.figures}
        self._channel = _range(by_id.get("figure.hours_per_channel"))
        self._post = _range(by_id.get("figure.hours_per_post"))
        self._message = _range(by_id.get("figure.minutes_per_message"))
        self._usual_posts = _range(by_id.get("figure.posts_per_channel"))
        self._per_thousand = _range(by_id.get("figure.messages_per_1000_followers"))
        self._week = costs.weekly_hours

    def of(self, presence: Presence) -> Workload | None:
        """The workload, or None unless channels and messages are both known: unanswered is never none.

        Messages left out are read from the followers, where every channel says how many it has.
        """
        if presence.channels is None:
            return None
        accounts = _accounts(presence.channels)
        messages = self._messages(presence.inbound_messages_per_week, accounts)
        if messages is None:
            return None
        # An exact sum does not depend on the order of the list.
        posts = fsum(account.posts for account in accounts if account.posts is not None)
        silent = sum(account.posts is None for account in accounts)
        low, central, high = (
            len(accounts) * self._channel[i]
            + (posts + silent * self._usual_posts[i]) * self._post[i]
            + messages[i] * self._message[i] / 60
            for i in range(3)
        )
        return Workload(low, central, high, central / self._week)

    def _messages(self, stated: float | None, accounts: list[_Account]) -> tuple[float, float, float] | None:
        """Messages a week, low, central and high; None if they are not said and cannot be estimated."""
        if stated is not None:
            return stated, stated, stated
        followers = 0.0
        for account in accounts:
            if account.followers is None:
                return None
            followers += account.followers
        low, central, high = (followers / 1000 * rate / _WEEKS_A_MONTH for rate in self._per_thousand)
        return low, central, high


def _accounts(channels: Iterable[Channel]) -> list[_Account]:
    """One account a kind of channel; what several of one kind state is added up."""
    by_kind: dict[str, list[Channel]] = {}
    for channel in channels:
        by_kind.setdefault(channel.kind, []).append(channel)
    return [
        _Account(_total([c.posts_per_week for c in same]), _total([c.followers for c in same]))
        for same in by_kind.values()
    ]


def _total(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def _range(figure: Figure | None) -> tuple[float, float, float]:
    return (0.0, 0.0, 0.0) if figure is None else (figure.low, figure.central, figure.high)
