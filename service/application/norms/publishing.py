"""The use case of publishing norms: assessments cast their votes, votes are counted, an edition is released.

Knows no SQL. It runs beside a server, in a process of its own; what it reads is one moment's state.
"""

from datetime import datetime
from hashlib import blake2b

from msgspec import Struct

from service.application.assessment_engine import AssessmentEngine
from service.application.ids import lowest_id
from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import (
    NewEdition,
    NormRepository,
    VoteCandidate,
    VoteRecord,
    pack_figures,
)
from service.application.profiles import read_profile
from service.application.spaces import EVERYBODY, Space
from service.engine.core import Decision
from service.model.profile import Context, Profile
from service.norms import lattice
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.lattice import competency_bin, index_bin
from service.norms.release import COUNTS, MINIMA, Figures, State, last_shown, released
from service.norms.tally import LIFE, Counting, Tally

_LEAST_COVERAGE = 0.8
_CONTEXT = Context()


class PublishOutcome(Struct, frozen=True):
    """What came of publishing: the edition, how many organisations voted, and how many cells all may see."""

    edition: Edition
    organisations: int
    cells: int


class NormPublisher:
    """Publishes norms of any shipped version.

    Servers publish the current one alone: votes that one version's norm has shown are fresh for no other.
    """

    def __init__(self, engine: AssessmentEngine, repository: NormRepository) -> None:
        self._engine = engine
        self._repository = repository

    @property
    def current(self) -> str:
        """The version whose norm goes on."""
        return self._engine.current

    def is_newer(self, version: str, moment: datetime) -> bool:
        """Whether a version's last edition was published after this moment."""
        last = self._repository.last(version)
        return last is not None and last.published_at > moment

    def publish(self, version: str, now: datetime) -> PublishOutcome:
        """Make the next edition of a version's norm, with this moment as its cut-off.

        Raises ``UnknownName`` for a version not shipped, ``NotDone`` where another process was first.
        """
        version = self._engine.known(version)
        last = self._repository.last()
        number = 1 if last is None else last.number + 1
        states = self._repository.states()
        shown = last_shown(states.values())
        # An edition is no older than what was shown before, even where another machine's clock is ahead.
        now = max([now, *shown.values()])
        spaces = self._repository.spaces()
        for space in spaces:
            self._poll(version, space, now)
        tally, cells = self._count(version, spaces, shown, (number, now))
        state = released(states.get(version, State(set(), {})), tally, (number, now))
        cells[EVERYBODY] = {cell: pack_figures(figures) for cell, figures in state.figures()}
        edition = Edition(version, number, now)
        self._repository.publish(NewEdition(edition, state, cells))
        voters = sum(sum(group.tenants.values()) for group in tally.values())
        return PublishOutcome(edition, voters, len(cells[EVERYBODY]))

    def _poll(self, version: str, space: Space, now: datetime) -> None:
        """Let every assessment cast its vote that was not looked at before."""
        after, before = lowest_id(now - LIFE), lowest_id(now)
        while found := self._repository.candidates(version, space, after, before):
            ballots = [self._ballot(version, candidate) for candidate in found]
            self._repository.record_votes(version, space, ballots)
            after = found[-1].id

    def _ballot(self, version: str, candidate: VoteCandidate) -> VoteRecord:
        profile = read_profile(candidate.profile)
        decision = self._engine.decide(profile, version)
        organisation = blake2b(candidate.reference.encode(), digest_size=16).digest()
        return VoteRecord(candidate.id, organisation, candidate.leaf, _bins(profile, decision))

    def _count(
        self, version: str, spaces: list[Space], shown: dict[Leaf, datetime], edition: tuple[int, datetime]
    ) -> tuple[Tally, dict[Space, dict[Cell, bytes]]]:
        """The tally of everybody's votes, and what each tenant may see of its own."""
        number, now = edition
        counting = Counting(now, shown)
        cells: dict[Space, dict[Cell, bytes]] = {}
        with self._repository.votes(version, spaces) as polled:
            for space, organisations in polled:
                own = Counting(now, {})
                for votes in organisations:
                    counting.organisation(space, votes)
                    own.organisation(space, votes)
                cells[space] = _own(own.tally, number)
        return counting.tally, cells


def _bins(profile: Profile, decision: Decision) -> bytes | None:
    """The vote of an assessment, or None where it may not vote.

    It needs every competency scored, so that all figures of a cell are about the same organisations.
    """
    found = decision.maturity
    if (profile.context or _CONTEXT).norm_use is False or found.index is None:
        return None
    if found.answered < _LEAST_COVERAGE * found.applicable or all(each.declared for each in found.readings):
        return None
    scores = [reading.score for reading in found.readings if reading.score is not None]
    if len(scores) < len(found.readings):
        return None
    return bytes([index_bin(found.index / 100), *(competency_bin(score) for score in scores)])


def _own(tally: Tally, number: int) -> dict[Cell, bytes]:
    """What a tenant may see of its own organisations, all of whose assessments it may read anyway."""
    found: dict[Cell, bytes] = {}
    for cell, leaves in by_cell(tally).items():
        votes = sum(sum(tally[leaf].tenants.values()) for leaf in leaves)
        if votes >= COUNTS:
            counts = lattice.empty()
            for leaf in leaves:
                lattice.add(counts, tally[leaf].counts)
            found[cell] = pack_figures(Figures(max(each for each in MINIMA if each <= votes), number, counts))
    return found
