"""The typed shape of the words of the OpenAPI document. Those of its schemas stand in files of their own."""

from msgspec import field

from service.texts.section import Section


class OperationTexts(Section, frozen=True):
    """An operation of the contract. ``parameters`` are its own, where the shared words do not fit."""

    summary: str
    description: str
    parameters: dict[str, str] = field(default_factory=dict)


class TagTexts(Section, frozen=True):
    """A group of operations."""

    name: str
    description: str


class KeyTexts(Section, frozen=True, kw_only=True):
    """What each kind of key is and opens, the headings of the table of scopes, and which part takes one."""

    secret: str
    scope: str
    opens: str
    publishable: str
    opens_only: str
    part: str


class ContractTexts(Section, frozen=True, kw_only=True):
    """The OpenAPI document. Tables are by name: of a parameter, a header, an operation id, a tag."""

    description: str
    server: str
    success: str
    not_modified: str
    signed_link: str
    keys: KeyTexts
    tags: dict[str, TagTexts]
    parameters: dict[str, str]
    path_parameters: dict[str, str]
    request_headers: dict[str, str]
    response_headers: dict[str, str]
    links: dict[str, str]
    operations: dict[str, OperationTexts]


class SchemaTexts(Section, frozen=True, kw_only=True):
    """What the parts of requests and answers mean, and every code in them.

    ``schemas`` and ``codes`` say under ``about`` what a part or a list is, and under its name what each
    member or code means. ``properties`` are members that mean the same in several parts. ``meaning`` joins
    a code and what it means.
    """

    meaning: str
    open_list: str
    echoed: str
    properties: dict[str, str]
    schemas: dict[str, dict[str, str]]
    codes: dict[str, dict[str, str]]
