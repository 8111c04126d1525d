"""The shape of the forms that ask for a profile."""

from service.methodology.shape.base import PackPart
from service.model.codes import Competency, ScreenKind


class Option(PackPart, frozen=True):
    """An answer offered by a screen: the profile fields that it sets."""

    id: str
    sets: dict[str, object]


class Screen(PackPart, frozen=True, kw_only=True):
    """One screen of the express form."""

    id: str
    kind: ScreenKind
    field: str | None = None
    fields: tuple[str, ...] = ()
    competency: Competency | None = None
    options: tuple[Option, ...] = ()


class Refinement(PackPart, frozen=True):
    """A field offered once the express form is finished."""

    field: str


class Block(PackPart, frozen=True):
    """A block of the full form."""

    block: str
    fields: tuple[str, ...]


class QuestionnaireData(PackPart, frozen=True):
    """The forms: the express screens, what refines them, and every field by block."""

    express: tuple[Screen, ...]
    refine: tuple[Refinement, ...]
    full: tuple[Block, ...]
