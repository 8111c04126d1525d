"""``palier assess``: one profile in, the whole answer as JSON or a summary for a terminal."""

import sys
from pathlib import Path
from typing import cast, get_args

import msgspec
from rich.console import Console

from service.application.assessment_engine import AssessmentEngine
from service.application.intake.json_reader import read_json
from service.application.methodology.handbook import notices
from service.cli.summary import summary
from service.errors import Fault, InvalidInput, PalierError
from service.methodology.catalogue import shipped
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import Language

_MOST_BYTES = 64 * 1024


class UnreadableFile(PalierError):
    """The file named on the command line cannot be read."""


def assess_file(file: str, language: Language, include: str, version: str | None, *, as_json: bool) -> int:
    """Assess the profile in ``file`` (``-`` is standard input); returns the exit code."""
    asked = _included(include)
    body = _read(file)
    try:
        profile = read_json(body, Profile, language)
    except InvalidInput as error:
        for fault in error.faults:
            print(f"palier: {file}: {fault.pointer or '/'}: {fault.detail}", file=sys.stderr)
        return 1
    catalogue = shipped()
    answer = AssessmentEngine(catalogue).assess(profile, language=language, include=asked, version=version)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(answer), indent=2) + b"\n")
        return 0
    pack = catalogue.pack(version)
    for part in summary(answer, pack.texts[language], notices(pack, pack.texts[language]), language):
        Console(highlight=False).print(part)
    return 0


def _included(include: str) -> frozenset[Include]:
    known = get_args(Include)
    asked = [name.strip() for name in include.split(",") if name.strip()]
    unknown = [name for name in asked if name not in known]
    if unknown:
        detail = f"{', '.join(unknown)} cannot be included; choose among {', '.join(known)}"
        raise InvalidInput((Fault("--include", "unknown_code", detail),))
    return frozenset(cast("list[Include]", asked))


def _read(file: str) -> bytes:
    try:
        body = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{file} cannot be read: {error.strerror}") from error
    if len(body) > _MOST_BYTES:
        raise UnreadableFile(f"{file} is larger than {_MOST_BYTES} bytes: no profile is")
    return body
