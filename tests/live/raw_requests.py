"""Requests as bytes, many at once on connections of their own: a client library would be the bottleneck."""

import asyncio
import re
from typing import NamedTuple

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Response(NamedTuple):
    """The status and the body of a response."""

    status: int
    body: bytes


class Post(NamedTuple):
    """A request to store an assessment."""

    path: str
    body: bytes
    key: str
    idempotency_key: str

    def head(self, *lines: str) -> bytes:
        """The request line and the headers, with some more if given."""
        headers = [
            f"POST {self.path} HTTP/1.1",
            "Host: x",
            f"Authorization: Bearer {self.key}",
            f"Idempotency-Key: {self.idempotency_key}",
            "Content-Type: application/json",
            f"Content-Length: {len(self.body)}",
            *lines,
        ]
        return "\r\n".join(headers).encode() + b"\r\n\r\n"


async def respond_all(port: int, batches: list[list[Post]]) -> list[list[Response]]:
    """The responses to each batch: a connection each, all open before anything is sent."""
    connections = [await asyncio.open_connection(HOST, port) for _ in batches]
    try:
        return await asyncio.gather(
            *(
                _respond(reader, writer, batch)
                for (reader, writer), batch in zip(connections, batches, strict=True)
            )
        )
    finally:
        for _, writer in connections:
            writer.close()


async def _respond(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, batch: list[Post]
) -> list[Response]:
    responses = []
    for request in batch:
        writer.write(request.head() + request.body)
        responses.append(await read_response(reader))
    return responses


async def read_response(reader: asyncio.StreamReader) -> Response:
    """The next response of a connection, whose length must be stated."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    assert length, head
    return Response(int(head.split(b" ", 2)[1]), await reader.readexactly(int(length[1])))
