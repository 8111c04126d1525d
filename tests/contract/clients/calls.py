"""The README's calls with the client that openapi-python-client makes of the contract; prints the answer."""

import json
import os

from palier import AuthenticatedClient, Client
from palier.api.assessments import preview_assessment
from palier.api.methodology import get_questionnaire, list_methodologies
from palier.models import (
    Assessment,
    GetQuestionnaireForm,
    MethodologyList,
    Organisation,
    OrganisationCountry,
    PreviewAssessmentIncludeItem,
    Problem,
    Profile,
    Questionnaire,
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


if __name__ == "__main__":
    main()
