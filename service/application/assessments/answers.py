"""How an answer is asked for, and what the use cases return beside it."""

from typing import get_args

from msgspec import Struct

from service.model.answer.maturity import Maturity
from service.model.codes import Include, StoredInclude
from service.model.documents.benchmark import Benchmark
from service.model.documents.stored_assessment import StoredAssessment
from service.texts import Language

_PARTS: frozenset[Include] = frozenset(get_args(Include))


class AnswerOptions(Struct, frozen=True):
    """How an answer is wanted: its language, and its parts that are null unless asked for."""

    language: Language
    include: tuple[StoredInclude, ...] = ()

    @property
    def parts(self) -> frozenset[Include]:
        """The parts that the engine itself makes."""
        return _PARTS.intersection(self.include)


class CreateOutcome(Struct, frozen=True):
    """What a request to store is answered, in which language; ``first`` is false for a retry."""

    answer: StoredAssessment
    language: Language
    first: bool


class PictureData(Struct, frozen=True):
    """What a picture shows: the maturity, and the norm that it is compared with, if any."""

    maturity: Maturity
    norm: Benchmark | None
