"""``palier synthesise``: fills a tenant with plausible assessments. Imports the composition root."""

from datetime import UTC, datetime, timedelta

from service.app import administration, open_database
from service.application.assessment_engine import AssessmentEngine
from service.application.synthesis.synthesis import SynthesisRequest, synthesised_records
from service.errors import NotDone
from service.methodology.catalogue import shipped
from service.settings import Settings
from service.storage.assessments.bulk_load import load


def synthesise(settings: Settings, tenant: str, number: int, seed: int, days: int) -> int:
    """Keep so many plausible assessments, spread over the last days; return the exit code.

    Raises ``NotDone`` where there is no such tenant.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings, alongside_server=True)
    try:
        if tenant not in administration(database).tenants():
            raise NotDone(f"There is no tenant {tenant!r}", f"Make it: palier tenants create {tenant}")
        order = SynthesisRequest(
            tenant=tenant, number=number, seed=seed, until=datetime.now(UTC), span=timedelta(days=days)
        )
        kept = load(database, tenant, synthesised_records(AssessmentEngine(shipped()), order))
    finally:
        database.close()
    print(f"{kept} synthetic assessments kept for {tenant}; palier purge, or their references, erase them.")
    return 0
