"""``palier synthesise``: fills a tenant with plausible assessments. Imports the composition root."""

from datetime import UTC, datetime, timedelta

from service.app import administration
from service.application.assessment_engine import AssessmentEngine
from service.application.spaces import space_of
from service.application.synthesis.synthesis import SynthesisRequest, synthesised_records
from service.cli.database import operator_database
from service.cli.invocation import Invocation
from service.cli.progress import counted
from service.methodology.catalogue import shipped
from service.storage.assessments.bulk_load import load


def synthesise(call: Invocation) -> int:
    """Store plausible assessments, spread over the last days; returns the exit code.

    Raises ``NotDone`` where there is no such tenant.
    """
    options = call.options
    with operator_database(call.settings) as database:
        tenant = administration(database).find_tenant(options.tenant)
        request = SynthesisRequest(
            space=space_of(tenant, test=options.test),
            number=options.number,
            seed=options.seed,
            until=datetime.now(UTC),
            span=timedelta(days=options.days),
        )
        records = synthesised_records(AssessmentEngine(shipped()), request)
        watched = counted(records, call.words.progress.synthesising, options.number)
        count = load(database, request.space, watched)
    words = call.words.results
    result = words.synthesised_test if options.test else words.synthesised
    print(call.fill(result, tenant=options.tenant, count=count))
    return 0
