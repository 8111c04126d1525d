"""The words of a pack for one audience: its variants laid over the ordinary words."""

from typing import Any

import msgspec

from service.methodology.shape.texts import Texts, Variant


def words_for(texts: Texts, *, small: bool, public: bool) -> Texts:
    """The texts with the variants for few people, for public bodies or both; those for few people win."""
    variants = [variant for variant, wanted in ((texts.public, public), (texts.small, small)) if wanted]
    if not any(variants):
        return texts
    words = msgspec.to_builtins(texts)
    for variant in variants:
        _lay_over(words, variant)
    return msgspec.convert(words, Texts)


def _lay_over(words: dict[str, Any], variant: Variant) -> None:
    for key, value in variant.items():
        if isinstance(value, dict):
            _lay_over(words[key], value)
        else:
            words[key] = value
