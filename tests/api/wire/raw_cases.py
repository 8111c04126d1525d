"""Reads the hostile cases: their notation to bytes, and each case to the requests that it stands for."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from service.api.examples import PROFILE

FOLDER = Path(__file__).parents[2] / "cases" / "hostile"
PREVIEW, STORE, READING = "/v1/assessments/preview", "/v1/assessments", "/v1/methodologies"
GOOD = json.dumps(PROFILE).encode()
_TOKEN = re.compile(
    r'\{"((?:[^"\\]|\\.)*)"\*([0-9]+)\}|\{(key|path|good|size)\}|\\x([0-9a-f]{2})|\\([rnt"\\])|(.)', re.DOTALL
)
_ESCAPES = {"r": b"\r", "n": b"\n", "t": b"\t", '"': b'"', "\\": b"\\"}


class Sent(Struct, frozen=True):
    """One connection: what is sent, whether the caller then hangs up, and the statuses expected, if any."""

    name: str
    raw: bytes
    end: bool
    expect: tuple[int, ...] | None


def read_cases(file: Path, key: str) -> list[Sent]:
    """Return every request of a file of cases, with this key where a good one is wanted."""
    cases = tomllib.loads(file.read_text("utf-8"))["cases"]
    return [sent for case in cases for sent in _requests(case, key)]


def _requests(case: dict[str, Any], key: str) -> list[Sent]:
    words = {"key": key.encode(), "good": GOOD, "size": str(len(GOOD)).encode()}
    if "raw" in case:
        paths = (PREVIEW, STORE) if "{path}" in case["raw"] else ("",)
        return [
            _sent(case, path, to_bytes(case["raw"], {**words, "path": path.encode()}), case.get("expect"))
            for path in paths
        ]
    if "target" in case:
        target = to_bytes(case["target"], words)
        return [_sent(case, "", _head(b"GET", target, b"", case, words), case.get("expect"))]
    body = to_bytes(case["body"], words) if "body" in case else GOOD
    method = to_bytes(case["method"], words) if "method" in case else b"POST"
    posts = [
        _sent(case, path, _head(method, path.encode(), body, case, words), case.get("expect"))
        for path in (PREVIEW, STORE)
    ]
    if "body" in case:
        return posts
    method = method if "method" in case else b"GET"
    return [
        *posts,
        _sent(case, READING, _head(method, READING.encode(), b"", case, words), case.get("reading")),
    ]


def _sent(case: dict[str, Any], path: str, raw: bytes, expect: list[int] | None) -> Sent:
    if expect is not None and path == STORE:
        expect = [201 if status == 200 and "raw" not in case else status for status in expect]
    name = f"{case['name']} ({path})" if path else case["name"]
    return Sent(name, raw, case.get("end", False), None if expect is None else tuple(expect))


def _head(method: bytes, target: bytes, body: bytes, case: dict[str, Any], words: dict[str, bytes]) -> bytes:
    headers = {"host": b"Host: x", "authorization": b"Authorization: Bearer " + words["key"]}
    if body or "body" in case:
        headers["content-type"] = b"Content-Type: application/json"
        headers["content-length"] = b"Content-Length: %d" % len(body)
    lines = [line for name, line in headers.items() if name not in case.get("without", [])]
    if "header" in case:
        lines.append(to_bytes(case["header"], words))
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", *lines, b"", body])


def to_bytes(notation: str, words: dict[str, bytes]) -> bytes:
    """Return the bytes that a case's notation stands for."""

    def one(found: re.Match[str]) -> bytes:
        repeated, times, word, number, escape, plain = found.groups()
        if times:
            return to_bytes(repeated, words) * int(times)
        if word:
            return words[word]
        if number:
            return bytes.fromhex(number)
        return _ESCAPES[escape] if escape else plain.encode()

    return b"".join(map(one, _TOKEN.finditer(notation)))
