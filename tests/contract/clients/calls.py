"""The README's calls with the client that openapi-python-client makes of the contract; prints the answer."""

import json
import os
from http import HTTPStatus

from palier import AuthenticatedClient, Client
from palier.api.assessments import (
    create_assessment,
    erase_assessment,
    get_assessment,
    list_assessments,
    preview_assessment,
    replay_assessment,
)
from palier.api.methodology import get_questionnaire, list_methodologies
from palier.models import (
    Answer,
    Assessment,
    AssessmentPage,
    AssessmentRow,
    Capacity,
    Channel,
    Competencies,
    CompetencyAnswers,
    Country,
    EuroRange,
    Governance,
    Include,
    Level,
    MethodologyList,
    Organisation,
    PeopleRange,
    Preferences,
    Presence,
    Priority,
    Problem,
    Profile,
    Questionnaire,
    QuestionnaireForm,
    Replay,
    Setup,
    StoredAssessment,
    View,
)

URL = os.environ["PALIER_URL"]
SHOP = Profile(
    organisation=Organisation(
        country=Country.FR, headcount=PeopleRange(10, 19), activity_code="47.71Z", reference="C-881"
    ),
    competencies=Competencies(
        strategy=CompetencyAnswers(emergent=Answer.YES, community=Answer.PARTLY),
        content=CompetencyAnswers(level=Level.EMERGENT),
        community_management=CompetencyAnswers(level=Level.EMERGENT),
    ),
    presence=Presence(channels=[Channel(kind="instagram")], current_setup=[Setup.SHARED_ROLE]),
    capacity=Capacity(budget_eur_per_month=EuroRange(1500, 2500), can_hire=False),
    governance=Governance(voice_delegation=Answer.YES),
    preferences=Preferences(priority=Priority.DURABILITY),
)


def main() -> None:
    """Make the calls; an answer that is not what the contract says raises."""
    client = AuthenticatedClient(URL, os.environ["PALIER_KEY"], raise_on_unexpected_status=True)
    profile = Profile.from_dict(json.loads(os.environ["PALIER_PROFILE"]))
    assessment = preview(client, profile)
    keep(client, profile, assessment)
    compare(client)
    refuse(client)
    read_the_methodology(Client(URL, raise_on_unexpected_status=True), assessment.methodology.version)
    told = {
        "maturity_level": assessment.maturity.level,
        "importance_band": assessment.importance.band,
        "sourcing_model": assessment.sourcing.model,
    }
    print(json.dumps(told))


def preview(client: AuthenticatedClient, profile: Profile) -> Assessment:
    """Assess without storing, with everything, and in one row."""
    include = [Include.PROFILE, Include.TRACE]
    assessment = preview_assessment.sync(client=client, body=profile, include=include, accept_language="fr")
    assert isinstance(assessment, Assessment), assessment
    assert assessment.trace
    assert assessment.trace.rules
    assert assessment.profile
    assert assessment.profile.organisation.country == Country.FR
    row = preview_assessment.sync(client=client, body=profile, view=View.SUMMARY)
    assert isinstance(row, AssessmentRow), row
    assert row.maturity_level == assessment.maturity.level
    return assessment


def keep(client: AuthenticatedClient, profile: Profile, previewed: Assessment) -> None:
    """Store the profile twice under one key, read it, replay it, erase it."""
    ids = set()
    for _ in range(2):
        stored = create_assessment.sync(client=client, body=profile, idempotency_key="readme-python")
        assert isinstance(stored, StoredAssessment), stored
        ids.add(stored.id)
    (name,) = ids
    read = get_assessment.sync(name, client=client)
    assert isinstance(read, StoredAssessment), read
    assert read.sourcing.model == previewed.sourcing.model
    replay = replay_assessment.sync(name, client=client)
    assert isinstance(replay, Replay), replay
    assert replay.same
    erased = erase_assessment.sync_detailed(name, client=client)
    assert erased.status_code == HTTPStatus.NO_CONTENT, erased
    late = create_assessment.sync(client=client, body=profile, idempotency_key="readme-python")
    assert isinstance(late, Problem), late
    assert late.type_ == "/problems/erased", late


def compare(client: AuthenticatedClient) -> None:
    """Write a profile in code, store it, and find those of the same level, known as well or as little."""
    got = create_assessment.sync(client=client, body=SHOP, idempotency_key="C-881-2026-11")
    assert isinstance(got, StoredAssessment), got
    assert got.maturity.level == Level.EMERGENT
    assert got.sourcing.label
    assert got.sourcing.cost_eur_per_month
    assert got.sourcing.cost_eur_per_month.low <= got.sourcing.cost_eur_per_month.high
    status = got.maturity.status
    page = list_assessments.sync(client=client, maturity_level=Level.EMERGENT, maturity_status=status)
    assert isinstance(page, AssessmentPage), page
    alike = [row.reference for row in page.items if row.maturity_level == got.maturity.level]
    assert "C-881" in alike, alike


def refuse(client: AuthenticatedClient) -> None:
    """Send what is wrong, and read where the fault is."""
    wrong = Profile(Organisation(Country.FR, headcount=-1, activity_code="55.10Z"))
    refused = preview_assessment.sync(client=client, body=wrong)
    assert isinstance(refused, Problem), refused
    assert refused.errors
    assert refused.errors[0].pointer.startswith("/organisation"), refused.errors


def read_the_methodology(client: Client, version: str) -> None:
    """Read the questions and the versions, without a key."""
    form = get_questionnaire.sync(client=client, form=QuestionnaireForm.FULL, accept_language="fr")
    assert isinstance(form, Questionnaire), form
    assert form.screens
    listed = list_methodologies.sync(client=client)
    assert isinstance(listed, MethodologyList), listed
    assert version in [one.version for one in listed.items]


if __name__ == "__main__":
    main()
