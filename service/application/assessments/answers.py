"""What callers ask of an assessment, and what the use cases return besides documents."""

from typing import get_args

from msgspec import Struct

from service.model.answer.benchmark import Norm
from service.model.answer.maturity import Maturity
from service.model.codes import Include, StoredInclude
from service.model.documents.stored_assessment import StoredAssessment
from service.texts import Language

_ENGINE_PARTS: frozenset[Include] = frozenset(get_args(Include))


class AnswerOptions(Struct, frozen=True):
    """The language of an answer, and the optional parts to include; parts not included are null."""

    language: Language
    include: tuple[StoredInclude, ...] = ()

    @property
    def parts(self) -> frozenset[Include]:
        """The included parts that the engine computes; the others come from the store."""
        return _ENGINE_PARTS.intersection(self.include)


class CreateOutcome(Struct, frozen=True):
    """The answer to a create request and its language; ``is_new`` is false for a repeated idempotency key."""

    answer: StoredAssessment
    language: Language
    is_new: bool


class PictureData(Struct, frozen=True):
    """The data of a picture: the maturity, the norm to compare it with, if any.

    ``has_latest`` says whether the assessment is one of an organisation's, so that there is a latest one.
    """

    maturity: Maturity
    norm: Norm | None
    has_latest: bool
