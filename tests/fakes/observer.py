"""An observer of requests that remembers them."""

from service.api.services import Observer
from service.errors import Unavailable
from service.model.answer.assessment import Assessment
from service.model.documents.stored_assessment import StoredAssessment


class RecordingObserver:
    def __init__(self) -> None:
        self.requests: list[tuple[str, str, int]] = []
        self.seconds: list[float] = []
        self.request_ids: list[str] = []
        self.crashes: list[tuple[str, str]] = []
        self.unavailabilities: list[tuple[str, str]] = []
        self.proxies: list[str] = []
        self.assessments: list[tuple[str, Assessment | StoredAssessment]] = []

    def request(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        self.requests.append((method, route, status))
        self.seconds.append(seconds)
        self.request_ids.append(request_id)

    def crash(self, error: BaseException, request_id: str) -> None:
        self.crashes.append((str(error), request_id))

    def unavailable(self, error: Unavailable, request_id: str) -> None:
        self.unavailabilities.append((error.code, request_id))

    def untrusted_proxy(self, peer: str) -> None:
        self.proxies.append(peer)

    def assessed(self, kind: str, assessment: Assessment | StoredAssessment) -> None:
        self.assessments.append((kind, assessment))


_: type[Observer] = RecordingObserver
