"""The use case of publishing norms: collect votes, tally them, apply the release rule, store an edition.

Runs beside a server, in a process of its own; all votes are read from one database snapshot.
"""

from datetime import datetime, timedelta
from hashlib import blake2b

from msgspec import Struct

from service.application.assessment_engine import AssessmentEngine
from service.application.clock_check import is_recent
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
from service.application.spaces import EVERYBODY, Space, space_of_test_keys
from service.engine.core import Decision
from service.errors import NotDone
from service.methodology.shape.norms import NormRules
from service.model.profile import Context, Profile
from service.norms import lattice
from service.norms.cohorts import Cell, Leaf, by_cell
from service.norms.lattice import competency_bin, index_bin
from service.norms.release import (
    COUNTS,
    MINIMA,
    Figures,
    State,
    last_published,
    next_state,
)
from service.norms.tally import VOTE_LIFETIME, Tally, VoteCounter

_NO_CONTEXT = Context()


# Figures of cells, packed: a publisher holds those of very many cells at once.
PackedCells = dict[Cell, bytes]


class PublishOutcome(Struct, frozen=True):
    """A published edition, and how many organisations voted in the norm that every tenant may see.

    ``cells`` are those of that norm, ``own_norms`` the spaces with a norm of their own.
    """

    edition: Edition
    organisations: int
    cells: int
    own_norms: int


class NormPublisher:
    """Publishes norms of any shipped version.

    Servers publish the current version alone: votes that were shown in one version's norm are fresh in no
    other. Any call may raise ``Unavailable``.
    """

    def __init__(self, engine: AssessmentEngine, repository: NormRepository) -> None:
        self._engine = engine
        self._released = frozenset(engine.released)
        self._repository = repository

    @property
    def current(self) -> str:
        """The current version, whose norm servers publish."""
        return self._engine.current

    def is_recent(self, version: str, now: datetime, period: timedelta) -> bool:
        """Whether a version's last edition was published within a period before ``now``."""
        last = self._repository.last(version)
        return last is not None and is_recent(last.published_at, now, period)

    def publish(self, version: str, now: datetime, *, may_empty: bool = True) -> PublishOutcome:
        """Publish the next edition of a version's norm, with ``now`` as its cut-off.

        Raises ``UnknownName`` if the version is not shipped, ``NotDone`` if another process published the
        same edition first. Unless it ``may_empty`` the norm, also where everybody sees cohorts in the last
        edition, and votes have become too old for any in this one.
        """
        version = self._engine.resolve_version(version)
        last = self._repository.last()
        number = 1 if last is None else last.number + 1
        states = self._repository.states()
        shown = last_published(states.values())
        edition = Edition(version, number, now)
        owners = self._repository.owners()
        for space in (*owners, *map(space_of_test_keys, owners)):
            self._collect_votes(edition, space)
        counter, cells = self._count_votes(edition, owners, shown)
        last_state = states.get(version, State(set(), {}))
        state = next_state(last_state, counter.tally, edition.number)
        if last_state.cells and not state.cells and counter.expired and not may_empty:
            raise NotDone("edition_would_be_empty", number=last.number if last else 0, votes=counter.expired)
        cells[EVERYBODY] = {cell: pack_figures(figures) for cell, figures in state.figures()}
        self._repository.publish(NewEdition(edition, state, cells))
        organisations = sum(lattice.votes_in(group.counts) for group in counter.tally.values())
        own_norms = sum(bool(own) for owner, own in cells.items() if owner != EVERYBODY)
        return PublishOutcome(edition, organisations, len(cells[EVERYBODY]), own_norms)

    def _collect_votes(self, edition: Edition, space: Space) -> None:
        """Store the votes of all assessments young enough to vote that have no vote record yet."""
        cut_off = edition.published_at
        after, before = lowest_id(cut_off - VOTE_LIFETIME), lowest_id(cut_off)
        while candidates := self._repository.candidates(edition.version, space, after, before):
            votes = [self._vote_record(edition.version, candidate) for candidate in candidates]
            self._repository.record_votes(edition.version, space, votes)
            after = candidates[-1].id

    def _vote_record(self, version: str, candidate: VoteCandidate) -> VoteRecord:
        vote = None
        # Assessments made by packs that were never released have no vote.
        if candidate.version in self._released:
            profile = read_profile(candidate.profile)
            decision = self._engine.decide(profile, version)
            vote = vote_of(profile, decision, self._engine.rules(version).norms)
        organisation = blake2b(candidate.reference.encode(), digest_size=16).digest()
        return VoteRecord(candidate.id, organisation, candidate.leaf, vote)

    def _count_votes(
        self, edition: Edition, owners: dict[Space, str], shown: dict[Leaf, datetime]
    ) -> tuple[VoteCounter, dict[Space, PackedCells]]:
        """Return all tenants' votes counted by owner, and the packed figures of each space's own cells.

        What test keys store is in the norm of its own space, and in no other.
        """
        counter = VoteCounter(edition.published_at, shown)
        cells: dict[Space, PackedCells] = {}
        spaces = [*owners, *map(space_of_test_keys, owners)]
        with self._repository.votes(edition.version, spaces) as votes_by_space:
            for space, organisations in votes_by_space:
                own = VoteCounter(edition.published_at, {})
                for votes in organisations:
                    if space in owners:
                        counter.add_organisation(owners[space], votes)
                    own.add_organisation(space, votes)
                cells[space] = _own_cells(own.tally, edition.number)
        return counter, cells


def vote_of(profile: Profile, decision: Decision, rules: NormRules) -> bytes | None:
    """Return the vote of an assessment: the bins of its index and competencies; None if it may not vote.

    A vote needs every competency scored, so that all figures of a cell are about the same organisations.
    """
    maturity = decision.maturity
    readings = maturity.competencies
    if (profile.context or _NO_CONTEXT).norm_use is False or maturity.index is None:
        return None
    min_coverage = 0 if rules.vote is None else rules.vote.least_coverage
    if maturity.answered < min_coverage * maturity.applicable or all(r.declared for r in readings):
        return None
    scores = [reading.score for reading in readings if reading.score is not None]
    if len(scores) < len(readings):
        return None
    return bytes([index_bin(maturity.index / 100), *(competency_bin(score) for score in scores)])


def _own_cells(tally: Tally, number: int) -> PackedCells:
    """Return the packed figures that a tenant sees of its own organisations, in edition ``number``.

    The minimum of ``COUNTS`` organisations is the only rule: a tenant may read all of these assessments.
    """
    packed: PackedCells = {}
    for cell, leaves in by_cell(tally).items():
        votes = sum(lattice.votes_in(tally[leaf].counts) for leaf in leaves)
        if votes >= COUNTS:
            counts = lattice.empty()
            for leaf in leaves:
                lattice.add(counts, tally[leaf].counts)
            minimum = max(size for size in MINIMA if size <= votes)
            packed[cell] = pack_figures(Figures(minimum, number, counts))
    return packed
