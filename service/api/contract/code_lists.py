"""The lists of codes in the contract, each a component under the name that it has in the model.

What is sent is a closed list: an unknown code is refused. What is answered is an open list, a string with its
codes as examples, so that clients live with codes that come later; but for the lists that are frozen.
Imports the codes of the model, of keys and of faults, and the languages.
"""

from collections.abc import Iterable
from typing import Any, Literal, get_args, get_origin

from msgspec import Struct

from service import errors, texts
from service.application.ports import key_store
from service.model import codes, countries

# No code is added to these within v1: answers enumerate them too.
FROZEN = frozenset({"Answer", "Band", "Competency", "GateOutcome", "Level", "Reply", "SizeClass", "Status"})
# Others keep these, and add to them without us: answers hold any code of that form.
_STANDARDS = {"Country": "^[A-Z]{2}$", "NaceSection": "^[A-Z]$"}
# What each of its codes means is said by ISO 3166, and by no text of ours.
_WORDED_ELSEWHERE = frozenset({"Country"})


class CodeList(Struct, frozen=True, kw_only=True):
    """A list of codes: ``name`` is the Literal's in the model, ``component`` that of its schema."""

    name: str
    codes: tuple[str, ...]
    is_open: bool

    @property
    def component(self) -> str:
        """The name among the components: an open list and a closed one of the same codes differ."""
        return f"{self.name.removesuffix('Code')}Code" if self.is_open else self.name

    @property
    def worded(self) -> tuple[str, ...]:
        """The codes whose meaning the texts say."""
        return () if self.name in _WORDED_ELSEWHERE else self.codes

    @property
    def schema(self) -> dict[str, Any]:
        """The schema without its words."""
        if not self.is_open:
            return {"type": "string", "enum": list(self.codes)}
        if pattern := _STANDARDS.get(self.name):
            return {"type": "string", "pattern": pattern}
        return {"type": "string", "examples": list(self.codes)}


_CLOSED = tuple(
    CodeList(name=name, codes=get_args(alias), is_open=False)
    for module in (codes, countries, key_store, errors, texts)
    for name, alias in vars(module).items()
    if get_origin(alias) is Literal
)
_OPEN = tuple(
    CodeList(name=one.name, codes=one.codes, is_open=True) for one in _CLOSED if one.name not in FROZEN
)
_BY_CODES = {frozenset(one.codes): one for one in _CLOSED}
_BY_CODES_IN_ANSWERS = _BY_CODES | {frozenset(one.codes): one for one in _OPEN}
BY_COMPONENT = {one.component: one for one in (*_CLOSED, *_OPEN)}


def list_of(values: Iterable[str], *, answered: bool) -> CodeList:
    """Return the list of these codes, as it stands in answers or in requests.

    Raises ``LookupError`` where the model names no such list.
    """
    found = (_BY_CODES_IN_ANSWERS if answered else _BY_CODES).get(frozenset(values))
    if found is None:
        raise LookupError(f"no list in service/model/codes.py has the codes {', '.join(sorted(values))}")
    return found
