"""What the tests give the HTTP face to work with: the real use cases, fakes for the ports, a frozen clock."""

from datetime import UTC, datetime, timedelta

from service.api.services import Services
from service.application.assessments import Assessments
from service.application.assessor import Assessor
from service.application.benchmarks import Benchmarks
from service.application.exports import Exports
from service.application.handbook import Handbook
from service.application.limits import Limiter, Policy
from service.application.links import Links
from service.application.ports import Key
from service.application.statistics import Statistics
from service.methodology.catalogue import shipped
from tests.api.client import (
    ASSESS_ONLY_KEY,
    KEY,
    ORIGIN,
    OTHER_KEY,
    PAGE_KEY,
    READ_ONLY_KEY,
    TEST_KEY,
)
from tests.fakes import KnownKeys, MemoryNorms, MemoryStore, Recorder

PLENTY = 1_000_000


class FrozenClock:
    """A clock that moves when it is told to, and by a millisecond whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def given_services(quota: int = PLENTY, norms: MemoryNorms | None = None) -> Services:
    catalogue, clock = shipped(), FrozenClock()
    assessor, store = Assessor(catalogue), MemoryStore()
    benchmarks = Benchmarks(catalogue, norms or MemoryNorms())
    links = Links(b"a secret of the tests", None, clock)
    everything = Key(id="k0", tenant="one", kind="sk_live", scopes=frozenset({"assess", "read", "stats"}))
    read_only = Key(id="k1", tenant="one", kind="sk_live", scopes=frozenset({"read"}))
    assess_only = Key(id="k2", tenant="one", kind="sk_live", scopes=frozenset({"assess"}))
    other = Key(id="k3", tenant="two", kind="sk_live", scopes=frozenset({"assess", "read"}))
    page = Key(
        id="k4", tenant="one", kind="pk_live", scopes=frozenset({"assess"}), origins=frozenset({ORIGIN})
    )
    trial = Key(id="k5", tenant="one", kind="sk_test", scopes=frozenset({"assess", "read"}))
    return Services(
        assessor=assessor,
        assessments=Assessments(assessor, store, benchmarks, links, clock),
        benchmarks=benchmarks,
        statistics=Statistics(store),
        exports=Exports(store),
        handbook=Handbook(catalogue),
        links=links,
        keys=KnownKeys(
            {
                KEY: everything,
                READ_ONLY_KEY: read_only,
                ASSESS_ONLY_KEY: assess_only,
                OTHER_KEY: other,
                PAGE_KEY: page,
                TEST_KEY: trial,
            }
        ),
        limiter=Limiter(
            [Policy("requests", quota, 60), Policy("previews", quota, 60), Policy("visitors", quota, 60)],
            1,
            lambda: 0.0,
        ),
        trusted_proxies=(),
        observer=Recorder(),
        metrics=lambda: b"# metrics\n",
        probe=store.probe,
        close=store.close,
    )
