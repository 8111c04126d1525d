"""Fakes for the ports: what the use cases and the HTTP face need from outside, kept in memory."""

from service.application import keys
from service.application.ports import Key
from service.model.assessment import Assessment


class KnownKeys:
    """A key store over a dictionary."""

    def __init__(self, known: dict[str, Key]) -> None:
        self._known = {keys.digest(text): key for text, key in known.items()}

    def find(self, digest: bytes) -> Key | None:
        return self._known.get(digest)


class Recorder:
    """An observer that remembers what it was told."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, int]] = []
        self.seconds: list[float] = []
        self.request_ids: list[str] = []
        self.crashes: list[tuple[str, str]] = []
        self.assessments: list[tuple[str, Assessment]] = []

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        self.requests.append((method, route, status))
        self.seconds.append(seconds)
        self.request_ids.append(request_id)

    def crash(self, error: BaseException, request_id: str) -> None:
        self.crashes.append((str(error), request_id))

    def assessed(self, kind: str, assessment: Assessment) -> None:
        self.assessments.append((kind, assessment))
