"""Strings that would break out of a log line, a label or a statement stay what they are: strings.

They are sent on raw connections, because no client sends what is not HTTP.
"""

import json
import re
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote, quote_from_bytes, urlsplit

import pytest

from service.model.patterns import PLAIN_TEXT
from service.model.plain_text import canonical_text
from tests.isolation.world import profile
from tests.support.postgres import Postgres
from tests.support.serving import Served, serving
from tests.support.waiting import PATIENCE, is_soon

MARK = "injected7f3a"
TEXTS = [
    f"{MARK}\r\nX-{MARK}: 1",
    f'{MARK}\n{{"event":"request"}}',
    f'{MARK}","event":"crash","x":"',
    f'"}} 1\n{MARK}{{route="',
    f"{MARK}' OR '1'='1",
    f"'; DROP TABLE assessments; DROP TABLE idempotency_records; -- {MARK}",
    f'"; DELETE FROM "keys"; /* {MARK} */',
    f"\\{MARK}\\x00\\u0000%s%(name)s{{0}}${{jndi}}",
    f"{MARK}\x00\x01\x07\x1b[31m\x7f",
    f"{MARK}\x85\u2028\u2029\ufeff\u202e",
    f"{MARK}\ud800",
    MARK * 500,
    f"{MARK}%0d%0a%00%2e%2e%2f",
    "../" * 20 + MARK,
]
# What follows a hidden request is none: the server may close before all that it read is answered.
HIDDEN = f"{MARK}\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
HEADERS = ["x-request-id", "idempotency-key", "accept-language", "authorization", "user-agent", "host",
           "origin", "content-type", "x-forwarded-for", "if-none-match", f"x-{MARK}"]  # fmt: skip
MEMBERS = {"time", "event", "method", "route", "status", "duration_ms", "request_id"}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        environ = {}
        if request.param == "postgres":
            server: Postgres = request.getfixturevalue("postgres_server")
            environ["PALIER_DATABASE_URL"] = stack.enter_context(server.lent())
        yield stack.enter_context(serving(folder, **environ))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _request(key: str, text: str, place: str) -> bytes:
    """A request with this text in one place: a header, the method, the path, the query or the body."""
    raw, encoded = _bytes(text), quote_from_bytes(_bytes(text), safe="").encode()
    path, method, body = b"/v1/assessments", b"POST", json.dumps(profile("plain")).encode()
    headers = {"host": b"x", "authorization": f"Bearer {key}".encode(), "content-type": b"application/json"}
    match place:
        case "method":
            method = raw
        case "path":
            path += b"/" + raw
        case "encoded path":
            path += b"/" + encoded
        case "query":
            path += b"?" + raw
        case "encoded query":
            path += b"?" + encoded + b"=" + encoded + b"&include=" + encoded
        case "body":
            body = raw
        case "member":
            body = json.dumps({text: text, "organisation": {text: text}}).encode()
        case _:
            headers[place] = raw
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers.items())
    size = f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
    return method + b" " + path + b" HTTP/1.1\r\n" + lines + size + body


def _answered(served: Served, request: bytes) -> list[bytes]:
    """The ids of the requests that this was taken for, by the answers that it got."""
    address = urlsplit(served.url)
    with socket.create_connection(
        (str(address.hostname), int(address.port or 0)), timeout=PATIENCE
    ) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65_536):
            answer += part
    heads = [line.partition(b": ") for line in answer.split(b"\r\n")]
    return [value for name, _, value in heads if name.lower() == b"x-request-id"]


def _lines(served: Served) -> list[bytes]:
    return [line for line in served.log.read_bytes().split(b"\n") if line][1:]


def _told(served: Served, text: str) -> tuple[list[bytes], list[bytes]]:
    """The ids of the requests answered to this text in each place, and the lines that they left."""
    before, answered = len(_lines(served)), []
    for place in ("method", "path", "encoded path", "query", "encoded query", "body", "member", *HEADERS):
        answered += _answered(served, _request(served.key, text, place))
    # A line is written when its response has been sent, which may be later than it is received.
    is_soon(lambda: len(_lines(served)) - before >= len(answered))
    return answered, _lines(served)[before:]


@pytest.mark.parametrize("text", [*TEXTS, HIDDEN], ids=lambda text: ascii(text)[:30])
def test_whatever_is_sent_a_request_is_one_line_of_the_log(served: Served, text: str) -> None:
    answered, lines = _told(served, text)
    assert len(answered) >= 4
    found = [json.loads(line) for line in lines]
    logged = Counter(line["request_id"].encode() for line in found)
    assert logged == Counter(answered) or (text == HIDDEN and logged > Counter(answered))
    assert all(line.keys() == MEMBERS and line["event"] == "request" for line in found)
    assert all(line.isascii() for line in lines)
    # A harmless id is the caller's to choose; nothing else of what was sent is told.
    assert MARK not in repr([{**line, "request_id": ""} for line in found])
    assert [line for line in found if line["status"] >= 500] == []


def test_no_text_becomes_a_metric_or_a_file(served: Served) -> None:
    for text in (*TEXTS, HIDDEN):
        for place in ("method", "encoded path", "encoded query", "member", "x-request-id"):
            _answered(served, _request(served.key, text, place))
    with served.client() as client:
        metrics = client.get("/metrics").text
    assert MARK not in metrics
    assert all(line.startswith(("#", "palier_", "process_")) for line in metrics.splitlines())
    assert [path for path in served.folder.rglob("*") if MARK in path.name] == []


def test_what_is_stored_is_what_was_sent_and_nothing_else_happens(served: Served) -> None:
    plain = [text[:100] for text in TEXTS if re.search(PLAIN_TEXT, text[:100]) and "\ud800" not in text]
    assert len(plain) >= 6
    with served.client() as client:
        kept = client.post("/v1/assessments", json=profile("plain", "kept-aside")).json()["id"]
        for text in plain:
            body = profile("plain", text)
            body["organisation"] |= {"name": text, "unit": text}
            made = client.post("/v1/assessments?include=profile", json=body)
            text = canonical_text(text, 100)
            assert made.json()["profile"]["organisation"]["name"] == text
            listed = client.get(f"/v1/assessments?reference={quote(text, safe='')}").json()["items"]
            assert [(item["reference"], item["id"]) for item in listed] == [(text, made.json()["id"])]
        for text in plain:
            text = canonical_text(text, 100)
            erased = client.delete(f"/v1/assessments?reference={quote(text, safe='')}")
            assert erased.json() == {"erased_count": 1}
        assert client.get(f"/v1/assessments/{kept}").status_code == 200
        assert client.get("/readyz").status_code == 200


def test_a_request_id_of_the_caller_s_is_taken_over_only_where_it_is_harmless(served: Served) -> None:
    sent: list[Any] = [
        "0123abcd-AB_c.9",
        "short",
        "a" * 129,
        'a"b"c"d"e"',
        "a b c d e f",
        "äöüäöüäöü".encode(),
    ]
    with served.client() as client:
        answers = [client.get("/livez", headers={"x-request-id": each}) for each in sent]
    ids = [answer.headers["x-request-id"] for answer in answers]
    assert [each in sent for each in ids] == [True, False, False, False, False, False]
