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
    Assessment,
    AssessmentPage,
    GetQuestionnaireForm,
    MethodologyList,
    Organisation,
    OrganisationCountry,
    PreviewAssessmentIncludeItem,
    Problem,
    Profile,
    Questionnaire,
    Replay,
    StoredAssessment,
)

URL = os.environ["PALIER_URL"]


def main() -> None:
    """Make the calls; an answer that is not what the contract says raises."""
    keyed = AuthenticatedClient(URL, os.environ["PALIER_KEY"], raise_on_unexpected_status=True)
    public = Client(URL, raise_on_unexpected_status=True)

    profile = Profile.from_dict(json.loads(os.environ["PALIER_PROFILE"]))
    include = [PreviewAssessmentIncludeItem.PROFILE, PreviewAssessmentIncludeItem.TRACE]
    assessment = preview_assessment.sync(client=keyed, body=profile, include=include, accept_language="fr")
    assert isinstance(assessment, Assessment), assessment
    assert assessment.trace
    assert assessment.trace.rules
    assert assessment.profile
    assert assessment.profile.organisation.country is OrganisationCountry.FR

    keep(keyed, profile, assessment)

    wrong = Profile(Organisation(OrganisationCountry.FR, headcount=-1, activity_code="55.10Z"))
    refused = preview_assessment.sync(client=keyed, body=wrong)
    assert isinstance(refused, Problem), refused
    assert refused.errors
    assert refused.errors[0].pointer.startswith("/organisation"), refused.errors

    form = get_questionnaire.sync(client=public, form=GetQuestionnaireForm.FULL, accept_language="fr")
    assert isinstance(form, Questionnaire), form
    assert form.screens
    listed = list_methodologies.sync(client=public)
    assert isinstance(listed, MethodologyList), listed
    assert assessment.methodology.version in [one.version for one in listed.items]

    told = {
        "level": assessment.maturity.level,
        "band": assessment.importance.band,
        "recommended": assessment.sourcing.recommended,
    }
    print(json.dumps(told))


def keep(client: AuthenticatedClient, profile: Profile, previewed: Assessment) -> None:
    """Store the profile twice under one key, read it, list it, replay it, erase it."""
    ids: set[str] = set()
    for _ in range(2):
        stored = create_assessment.sync(client=client, body=profile, idempotency_key="readme-python")
        assert isinstance(stored, StoredAssessment), stored
        ids.add(stored.id)
    (name,) = ids
    read = get_assessment.sync(name, client=client)
    assert isinstance(read, StoredAssessment), read
    assert read.sourcing.recommended == previewed.sourcing.recommended
    page = list_assessments.sync(client=client, limit=5)
    assert isinstance(page, AssessmentPage), page
    assert name in [item.id for item in page.items]
    replay = replay_assessment.sync(name, client=client)
    assert isinstance(replay, Replay), replay
    assert replay.same
    erased = erase_assessment.sync_detailed(name, client=client)
    assert erased.status_code == HTTPStatus.NO_CONTENT, erased
    late = create_assessment.sync(client=client, body=profile, idempotency_key="readme-python")
    assert isinstance(late, Problem), late
    assert late.type_ == "/problems/erased", late


if __name__ == "__main__":
    main()
