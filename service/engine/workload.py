"""How many hours a week the work takes: from channels, posts and messages, by the pack's figures."""

from math import fsum

from msgspec import Struct

from service.methodology.money import CostRules, Figure
from service.model.profile import Presence

_WEEKS_A_MONTH = 52 / 12


class Workload(Struct, frozen=True, gc=False):
    """Hours a week, low, central and high; ``fte`` is the central value over a full-time week."""

    low: float
    central: float
    high: float
    fte: float


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
        """The workload, or None when neither channels nor messages are known."""
        channels, messages = presence.channels, presence.inbound_messages_per_week
        if channels is None and messages is None:
            return None
        kinds = len({channel.kind for channel in channels or ()})
        stated = [c.posts_per_week for c in channels or () if c.posts_per_week is not None]
        # An exact sum does not depend on the order of the list.
        posts = fsum(stated)
        silent = kinds - min(kinds, len(stated))
        followers = sum(c.followers or 0 for c in channels or ())
        low, central, high = (
            kinds * self._channel[i]
            + (posts + silent * self._usual_posts[i]) * self._post[i]
            + (self._guess(followers, i) if messages is None else messages) * self._message[i] / 60
            for i in range(3)
        )
        return Workload(low, central, high, central / self._week)

    def _guess(self, followers: int, i: int) -> float:
        return followers / 1000 * self._per_thousand[i] / _WEEKS_A_MONTH


def _range(figure: Figure | None) -> tuple[float, float, float]:
    return (0.0, 0.0, 0.0) if figure is None else (figure.low, figure.central, figure.high)
