"""Two tenants with everything that can be kept of them, in an application that the composition root made.

What is planted carries marks: texts that occur nowhere else, so that whatever answers, logs or metrics show
of it can be told by whose it is. Imports the composition root and the operator's use cases.
"""

import asyncio
import io
import json
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
from msgspec import Struct
from msgspec.structs import replace

from service.app import administration, build, open_database
from service.settings import read_settings
from service.telemetry.logs import Log
from tests.fakes.lines import WrittenLines
from tests.isolation.callers import Caller, callers
from tests.support.asgi import respond

MARK = re.compile(
    r"canary[0-9a-f]{12}|\bk[0-9a-f]{12}\b|[sp]k_(?:live|test)_[0-9a-z]{39}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
NOBODY = "nobody"


class Planted(Struct, frozen=True):
    """An assessment that was stored, and the names by which it can be asked for.

    ``reads`` is whether the key that stored it may read; ``first`` is the past that was asked for with it.
    """

    space: str
    origin: str
    id: str
    token: str
    erased: bool = False
    reads: bool = True
    first: "Planted | None" = None

    @property
    def reference(self) -> str:
        return self.first.reference if self.first else f"ref-{self.token}"

    @property
    def idempotency_key(self) -> str:
        return order(self.token)


def token() -> str:
    return f"canary{secrets.token_hex(6)}"


def order(mark: str) -> str:
    """An idempotency key that does not repeat the mark: whoever chooses it chooses what is kept of it."""
    return f"order-{mark.removeprefix('canary')}"


def profile(mark: str, reference: str | None = None) -> dict[str, Any]:
    """A profile with this mark wherever a caller writes freely."""
    return {
        "organisation": {
            "country": "FR",
            "headcount": 12,
            "activity_code": "G",
            "reference": reference or f"ref-{mark}",
            "name": f"Name {mark}",
            "unit": f"Unit {mark}",
            "tags": [f"tag-{mark}"],
        },
        "competencies": {"strategy": {"emergent": "yes"}, "content": {"level": "emergent"}},
        "presence": {"channels": [{"kind": f"own-{mark}", "followers": 12, "posts_per_week": 2}]},
        "capacity": {"budget_eur_per_month": 700, "available_hours_per_week": 7},
    }


class World:
    """The application, its callers, and what they keep in it. ``owners`` tells of each mark whose it is."""

    def __init__(self, folder: Path, database_url: str | None) -> None:
        environ = {
            "PALIER_DATA_DIR": str(folder),
            "PALIER_RATE": "10000000",
            "PALIER_TRUSTED_PROXIES": "127.0.0.0/8",
        } | ({"PALIER_DATABASE_URL": database_url} if database_url else {})
        self.settings = read_settings(environ)
        self.owners: dict[str, str] = {}
        self.tombstones: dict[str, str] = {}
        self.callers: dict[str, Caller] = {}
        self.planted: dict[str, Planted] = {}
        self.kept: set[tuple[str, str]] = set()
        self.newest = ""
        self.log = io.StringIO()
        self._asked = 0
        self._let_in()
        self._app = build(self.settings, Log(WrittenLines(self.log))).app
        self._runner = asyncio.Runner()

    def close(self) -> None:
        # What the envelope and the turns hold is the framework's application, which knows the services.
        envelope: Any = self._app
        envelope.app.app.state["services"].close()
        self._runner.close()

    def send(self, method: str, path: str, caller: Caller, **options: Any) -> httpx.Response:
        """Ask from an address of its own each time, so that no visitor spends its quota."""
        self._asked += 1
        address = f"10.{self._asked >> 16}.{self._asked >> 8 & 255}.{self._asked & 255}"
        headers = {**caller.headers, "x-forwarded-for": address, **options.pop("headers", {})}
        answer = self._runner.get_loop().run_until_complete(
            respond(self._app, method, path, headers=headers, **options)
        )
        if answer.status_code == 201 and caller.key is not None:
            made = answer.json()["id"]
            self.newest = made if made not in self.owners else ""
            self.note(made, f"data of {caller.key.space}")
            self.kept.add((caller.key.space, answer.json()["id"]))
        return answer

    def note(self, mark: str, owner: str) -> None:
        self.owners[mark] = owner

    def plant(self, caller: Caller, like: Planted | None = None) -> Planted:
        """Store an assessment by this caller; ``like`` another one, it is of the same organisation."""
        mark = like.token if like else token()
        return self._plant(caller, mark, {} if like else {"idempotency-key": order(mark)})

    def plant_after(self, caller: Caller, first: Planted) -> Planted:
        """Store one of the same organisation under an idempotency key, and ask for its past if it may be."""
        mark = token()
        return self._plant(caller, mark, {"idempotency-key": order(mark)}, first)

    def _plant(
        self, caller: Caller, mark: str, headers: dict[str, str], first: Planted | None = None
    ) -> Planted:
        assert caller.key is not None
        path = f"/v1/assessments{'?include=history' if first and caller.reads else ''}"
        body = profile(mark, first.reference if first else None)
        answer = self.send("POST", path, caller, headers=headers, json=body)
        assert answer.status_code == 201, answer.text
        self.note(mark, f"data of {caller.key.space}")
        planted = Planted(caller.key.space, caller.key.origin, answer.json()["id"], mark)
        return replace(planted, reads=caller.reads, first=first)

    def plant_another(self, record: Planted) -> Planted:
        """One more that is like this one in whose it is, who sent it, its past, and whether it was erased."""
        caller = next(
            caller
            for caller in self.callers.values()
            if caller.stores_like(record.space, record.origin, reads=record.reads)
        )
        made = self.plant_after(caller, record.first) if record.first else self.plant(caller)
        return self.erase(made) if record.erased else made

    def erase(self, record: Planted) -> Planted:
        """Erase what was planted: from now on its marks are to be seen by nobody."""
        kind = "sk_test" if record.space.endswith(":test") else "sk_live"
        caller = self.callers[f"{record.space.partition('-')[0]} {kind}"]
        assert self.send("DELETE", f"/v1/assessments/{record.id}", caller).status_code == 204
        self.forget(record)
        return replace(record, erased=True)

    def forget(self, record: Planted) -> None:
        self.kept.discard((record.space, record.id))
        self.owners[record.id] = self.owners[record.token] = NOBODY
        self.tombstones[record.id] = f"data of {record.space}"

    def strangers_marks(
        self, text: str, caller: Caller, path: str, sent: str, *, tells_erasures: bool = False
    ) -> list[str]:
        """The marks in this text that the caller may not be shown here, and has neither sent nor just made.

        An export tells a tenant the ids of what it erased, and of nothing else that is gone.
        """
        own, sees = {self.newest, *MARK.findall(unquote(sent))}, caller.sees(path)
        return [
            f"{mark} ({self.owners[mark]})"
            for mark in set(MARK.findall(text)) - own
            if mark in self.owners
            and self.owners[mark] not in sees
            and not (tells_erasures and self.tombstones.get(mark) in sees)
        ]

    def _let_in(self) -> None:
        database = open_database(self.settings)
        try:
            self.callers = callers(
                administration(database), [f"{name}-{token()}" for name in ("own", "other")]
            )
        finally:
            database.close()
        for caller in self.callers.values():
            if caller.key is not None:
                self.note(caller.key.id, f"account of {caller.key.tenant}")
                self.note(caller.key.tenant.partition("-")[2], f"account of {caller.key.tenant}")
            if caller.text is not None:
                self.note(caller.text, NOBODY)

    def plant_everything(self) -> None:
        """What each tenant keeps: an organisation with a past, another, one erased, visitors', test ones."""
        for name in ("own", "other"):
            server, visitor = self.callers[f"{name} sk_live"], self.callers[f"{name} pk_live"]
            first = self.plant(server)
            found = {
                name: first,
                f"{name} again": self.plant(server, first),
                f"{name} second": self.plant(server),
                f"{name} erased": self.erase(self.plant(server)),
                f"{name} visitor": self.plant(visitor),
                f"{name} visitor erased": self.erase(self.plant(visitor)),
                f"{name} test": self.plant(self.callers[f"{name} sk_test"]),
                f"{name} retried": self.plant_after(server, first),
                f"{name} unread": self.plant_after(self.callers[f"{name} assess only"], first),
            }
            self.planted |= found

    def snapshot(self) -> dict[tuple[str, str], Any]:
        """Everything that is kept, as its owners read it; what lists show and what can be read must agree."""
        found: dict[tuple[str, str], Any] = {}
        for name in ("own sk_live", "own sk_test", "other sk_live", "other sk_test"):
            caller, cursor = self.callers[name], ""
            assert caller.key is not None
            while True:
                page = self.send("GET", f"/v1/assessments?limit=100{cursor}", caller).json()
                for each in page["items"]:
                    path = f"/v1/assessments/{each['id']}?include=profile,history"
                    read = self.send("GET", path, caller).json()
                    # Links are signed anew each week.
                    del read["radar_url"], read["badge_url"]
                    found[caller.key.space, each["id"]] = read
                if page["next_cursor"] is None:
                    break
                cursor = f"&cursor={page['next_cursor']}"
        return found


def as_sent(path: str, headers: dict[str, str], body: Any) -> str:
    """Everything that a caller sent, in one text."""
    return " ".join([path, *headers.values(), json.dumps(body)])
