"""Hostile requests, byte by byte, over sockets to a running server: it answers, in time, and stays alive."""

import asyncio
import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from msgspec import Struct

from tests.api.wire.raw_cases import FOLDER, Sent, read_cases
from tests.support.serving import Served, serving
from tests.support.waiting import PATIENCE

FILES = sorted(FOLDER.glob("*.toml"))
AT_ONCE = 16
# What may follow an answer that should be the last one has this long to show itself.
SILENCE = 0.03


class Answer(Struct, frozen=True):
    """One answer as it came."""

    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_whatever_is_sent_the_answer_is_sound_and_the_service_stays_alive(served: Served, file: Path) -> None:
    cases = read_cases(file, served.key)
    wrong = [f"{case.name}: {fault}" for case, fault in asyncio.run(_judge(served.url, cases)) if fault]
    assert not wrong, "\n".join(wrong)
    with served.client() as client:
        assert client.get("/livez").status_code == 200
    assert served.process.poll() is None
    log = served.log.read_text("utf-8", "replace")
    assert "Traceback" not in log
    assert all(json.loads(line) for line in log.splitlines()[1:])


def test_there_are_hundreds_of_cases() -> None:
    assert sum(len(read_cases(file, "")) for file in FILES) >= 800


async def _judge(url: str, cases: list[Sent]) -> list[tuple[Sent, str]]:
    host, port = url.removeprefix("http://").split(":")
    room = asyncio.Semaphore(AT_ONCE)

    async def one(case: Sent) -> tuple[Sent, str]:
        async with room:
            try:
                answers = await asyncio.wait_for(_talk(host, int(port), case), PATIENCE)
            except TimeoutError:
                return case, "no answer in time"
        return case, _fault(case, answers)

    return await asyncio.gather(*map(one, cases))


def _fault(case: Sent, answers: list[Answer]) -> str:
    statuses = tuple(answer.status for answer in answers)
    if case.expect is not None and statuses != case.expect:
        return f"answered {statuses}, not {case.expect}"
    for answer in answers:
        media_type = answer.headers.get("content-type", "")
        if answer.status >= 500 or (answer.status >= 300 and answer.status != HTTPStatus.NOT_MODIFIED
                                    and media_type != "application/problem+json"):  # fmt: skip
            return f"answered {answer.status} as {media_type}"
        if answer.status >= 400 and answer.body and json.loads(answer.body)["status"] != answer.status:
            return "the problem has another status than the answer"
        if len(answer.body) > 256 * 1024:
            return f"answered {len(answer.body)} bytes"
    return ""


async def _talk(host: str, port: int, case: Sent) -> list[Answer]:
    """Send a case; return the answers that came until the connection ended or there was silence."""
    reader, writer = await asyncio.open_connection(host, port, limit=2**22)
    answers: list[Answer] = []
    try:
        writer.write(case.raw)
        if case.end:
            writer.write_eof()
        while True:
            wanted = case.end or len(answers) < len(case.expect or (0,))
            answers.append(await asyncio.wait_for(_answer(reader, case), None if wanted else SILENCE))
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError):
        if reader.at_eof() or answers:
            return answers
        raise
    finally:
        writer.transport.abort()


async def _answer(reader: asyncio.StreamReader, case: Sent) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    status = int(first.split(" ")[1])
    if status == HTTPStatus.CONTINUE:
        return await _answer(reader, case)
    size = 0 if case.raw.startswith(b"HEAD") else int(headers.get("content-length", 0))
    return Answer(status, headers, await reader.readexactly(size))
