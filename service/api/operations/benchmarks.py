"""Released norms, and where an assessment stands in them. Imports the use cases only."""

from litestar import get
from litestar.params import FromPath

from service.api.contract.figure_parameters import BenchmarkQuery, StandingQuery
from service.api.language import language_of
from service.api.operations.stored import identity
from service.api.services import services_of
from service.api.wire.body import StrictRequest
from service.api.wire.guards import key_of
from service.api.wire.operation import OperationSpec
from service.api.wire.queries import read_query
from service.api.wire.responses import Answer, private, tagged
from service.application.norms.benchmarks import NormQuery
from service.model.documents.benchmark import Benchmark, StandingDocument


@get(
    "/v1/benchmarks",
    operation_id="getBenchmark",
    summary="Read the released norm of a cohort",
    description="Falls back from section, size and country to wider cohorts until enough organisations are in"
    " one. What is shown is an edition, frozen when it was published: asking twice tells nothing more."
    " Figures published elsewhere stand beside, and are in no norm.",
    tags=["Benchmarks"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Lire la norme publiée d’un groupe d’organisations",
        description_fr="Passe de la section, de la taille et du pays à des groupes plus larges, jusqu’à en"
        " trouver un assez nombreux. C’est une édition, figée à sa publication : la redemander n’apprend rien"
        " de plus. Des chiffres publiés ailleurs figurent à côté, sans entrer dans aucune norme.",
        answers=Benchmark,
        query=BenchmarkQuery,
        localised=True,
        may_miss=True,
        stored=True,
    ).opt(),
)
async def get_benchmark(request: StrictRequest) -> Answer:
    """Return the norm of the cohort asked for."""
    query, language = read_query(request, BenchmarkQuery), language_of(request)
    asked = NormQuery(
        space=key_of(request).space,
        language=language,
        version=query.methodology or None,
        edition=query.edition or None,
        scope=query.scope,
        assessor=query.assessor,
        section=query.section or None,
        size=query.size or None,
        country=query.country or None,
    )
    return private(await services_of(request).benchmarks.norm(asked), language)


@get(
    "/v1/assessments/{assessment_id:str}/benchmark",
    operation_id="getStanding",
    summary="Read where an assessment stands among others like it",
    description="By the last edition of its own version's norm, among organisations assessed by the same kind"
    " of assessor.",
    tags=["Benchmarks"],
    opt=OperationSpec(
        scope="read",
        summary_fr="Lire où se place une évaluation parmi ses semblables",
        description_fr="Selon la dernière édition de la norme de sa version, parmi les organisations évaluées"
        " par le même type d’évaluateur.",
        answers=StandingDocument,
        query=StandingQuery,
        localised=True,
        may_miss=True,
        stored=True,
        tagged=True,
    ).opt(),
)
async def get_standing(request: StrictRequest, assessment_id: FromPath[str]) -> Answer:
    """Return where one assessment of the key's tenant stands."""
    query, language = read_query(request, StandingQuery), language_of(request)
    answer = await services_of(request).assessments.standing(
        key_of(request).space, identity(assessment_id), language, query.scope
    )
    return tagged(request, answer, language)
