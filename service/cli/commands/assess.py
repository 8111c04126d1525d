"""``palier assess``: one profile in, the whole answer as JSON or a summary for a terminal."""

import sys
from pathlib import Path
from typing import cast, get_args

import msgspec
from rich.console import Console

from service.application.assessment_engine import AssessmentEngine
from service.application.intake.json_reader import read_json
from service.application.methodology.handbook import notices
from service.application.methodology.packs import catalogue_for
from service.cli.invocation import Invocation
from service.cli.summary import Summary
from service.errors import InvalidInput, NotDone, UnreadableFile
from service.methodology.load import Pack
from service.model.answer.assessment import Assessment
from service.model.byte_order import without_byte_order_mark
from service.model.codes import Include
from service.model.profile import Profile
from service.texts import texts_of

_MOST_BYTES = 64 * 1024


def assess(call: Invocation) -> int:
    """Assess the profile in a file, ``-`` being standard input; returns the exit code."""
    file = call.options.file
    include = _included(call.options.include)
    body = _read(file)
    try:
        profile = read_json(body, Profile, call.language)
    except InvalidInput as error:
        for fault in error.faults:
            print(f"palier: {file}: {fault.pointer or '/'}: {fault.detail}", file=sys.stderr)
        return 1
    catalogue, version = catalogue_for(call.options.methodology)
    engine = AssessmentEngine(catalogue)
    answer = engine.assess(profile, language=call.language, include=include, version=version)
    if call.options.json:
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(answer), indent=2) + b"\n")
    else:
        _print_summary(answer, catalogue.pack(version), call)
    return 0


def _print_summary(answer: Assessment, pack: Pack, call: Invocation) -> None:
    pack_texts = pack.texts[call.language]
    notes = notices(pack, call.language)
    if not pack.is_released:
        notes += (call.fill(call.words.methodology.unreleased, version=pack.version),)
    console = Console(highlight=False)
    for part in Summary(answer, pack_texts, texts_of(call.language)).parts(notes):
        console.print(part)


def _included(include: str) -> frozenset[Include]:
    known = get_args(Include)
    names = [name.strip() for name in include.split(",") if name.strip()]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise NotDone("include_unknown", names=unknown, known=known)
    return frozenset(cast("list[Include]", names))


def _read(file: str) -> bytes:
    try:
        body = sys.stdin.buffer.read(_MOST_BYTES + 1) if file == "-" else Path(file).read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile("file_missing", file=Path(file)) from error
    except OSError as error:
        raise UnreadableFile("file_unreadable", file=Path(file), reason=error.strerror) from error
    if len(body) > _MOST_BYTES:
        raise UnreadableFile("file_too_large", file=file, most=_MOST_BYTES)
    return without_byte_order_mark(body)
