"""``palier synthesise``: fills a tenant with plausible assessments. Imports the composition root."""

from datetime import UTC, datetime, timedelta

from service.app import administration
from service.application.assessment_engine import AssessmentEngine
from service.application.synthesis.synthesis import SynthesisRequest, synthesised_records
from service.cli.database import operator_database
from service.cli.invocation import Invocation
from service.errors import NotDone
from service.methodology.catalogue import shipped
from service.storage.assessments.bulk_load import load


def synthesise(call: Invocation) -> int:
    """Store plausible assessments, spread over the last days; returns the exit code.

    Raises ``NotDone`` where there is no such tenant.
    """
    options = call.options
    with operator_database(call.settings) as database:
        if options.tenant not in administration(database).tenants():
            raise NotDone("tenant_unknown", tenant=options.tenant)
        request = SynthesisRequest(
            tenant=options.tenant,
            number=options.number,
            seed=options.seed,
            until=datetime.now(UTC),
            span=timedelta(days=options.days),
        )
        count = load(database, options.tenant, synthesised_records(AssessmentEngine(shipped()), request))
    print(call.words.results.synthesised.format(tenant=options.tenant, count=count))
    return 0
