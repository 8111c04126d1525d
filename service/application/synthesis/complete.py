"""A profile that answers every field there is, derived from the profile's types. Imports the model only."""

import re
from typing import Any

import msgspec
from msgspec import inspect

from service.model.profile import Profile

# One of these fits the pattern of every text in a profile.
_TEXTS = ("A", "a", "/organisation/country")
_PREFERRED = ("FR", "yes")


def complete_profile() -> Profile:
    """Every block and every field answered; a field that is added to the profile is answered too."""
    return msgspec.convert(_sample(inspect.type_info(Profile)), Profile)


def _sample(kind: inspect.Type) -> Any:
    """A valid value of a type, as JSON would hold it; the first alternative of a union that is not null."""
    match kind:
        case inspect.Metadata():
            return _sample(kind.type)
        case inspect.UnionType():
            return _sample(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
        case inspect.StructType():
            return {field.encode_name: _sample(field.type) for field in kind.fields}
        case inspect.ListType():
            return [_sample(kind.item_type)]
        case inspect.LiteralType():
            return next((value for value in _PREFERRED if value in kind.values), kind.values[0])
        case inspect.BoolType():
            return True
        case inspect.IntType() | inspect.FloatType():
            return max(kind.ge or 0, 2)
        case inspect.StrType():
            return next(text for text in _TEXTS if re.search(kind.pattern or "", text))
    raise TypeError(f"no sample is known for {kind}")
