"""How a parameter is described, and the one that many operations share. Imports the patterns of the model."""

from typing import Annotated, Any

from msgspec import Meta

from service.model.patterns import TIMESTAMP, VERSION


def said(english: str, french: str, **bounds: Any) -> Meta:
    """What a parameter is, in both languages."""
    return Meta(description=english, extra_json_schema={"x-description-fr": french}, **bounds)


Timestamp = Annotated[str, Meta(pattern=TIMESTAMP, max_length=40)]
Version = Annotated[
    str,
    said(
        "A version of the methodology; the latest one by default.",
        "Une version de la méthodologie ; à défaut, la plus récente.",
        min_length=1,
        max_length=40,
        pattern=VERSION,
    ),
]
