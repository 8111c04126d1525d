"""One connection at a time, over a real socket: heads are bounded, and nothing else about HTTP changes."""

import asyncio
import json

import pytest
import uvicorn

from tests.support.connections import (
    GET,
    Impatient,
    Patient,
    answer,
    answers_to,
    pass_time,
    run,
    seen,
)


async def ended(reading: asyncio.Future[bytes]) -> bool:
    """Whether the connection ended with nothing more said: by a reset, where what was sent is unread."""
    try:
        return await reading == b""
    except ConnectionResetError:
        return True


def assert_refused(raw: bytes) -> None:
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\n"), raw
    lines = head.lower().split(b"\r\n")
    for line in (b"content-type: application/problem+json", b"content-language: en", b"connection: close"):
        assert line in lines
    problem = json.loads(body)
    assert (problem["type"], problem["status"]) == ("/problems/bad-request", 400)
    assert problem["title"]
    assert problem["detail"]
    assert "instance" not in problem


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 33_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 33_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 101 + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"a" * 3_000_000,
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 500_000,
        b"\r\n" * 20_000,
        b"\x16\x03\x01\x02\x00\x01",
    ],
)
def test_a_head_that_is_too_large_or_no_head_is_refused(head: bytes) -> None:
    assert_refused(answers_to(head))


def test_a_head_that_grows_bit_by_bit_is_refused_at_the_same_size() -> None:
    assert_refused(answers_to(b"GET / HTTP/1.1\r\n", *[b"X: " + b"a" * 997 + b"\r\n"] * 40))


def test_a_head_just_within_bounds_is_read() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: %s\r\n" % (b"a" * 300) * 99 + b"\r\n")
        assert (await answer(reader))[1] == b"/ 0"

    run(talk)


@pytest.mark.parametrize(
    "parts",
    [(b"",), (b"GET / HTTP/1.1\r\nHost",), (b"\r\n",), (GET, b"GET /"), (GET + b"GET /",), (GET, b"\r\n")],
)
def test_a_head_that_does_not_come_ends_the_connection(parts: tuple[bytes, ...]) -> None:
    raw = answers_to(*parts, pause=0.1, protocol=Impatient)
    assert raw.count(b"HTTP/1.1 200") == b"".join(parts).count(GET)
    assert b"400" not in raw


def test_a_head_sent_a_byte_at_a_time_has_no_more_time_for_it() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        writer.write(b"GET / HTTP/1.1\r\n")
        reading = asyncio.ensure_future(reader.read())
        for _ in range(20):
            writer.write(b"X: a\r\n")
            await asyncio.wait([reading], timeout=0.05)
            if reading.done():
                break
        assert await ended(reading)

    run(talk, Impatient)


def test_a_body_that_nobody_reads_has_to_end_in_time() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        writer.write(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        assert (await answer(reader))[1] == b"/early 0"
        reading = asyncio.ensure_future(reader.read())
        for _ in range(20):
            writer.write(b"a")
            await asyncio.wait([reading], timeout=0.05)
            if reading.done():
                break
        assert await ended(reading)

    run(talk, Impatient)


def test_a_slow_answer_is_waited_for() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await answer(reader))[1] == b"/slow 0"

    run(talk, Impatient)


def test_one_connection_serves_many_requests_one_after_the_other_and_at_once() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        chunked = b"POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        sized = b"POST /s HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + b"a" * 70_000
        for _ in range(3):
            writer.write(GET)
            assert (await answer(reader))[1] == b"/ 0"
            # Each request has this time for itself, not all of them together.
            await pass_time(Patient.seconds_to_arrive * 0.6)
        writer.write((chunked + sized + GET) * 10)
        for _ in range(10):
            bodies = [(await answer(reader))[1] for _ in range(3)]
            assert bodies == [b"/c 3", b"/s 70000", b"/ 0"]

    run(talk)


def test_what_was_asked_before_garbage_is_answered_first_and_then_the_connection_ends() -> None:
    raw = answers_to(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + GET + b"\x00garbage" + GET)
    assert raw.count(b"HTTP/1.1 ") == raw.count(b"HTTP/1.1 200") == 2
    assert raw.endswith(b"/ 0")


def test_a_broken_body_is_refused_and_its_reader_let_go() -> None:
    broken = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n"
    assert_refused(answers_to(broken))
    assert_refused(answers_to(broken[:-5], broken[-5:], pause=0.05))
    assert answers_to(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + broken) == b""


def test_an_end_of_chunks_that_never_ends_is_refused() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
    for endless in (b"0\r\nX: " + b"a" * 300_000, b"3;" + b"a" * 300_000, b"0\r\n" + b"X: a\r\n" * 90_000):
        assert_refused(answers_to(head, endless, pause=0.05))


def test_what_trails_a_body_is_no_header() -> None:
    seen.clear()
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert answers_to(head + b"0\r\nA: b\r\n\r\n").endswith(b"/ 0")
    assert [name for name, _ in seen[0]["headers"]] == [b"host", b"transfer-encoding", b"connection"]


def test_an_offer_to_upgrade_is_passed_over_and_neither_body_nor_next_request_is_lost() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        offer = b" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
        sized = b"POST /s" + offer + b"Content-Length: %d\r\n\r\n" % len(GET) + GET
        chunked = b"POST /c" + offer + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        whole = (b"GET /g" + offer + b"\r\n" + GET + sized + chunked) * 2
        bodies = [b"/g 0", b"/ 0", b"/s %d" % len(GET), b"/c 3"] * 2
        writer.write(whole)
        assert [(await answer(reader))[1] for _ in bodies] == bodies
        for index in range(len(whole)):
            writer.write(whole[index : index + 1])
            await asyncio.sleep(0)
        assert [(await answer(reader))[1] for _ in bodies] == bodies

    run(talk)


def test_a_caller_that_asks_whether_to_continue_is_told_to() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"abc")
        assert (await answer(reader))[1] == b"/ 3"

    run(talk)


def test_a_server_that_stops_closes_what_is_idle_and_answers_what_is_not() -> None:
    async def talk(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: uvicorn.Server
    ) -> None:
        writer.write(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
        await asyncio.sleep(0.1)
        server.should_exit = True
        head, body = await answer(reader)
        assert (b"connection: close" in head, body) == (True, b"/slow 0")
        assert await reader.read() == b""

    run(talk)


def test_a_caller_that_does_not_read_its_answer_is_let_go_and_one_that_reads_late_is_not() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n" * 4)
        # This reader takes some megabytes at most; the rest waits in the server.
        await asyncio.sleep(1.0)
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(4 * 8 * 2**20)

    async def late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, _: uvicorn.Server) -> None:
        for _again in range(3):
            writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.sleep(0.1)
            assert len((await answer(reader))[1]) == 8 * 2**20

    run(deaf, Impatient)
    run(late)
