"""What is sent as gzip, to whom, and under which tag: public documents and exports, and nothing else."""

import asyncio
import gzip
import json
import zlib
from typing import Any

import httpx
import pytest

from service.api.examples import PROFILE
from service.api.formats.compression import compress, takes_gzip
from service.api.server import create_app
from tests.support.http_client import KEY, Client
from tests.support.services import given_services

EXPORT = "/v1/exports/assessments"
DOCUMENTS = [
    "/openapi.yaml",
    "/openapi.json",
    "/docs",
    "/docs/docs.css",
    "/docs/docs.js",
    "/v1/questionnaire",
    "/v1/questionnaire?form=full&methodology=v2026.1",
    "/v1/methodologies",
    "/v1/methodologies/v2026.1",
    "/v1/methodologies/v2026.1/rules/factor.voice_delegation",
    "/v1/methodologies/v2026.1/sources/J",
]
PRIVATE = ["/v1/assessments", "/v1/stats", "/v1/stats?format=csv", "/v1/me", "/v1/benchmarks"]


def gunzipped(answer: httpx.Response) -> bytes:
    # httpx has unpacked what its head says is packed.
    assert answer.headers["content-encoding"] == "gzip"
    return answer.content


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_is_packed_for_whoever_takes_it_and_has_a_tag_in_each_form(
    client: Client, path: str
) -> None:
    plain, packed = client.get(path), client.get(path, headers={"accept-encoding": "gzip, br"})
    assert "content-encoding" not in plain.headers
    assert gunzipped(packed) == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer, encoding in ((plain, "identity"), (packed, "gzip")):
        assert "Accept-Encoding" in answer.headers["vary"].split(", ")
        tag = answer.headers["etag"]
        assert not tag.startswith("W/")
        again = client.get(path, headers={"accept-encoding": encoding, "if-none-match": f'"x", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == answer.headers["vary"]
        other = client.get(path, headers={"accept-encoding": encoding, "if-none-match": '"x"'})
        assert (other.status_code, other.content) == (200, plain.content)


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.startswith(("/v1/m", "/v1/q", "/docs"))])
def test_a_document_with_words_is_another_in_another_language(client: Client, path: str) -> None:
    if path.endswith((".css", ".js")):
        return
    french, english = (client.get(path, headers={"accept-language": language}) for language in ("fr", "en"))
    assert (french.headers["content-language"], english.headers["content-language"]) == ("fr", "en")
    assert french.headers["vary"] == "Accept-Language, Accept-Encoding"
    # The list of versions has no words.
    assert (french.headers["etag"] == english.headers["etag"]) is (path == "/v1/methodologies")


def test_no_way_of_writing_a_path_makes_a_document_anew(runner: asyncio.Runner) -> None:
    app: Any = create_app(given_services())
    client, kept = Client(app, runner), app.app.app.state["documents"]
    for path in ("/v1/methodologies/v2026.1", "/v1//methodologies/v2026.1/", "/v1/methodologies/%762026.1"):
        for query in ("", "?form=full", "?x=1"):
            client.get(path + query)
    for name in ("v2026.2", "v2026.1 ", "V2026.1"):
        assert client.get(f"/v1/methodologies/{name}").status_code == 404
    assert len(kept) == 1


@pytest.mark.parametrize("path", PRIVATE)
def test_an_answer_of_ones_own_is_never_packed(client: Client, path: str) -> None:
    """Its length would tell how alike a visitor's words and a tenant's are (BREACH)."""
    assert "content-encoding" not in client.read(path, accept_encoding="gzip").headers
    body = json.dumps(PROFILE).encode()
    for answer in (client.create(body, accept_encoding="gzip"), client.preview(body, accept_encoding="gzip")):
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("name", ["ndjson", "csv", "csv-fr", "json"])
def test_an_export_is_packed_for_whoever_takes_it(client: Client, name: str) -> None:
    client.create(json.dumps(PROFILE).encode())
    path = f"{EXPORT}?format={name}"
    plain, packed = client.read(path), client.read(path, accept_encoding="gzip")
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in plain.headers
    assert gunzipped(packed) == plain.content
    head = client.read(path, method="HEAD", accept_encoding="gzip")
    assert (head.content, head.headers["content-encoding"]) == (b"", "gzip")


def test_parquet_is_packed_already(client: Client) -> None:
    assert "content-encoding" not in client.read(f"{EXPORT}?format=parquet", accept_encoding="gzip").headers


@pytest.mark.parametrize(
    ("header", "takes"),
    [
        ("", False), ("gzip", True), ("GZIP", True), ("x-gzip", True), ("*", True), ("br, gzip;q=0.5", True),
        ("gzip;q=0", False), ("gzip; q=0.000", False), ("*;q=0", False), ("*;q=0, gzip", True),
        ("*, gzip;q=0", False), ("identity", False), ("identity;q=0.5, gzip", True),
        ("identity, gzip;q=0.5", False), ("br", False), ("gzip;level=9", False), ("gzip;q=x", False),
        ("gzip;q=1;q=0", False), (",,,gzip", True), ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("gzipped", False), ("\x00gzip", False), ("a," * 500 + "gzip", False),
    ],
)  # fmt: skip
def test_who_takes_gzip(header: str, takes: bool) -> None:
    assert takes_gzip(header) is takes


def test_several_lines_of_a_header_are_one(client: Client) -> None:
    lines = [("accept-encoding", "br"), ("accept-encoding", "gzip")]
    assert client.get("/v1/questionnaire", headers=lines).headers["content-encoding"] == "gzip"


def test_a_stream_is_packed_piece_by_piece_in_flat_memory(runner: asyncio.Runner) -> None:
    piece = bytes(range(256)) * 64
    held: list[int] = []

    async def pieces():
        for number in range(200):
            held.append(number)
            yield piece

    async def pack() -> tuple[bytes, list[int]]:
        packed, read_by_then = b"", []
        async for part in compress(pieces()):
            packed += part
            read_by_then.append(len(held))
        return packed, read_by_then

    packed, read_by_then = runner.run(pack())
    assert gzip.decompress(packed) == piece * 200
    # Parts leave while pieces are still to come.
    assert read_by_then[0] < 100


def test_what_breaks_off_has_no_end(runner: asyncio.Runner) -> None:
    async def pieces():
        yield b"a" * 100_000
        raise OSError

    packed: list[bytes] = []

    async def pack() -> None:
        packed.extend([part async for part in compress(pieces())])

    with pytest.raises(OSError):
        runner.run(pack())
    unpacker = zlib.decompressobj(wbits=31)
    unpacker.decompress(b"".join(packed))
    assert not unpacker.eof


def test_a_document_of_nothing_shorter_is_sent_as_it_is(client: Client) -> None:
    """And a caller that cannot be served otherwise is served all the same."""
    answer = client.get("/livez", headers={"accept-encoding": "gzip"})
    assert (answer.text, answer.headers.get("content-encoding")) == ("alive\n", None)
    assert client.read(EXPORT, key=KEY, accept_encoding="gzip;q=0, identity;q=0").status_code == 200
