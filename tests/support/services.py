"""What the tests give the HTTP face to work with: the real use cases, fakes for the ports, a frozen clock."""

from datetime import UTC, datetime, timedelta

from service.api.services import Services
from service.application.access.rate_limits import Limiter, Policy
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.assessments import Assessments
from service.application.assessments.computing import Computing
from service.application.assessments.links import LinkSigner
from service.application.exports.exports import Exports
from service.application.fairness.turns import Turns
from service.application.fairness.workers import Workers
from service.application.methodology.handbook import MethodologyReader
from service.application.norms.benchmarks import Benchmarks
from service.application.ports.key_store import Key
from service.application.statistics.statistics import Statistics
from service.methodology.catalogue import shipped
from service.storage.opening.stores import Stores
from tests.fakes.key_store import MemoryKeyStore
from tests.fakes.norm_reader import MemoryNormReader
from tests.fakes.observer import RecordingObserver
from tests.fakes.stores import MemoryStores
from tests.support.http_client import (
    ASSESS_ONLY_KEY,
    KEY,
    ORIGIN,
    OTHER_KEY,
    PAGE_KEY,
    READ_ONLY_KEY,
    TEST_KEY,
)

PLENTY = 1_000_000
ENGINE = AssessmentEngine(shipped())


class FrozenClock:
    """A clock that moves when it is told to, and by a millisecond whenever it is read."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def given_services(
    quota: int = PLENTY, norms: MemoryNormReader | None = None, stores: Stores | None = None
) -> Services:
    """The services over stores in memory, or over others."""
    return _services(quota, stores or MemoryStores(norms))


def _services(quota: int, stores: Stores | MemoryStores) -> Services:
    catalogue, clock, engine = shipped(), FrozenClock(), ENGINE
    benchmarks = Benchmarks(catalogue, stores.norms)
    turns = stores.turns if isinstance(stores, Stores) else Turns()
    workers = Workers(2, "palier-worker", turns)
    computing = Computing(engine, workers)
    links = LinkSigner(b"a secret of the tests", "", clock)
    everything = Key(
        id="k0", tenant="one", kind="sk_live", scopes=frozenset({"assess", "read", "stats", "erase"})
    )
    read_only = Key(id="k1", tenant="one", kind="sk_live", scopes=frozenset({"read"}))
    assess_only = Key(id="k2", tenant="one", kind="sk_live", scopes=frozenset({"assess"}))
    other = Key(id="k3", tenant="two", kind="sk_live", scopes=frozenset({"assess", "read", "erase"}))
    page = Key(
        id="k4", tenant="one", kind="pk_live", scopes=frozenset({"assess"}), origins=frozenset({ORIGIN})
    )
    trial = Key(id="k5", tenant="one", kind="sk_test", scopes=frozenset({"assess", "read", "erase"}))
    return Services(
        engine=engine,
        computing=computing,
        assessments=Assessments(computing, stores.assessments, benchmarks, links, clock),
        benchmarks=benchmarks,
        statistics=Statistics(stores.rollups, workers),
        exports=Exports(stores.changes),
        handbook=MethodologyReader(catalogue),
        links=links,
        keys=MemoryKeyStore(
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
            [Policy(name, quota, 60) for name in ("requests", "previews", "visitors", "public")],
            1,
            lambda: 0.0,
        ),
        turns=turns,
        workers=workers,
        trusted_proxies=(),
        observer=RecordingObserver(),
        metrics=lambda: b"# metrics\n",
        probe=stores.probe,
        close=stores.close,
    )
