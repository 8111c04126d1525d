"""Two tenants with everything that can be kept of them, in an application that the composition root made.

What is planted carries marks: texts that occur nowhere else, so that whatever answers, logs or metrics show
of it can be told by whose it is. Imports the composition root and the operator's use cases.
"""

import asyncio
import contextlib
import io
import json
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
from msgspec import Struct

from service.app import administration, build, open_database
from service.settings import read_settings
from tests.isolation.callers import Caller, callers
from tests.support.asgi import respond

MARK = re.compile(
    r"canary[0-9a-f]{12}|\bk[0-9a-f]{12}\b|[sp]k_(?:live|test)_[0-9a-z]{39}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
NOBODY = "nobody"


class Planted(Struct, frozen=True):
    """An assessment that was stored, and the names by which it can be asked for."""

    space: str
    origin: str
    id: str
    token: str
    erased: bool = False

    @property
    def reference(self) -> str:
        return f"ref-{self.token}"

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
        with contextlib.redirect_stderr(self.log):
            self._app = build(self.settings)
        self._runner = asyncio.Runner()

    def close(self) -> None:
        # What the envelope holds is the framework's application, which knows the services.
        framework: Any = vars(self._app)["app"]
        framework.state["services"].close()
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
        assert caller.key is not None
        mark = like.token if like else token()
        again = {"idempotency-key": order(mark)} if like is None else {}
        answer = self.send("POST", "/v1/assessments", caller, headers=again, json=profile(mark))
        assert answer.status_code == 201, answer.text
        self.note(mark, f"data of {caller.key.space}")
        return Planted(caller.key.space, caller.key.origin, answer.json()["id"], mark)

    def plant_another(self, record: Planted) -> Planted:
        """One more that is like this one in whose it is, who sent it, and whether it was erased."""
        alike = [each for each in self.callers.values() if each.keeps_in(record.space, record.origin)]
        made = self.plant(alike[0])
        return self.erase(made) if record.erased else made

    def erase(self, record: Planted) -> Planted:
        """Erase what was planted: from now on its marks are to be seen by nobody."""
        (caller, *_) = [each for each in self.callers.values() if each.keeps_in(record.space, "server")]
        assert self.send("DELETE", f"/v1/assessments/{record.id}", caller).status_code == 204
        self.forget(record)
        return Planted(record.space, record.origin, record.id, record.token, True)

    def forget(self, record: Planted) -> None:
        self.kept.discard((record.space, record.id))
        self.owners[record.id] = self.owners[record.token] = NOBODY
        self.tombstones[record.id] = f"data of {record.space}"

    def strangers_marks(
        self, text: str, caller: Caller, sent: str, *, tells_erasures: bool = False
    ) -> list[str]:
        """The marks in this text that the caller may not be shown, and has neither sent nor just made.

        An export tells a tenant the ids of what it erased, and of nothing else that is gone.
        """
        own = {self.newest, *MARK.findall(unquote(sent))}
        return [
            f"{mark} ({self.owners[mark]})"
            for mark in set(MARK.findall(text)) - own
            if mark in self.owners
            and self.owners[mark] not in caller.sees
            and not (tells_erasures and self.tombstones.get(mark) in caller.sees)
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
