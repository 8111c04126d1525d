"""The matrix: every question, about everybody's data, by every caller; what it finds are leaks, in words.

A leak is a status other than expected, a stranger's mark in an answer, or an answer about what belongs to
another that differs from the answer about what does not exist. Imports the world and the questions.
"""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import httpx
from msgspec.structs import replace

from service.application.ids import new_id
from tests.isolation.callers import Caller
from tests.isolation.questions import Question
from tests.isolation.subjects import ABSENT, RETRIES, Subject, cursor_at, is_its, may_read_of, seen
from tests.isolation.world import Planted, World, as_sent, order, profile, token

_CALLERS = {"own sk_live", "other sk_live", "own pk_live", "own pk_live elsewhere", "own sk_test",
            "own read only", "own assess only", "own all but read", "own revoked", "none"}  # fmt: skip
# What a wall of a database tells apart: the space, who sent it, whether its key may read, and signed links.
_SEEN_BY_WALLS = {"own sk_live", "own sk_test", "own pk_live", "own assess only", "none"}
_RECORDS = {"own", "own erased", "own visitor", "own test", "other", "other erased"}
# What differs from the others only for whoever retries it.
_RETRIED = {"own retried", "own unread"}


class Matrix:
    """One run over a world. ``leaks`` fills up; ``tried`` counts the combinations.

    Unless thorough, of callers and records that are alike on both sides one side's stand for both. With
    ``stored_only``, what is refused before anything is read is not asked: no wall of a database is behind it.
    """

    def __init__(self, world: World, *, thorough: bool, stored_only: bool = False) -> None:
        self.world = world
        self.thorough = thorough
        self.stored_only = stored_only
        asking = _SEEN_BY_WALLS if stored_only else _CALLERS
        self.callers = [each for name, each in world.callers.items() if thorough or name in asking]
        kept = _RECORDS | _RETRIED
        self.records = {name: each for name, each in world.planted.items() if thorough or name in kept}
        self.records_to_read = {
            name: each for name, each in self.records.items() if thorough or name in _RECORDS
        }
        self.leaks: list[str] = []
        self.tried = 0
        self._link: Planted = world.planted["other"]
        self._signed: dict[str, dict[str, str]] = {}
        self._token = token()
        self._id = str(new_id(datetime.now(UTC)))

    def run(self, questions: list[Question]) -> None:
        for question in questions:
            for caller in self.callers:
                self._compare(question, caller)

    def leaks_of(self, operation: str) -> list[str]:
        """What was found of one operation, such as ``GET /v1/me``."""
        return [leak for leak in self.leaks if f": {operation} " in leak]

    def _compare(self, question: Question, caller: Caller) -> None:
        """Ask about everything; whatever is not this caller's must be answered like what does not exist."""
        absent: Any = None
        for subject in self._subjects(question):
            mine = is_its(question, subject, caller)
            expected = self._expected(question, caller, subject)
            if expected in (401, 403) and self._is_left_out(question, subject):
                continue
            subject = self._fresh(question, caller, subject, expected)
            answer = self._ask(question, caller, subject)
            told = f"{caller.name}: {question.name} ({question.gap}: {subject.name})"
            if answer.status_code != expected:
                self.leaks.append(f"{told}: {answer.status_code} instead of {expected}")
            self.leaks += [f"{told}: shows {mark}" for mark in self._marks(question, caller, subject, answer)]
            is_replay = question.gap == "replay" and mine and expected == 201
            if is_replay != ("idempotency-replayed" in answer.headers):
                self.leaks.append(f"{told}: not told whether it is a replay")
            if subject.name == ABSENT:
                absent = seen(answer)
            elif (
                expected != 400
                and not (mine or question.linked or may_read_of(caller, subject))
                and seen(answer) != self._like(question, caller, subject, absent)
            ):
                self.leaks.append(f"{told}: differs from what does not exist")
            self._tidy(question, caller, subject, answer)

    def _is_left_out(self, question: Question, subject: Subject) -> bool:
        """Whether a refusal is not asked for: where it is the same whatever it is about, three show that."""
        is_one_of_many = not question.linked and subject.name not in (ABSENT, "own", "other")
        return self.stored_only or (is_one_of_many and not self.thorough)

    def _like(self, question: Question, caller: Caller, subject: Subject, absent: Any) -> Any:
        """The answer that is due. A cursor is a place in a list: what is absent stands right beside it."""
        if question.gap != "cursor" or subject.record is None:
            return absent
        beside = Subject(ABSENT, cursor_at(question, subject.record.id, beside=True))
        return seen(self._ask(question, caller, beside))

    def _ask(self, question: Question, caller: Caller, subject: Subject) -> httpx.Response:
        path, headers, body = self._filled(question, subject)
        self.tried += 1
        options: dict[str, Any] = {"json": body} if question.has_body else {}
        return self.world.send(question.method, path, caller, headers=headers, **options)

    def _filled(self, question: Question, subject: Subject) -> tuple[str, dict[str, str], Any]:
        """The path with its query, the headers and the body of a question about this subject."""
        text, query, headers = subject.text, dict(question.query), dict(question.headers)
        path = question.path.replace("{assessment_id}", quote(text, safe=""))
        if question.gap in ("reference", "cursor"):
            query[question.gap] = text
        if question.gap in RETRIES:
            headers["Idempotency-Key"] = text
        if question.linked:
            query |= self._of_link(question)
        encoded = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        body = profile("plain", text if question.gap == "body" else "ref-plain")
        if question.gap == "replay":
            record = subject.record or Planted("", "", "", f"canary{text.removeprefix('order-')}")
            body = profile(record.token, record.reference)
        return f"{path}?{encoded}" if encoded else path, headers, body

    def _of_link(self, question: Question) -> dict[str, str]:
        """The query of a signed link to this picture of the other tenant's assessment."""
        kind = question.path.rpartition("/")[2].removesuffix(".svg")
        if kind not in self._signed:
            caller = self.world.callers["other sk_live"]
            linked = self.world.send("GET", f"/v1/assessments/{self._link.id}", caller).json()
            self._signed[kind] = dict(parse_qsl(urlsplit(linked[f"{kind}_url"]).query))
        return self._signed[kind]

    def _subjects(self, question: Question) -> list[Subject]:
        if question.gap is None:
            return [Subject(ABSENT, "")]
        records = self.records if question.gap in RETRIES else self.records_to_read
        named = [Subject(name, self._name(question, each), each) for name, each in records.items()]
        absent = Planted("", "", self._id, self._token)
        found = [Subject(ABSENT, self._name(question, absent)), *named]
        if question.gap == "assessment_id":
            # An id is the same in capitals.
            other = self.records["other"]
            found.append(Subject("other in capitals", other.id.upper(), other))
        return [*found, *(Subject("malformed", text) for text in self._malformed(question))]

    def _name(self, question: Question, record: Planted) -> str:
        match question.gap:
            case "assessment_id":
                return record.id
            case "Idempotency-Key" | "replay":
                return record.idempotency_key
            case "cursor":
                return cursor_at(question, record.id)
        return record.reference

    def _malformed(self, question: Question) -> list[str]:
        if question.gap == "reference":
            return ["' OR '1'='1", "ref-%"]
        if question.gap != "assessment_id":
            return []
        other = self.world.planted["other"].id
        usual = ["not-an-id", other.replace("-", "")]
        rare = [f"{other[:-1]}%", f"{{{other}}}", f"urn:uuid:{other}", f"{other} "]
        rare += [f" {other}", f"{other}\n", f"{other}\0", f"{other};x", f"{other}' --", "*", "é" * 40, "0"]
        return usual + (rare if self.thorough else [])

    def _expected(self, question: Question, caller: Caller, subject: Subject) -> int:
        key = caller.key
        if question.scope is None:
            return question.success
        if question.linked and caller.text is None:
            if subject.name == "malformed":
                return 400
            return question.success if subject.record == self._link else 403
        if key is None:
            return 401
        needed = {question.scope, *question.shown} - {"any"}
        if not needed <= key.scopes or (
            key.is_publishable and not (question.publishable and caller.origin in key.origins)
        ):
            return 403
        if question.gap == "assessment_id":
            there = (
                is_its(question, subject, caller) and subject.record is not None and not subject.record.erased
            )
            return 400 if subject.name == "malformed" else question.success if there else 404
        is_refused = question.gap == "Idempotency-Key" or (
            question.gap == "replay" and subject.record is not None and subject.record.erased
        )
        return 409 if is_refused and is_its(question, subject, caller) else question.success

    def _fresh(self, question: Question, caller: Caller, subject: Subject, expected: int) -> Subject:
        """What an answer would use up is made for this one question: what is erased, and keys for retries."""
        if question.gap in RETRIES:
            used_up = expected in (201, 409)
        else:
            used_up = question.method == "DELETE" and is_its(question, subject, caller) and expected < 300
        if not used_up:
            return subject
        if subject.record is None:
            return replace(subject, text=order(token()))
        made = self.world.plant_another(subject.record)
        return Subject(subject.name, self._name(question, made), made)

    def _marks(
        self, question: Question, caller: Caller, subject: Subject, answer: httpx.Response
    ) -> list[str]:
        shown = answer.text + " ".join(answer.headers.values())
        sent = as_sent(*self._filled(question, subject))
        if question.gap == "replay" and subject.record and is_its(question, subject, caller):
            sent += subject.record.id
        tells = question.path == "/v1/exports/assessments"
        return self.world.strangers_marks(shown, caller, question.path, sent, tells_erasures=tells)

    def _tidy(self, question: Question, caller: Caller, subject: Subject, answer: httpx.Response) -> None:
        """Note what was erased, and erase what was made, so that each question finds the same world."""
        if (
            question.method == "DELETE"
            and answer.is_success
            and subject.record
            and is_its(question, subject, caller)
        ):
            self.world.forget(subject.record)
        if answer.status_code == 201 and caller.key is not None:
            made = Planted(caller.key.space, caller.key.origin, answer.json()["id"], token())
            self.world.erase(made)
