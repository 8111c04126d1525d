"""How much work a unit of quota buys: processor time of this process, by operation and by part.

``python -m tests.bench.quota [ASSESSMENTS]`` fills a tenant with assessments, a quarter as many distinct tags
among them, and asks for everything. Whatever costs a unit may take three times the processor time of a
preview; what takes more is named, and the exit code is 1.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

from litestar.types import ASGIApp
from msgspec import Struct
from msgspec.structs import replace

from service.api.prices import OPERATIONS
from service.api.server import create_app
from service.application.assessment_engine import AssessmentEngine
from service.application.ids import new_identity
from service.application.ports.assessment_store import AssessmentRecord
from service.application.spaces import Space
from service.application.synthesis.synthesis import SynthesisRequest, synthesised_records
from service.application.timestamps import format_timestamp
from service.methodology.catalogue import shipped
from service.storage.assessments.bulk_load import load
from tests.bench.questions import Question, questions
from tests.support.http_client import KEY
from tests.support.opening import opened_sqlite
from tests.support.services import given_services

MOST_PREVIEWS = 3.0
TENANT = "one"
TAGS_EACH = 2
# Different organisations; the others are like them, with names of their own.
KINDS = 500
SECONDS_EACH = 0.15


class Work(Struct, frozen=True):
    """Processor time in milliseconds, and units of quota, of a request; the time of a preview beside it."""

    milliseconds: float
    units: float
    preview: float = 0.0

    @property
    def previews(self) -> float:
        """How many previews a unit takes; where it costs nothing, how many the request takes."""
        return self.milliseconds / (self.units or 1) / self.preview


def records(number: int) -> Iterator[AssessmentRecord]:
    """Assessments of a year, by servers, each organisation's twice, each with tags of its own."""
    end, span = datetime.now(UTC), timedelta(days=365)
    request = SynthesisRequest(space=Space(TENANT), number=min(number, KINDS), seed=1, until=end, span=span)
    kinds = cycle(list(synthesised_records(AssessmentEngine(shipped()), request)))
    distinct = max(number // 4, 1)
    for position, kind in zip(range(number), kinds, strict=False):
        identity = new_identity(end - span * (number - position) / number)
        row = replace(
            kind.row,
            id=str(identity.id),
            created_at=format_timestamp(identity.created_at),
            reference=f"organisation-{position // 2}",
            tags=tuple(f"tag-{(position * TAGS_EACH + each) % distinct}" for each in range(TAGS_EACH)),
        )
        yield replace(kind, row=row)


class Asker:
    """Asks an application in this process; the asking takes hardly any time."""

    def __init__(self, app: ASGIApp, stored: list[tuple[str, str]]) -> None:
        self._app: Any = app
        half = len(stored) // 2
        self._read, self._erased = cycle(stored[:half]), iter(stored[half:])

    async def ask(self, question: Question) -> int | None:
        """Send a request; return what remains of the quota after it, as its head says."""
        kept = self._erased if question.method == "DELETE" else self._read
        assessment, reference = next(kept) if "{" in question.path else ("", "")
        path, _, query = question.path.format(id=assessment, reference=reference).partition("?")
        headers = [(b"host", b"palier.test"), (b"content-type", b"application/json")]
        if not question.is_public:
            headers.append((b"authorization", f"Bearer {KEY}".encode()))
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": question.method,
            "headers": headers, "scheme": "http", "path": path, "raw_path": path.encode(),
            "query_string": query.encode(), "server": ("palier.test", 80), "client": ("127.0.0.1", 1),
            "root_path": "",
        }  # fmt: skip
        sent: list[Any] = []
        is_over = asyncio.Event()
        asked = iter([{"type": "http.request", "body": question.body, "more_body": False}])

        async def receive() -> Any:
            for message in asked:
                return message
            await is_over.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                sent.append(message)

        await self._app(scope, receive, send)
        is_over.set()
        assert sent[0]["status"] < 300, (question, sent[0])
        left = dict(sent[0]["headers"]).get(b"ratelimit")
        return None if left is None else int(left.split(b"r=")[1].split(b";")[0])

    async def work_of(self, question: Question) -> Work:
        """Ask until it has taken long enough, and at least three times; return the average of one."""
        before = await self.ask(question)
        began, left = time.process_time(), before
        for asked in count(1):
            left = await self.ask(question)
            seconds = time.process_time() - began
            if asked >= 3 and seconds > SECONDS_EACH:
                break
        units = 0.0 if before is None or left is None else (before - left) / asked
        return Work(seconds / asked * 1000, units)


def measured(number: int, folder: Path) -> dict[str, Work]:
    """Print the work of each question, to a tenant with so many assessments; return it by name."""
    stores = opened_sqlite(folder / "palier.db")
    services = given_services(stores=stores)
    stored: list[tuple[str, str]] = []

    def noted() -> Iterator[AssessmentRecord]:
        for record in records(number):
            stored.append((str(record.id), record.row.reference or ""))
            yield record

    load(stores.database, Space(TENANT), noted())
    every = list(questions(services.engine.current))

    async def measure() -> dict[str, Work]:
        asker, works = Asker(create_app(services), stored), {}
        for question in every:
            # Next to each other: how fast a busy machine is changes all the time.
            preview = await asker.work_of(every[0])
            work = replace(await asker.work_of(question), preview=preview.milliseconds)
            works[question.name] = work
            print(
                f"    {question.name:<72}{work.milliseconds:>9.2f} ms{work.units:>8.1f} units"
                f"{work.previews:>7.2f} previews a unit",
                flush=True,
            )
        return works

    try:
        return asyncio.run(measure())
    finally:
        stores.close()


def main(number: int) -> int:
    print(f"Processor time of a request, and of a unit of quota, to a tenant of {number} assessments:")
    with tempfile.TemporaryDirectory() as folder:
        works = measured(number, Path(folder))
    dear = [name for name, work in works.items() if work.previews > MOST_PREVIEWS]
    missing = set(OPERATIONS) - {name.split(" ")[0] for name in works}
    print(f"too cheap: {', '.join(dear) or 'none'}; not asked: {', '.join(sorted(missing)) or 'none'}")
    return 1 if dear or missing else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000))
