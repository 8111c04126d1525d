"""The words of the schemas: what every part, member, list and code means, in every language.

A member has words of its own, or shares those of the members of its name. Imports the texts.
"""

from typing import Any

from service.api.contract.code_lists import BY_COMPONENT, CodeList
from service.api.contract.schemas import ECHOED
from service.api.contract.words import schema_description
from service.texts import SchemaTexts

ABOUT = "about"


def described(schemas: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return these components with their words; every one that is needed must be there."""
    return {
        name: _described_list(BY_COMPONENT[name], schema)
        if name in BY_COMPONENT
        else _described_struct(name, schema)
        for name, schema in schemas.items()
    }


def _described_struct(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    struct = name.removeprefix(ECHOED)

    def about(texts: SchemaTexts) -> str:
        words = texts.schemas[struct][ABOUT]
        return f"{words} {texts.echoed}" if struct != name else words

    members = {
        member: {**_member_words(struct, member), **content}
        for member, content in schema["properties"].items()
    }
    return {**schema_description(about), **schema, "properties": members}


def _member_words(struct: str, member: str) -> dict[str, str]:
    def words(texts: SchemaTexts) -> str:
        own = texts.schemas[struct]
        return own[member] if member in own else texts.properties[member]

    return schema_description(words)


def _described_list(one: CodeList, schema: dict[str, Any]) -> dict[str, Any]:
    def about(texts: SchemaTexts) -> str:
        words = texts.codes[one.name]
        head = f"{words[ABOUT]} {texts.open_list}" if one.is_open else words[ABOUT]
        meanings = [texts.meaning.format(code=code, meaning=words[code]) for code in one.worded]
        return "\n".join([head, *("", *(f"- {meaning}" for meaning in meanings))] if meanings else [head])

    return {**schema_description(about), **schema}
