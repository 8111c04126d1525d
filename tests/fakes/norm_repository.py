"""Votes and editions in dictionaries, over assessments in memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from service.application.ports.norm_reader import Edition
from service.application.ports.norm_repository import (
    NewEdition,
    NormRepository,
    TenantVotes,
    VoteCandidate,
    VoteRecord,
    assessor_of,
)
from service.application.spaces import Space
from service.errors import NotDone
from service.model.documents.row import AssessmentRow
from service.norms.cohorts import Leaf
from service.norms.release import State
from service.norms.tally import Vote
from tests.fakes.assessment_store import MemoryAssessmentStore


class MemoryNormRepository:
    def __init__(self, assessments: MemoryAssessmentStore, spaces: Iterable[Space]) -> None:
        self.editions: list[NewEdition] = []
        self._assessments = assessments
        self._owners = {space: str(space) for space in spaces}
        self._votes: dict[tuple[str, Space, UUID], VoteRecord] = {}

    def owners(self) -> dict[Space, str]:
        return self._owners

    def candidates(self, version: str, space: Space, after: UUID, before: UUID) -> list[VoteCandidate]:
        return [
            VoteCandidate(
                id=record.id,
                reference=record.row.reference,
                leaf=_leaf_of(record.row),
                profile=record.profile,
                version=record.row.methodology,
            )
            for record in sorted(self._assessments.records.values(), key=lambda record: record.id)
            if record.space == space
            and after < record.id < before
            and record.row.origin == "server"
            and record.row.reference is not None
            and (version, space, record.id) not in self._votes
        ]

    def record_votes(self, version: str, space: Space, votes: Sequence[VoteRecord]) -> None:
        for vote in votes:
            if vote.assessment in self._assessments.records:
                self._votes.setdefault((version, space, vote.assessment), vote)

    def last(self, version: str | None = None) -> Edition | None:
        editions = [new.edition for new in self.editions if version in (None, new.edition.version)]
        return editions[-1] if editions else None

    def states(self) -> dict[str, State]:
        return {new.edition.version: new.state for new in self.editions}

    @contextmanager
    def votes(self, version: str, spaces: Sequence[Space]) -> Iterator[Iterator[TenantVotes]]:
        yield (TenantVotes(space, self._organisations(version, space)) for space in spaces)

    def publish(self, edition: NewEdition) -> None:
        number = edition.edition.number
        if number in [new.edition.number for new in self.editions]:
            raise NotDone("edition_exists", number=number)
        self.editions.append(edition)

    def _organisations(self, version: str, space: Space) -> list[list[Vote]]:
        votes: dict[bytes, list[Vote]] = {}
        stored = sorted(self._votes.items(), key=lambda item: item[0][2], reverse=True)
        for (vote_version, vote_space, assessment), vote in stored:
            record = self._assessments.records.get(assessment)
            if record is None or vote.bins is None or (vote_version, vote_space) != (version, space):
                continue
            of_organisation = votes.setdefault(vote.organisation, [])
            of_organisation.append(Vote(vote.leaf, record.created_at, vote.bins))
        return list(votes.values())


def _leaf_of(row: AssessmentRow) -> Leaf:
    return Leaf(assessor_of(row.assessor), row.nace_section or "", row.size_class or "", row.country)


_: type[NormRepository] = MemoryNormRepository
