"""The contract says what the service does."""

import json
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from service.api.problems.kinds import KINDS
from service.application.intake.json_reader import read_json as decode
from service.model.profile import Profile
from tests.support.http_client import Client

GOOD_STATUSES = {"200", "201", "204", "304"}


def operations(contract: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in contract["paths"].items()
        for method, operation in methods.items()
    ]


def test_both_forms_of_the_contract_say_the_same(client: Client, contract: dict[str, Any]) -> None:
    assert yaml.load(client.get("/openapi.yaml").content, yaml.CSafeLoader) == contract


def test_every_operation_has_an_id_words_and_examples(contract: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(contract)]
    assert len(set(ids)) == len(ids) >= 25
    for _, _, operation in operations(contract):
        assert operation["summary"]
        assert operation["x-summary-fr"]
        assert operation["description"]
        good = next(answer for status, answer in operation["responses"].items() if status in GOOD_STATUSES)
        for media_type, content in good.get("content", {}).items():
            drawn = media_type in ("image/svg+xml", "application/vnd.apache.parquet")
            spoken = set(content.get("examples", {})) == {"en", "fr"} or "example" in content
            assert spoken or operation["tags"] == ["Operation"] or drawn, operation


def test_every_schema_is_sound_and_every_reference_leads_somewhere(contract: dict[str, Any]) -> None:
    for schema in contract["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    text = json.dumps(contract)
    names = {part.split('"')[0] for part in text.split('"$ref": "#/')[1:]}
    for name in names:
        at: Any = contract
        for step in name.split("/"):
            at = at[step]


def test_every_problem_is_documented_as_one(contract: dict[str, Any]) -> None:
    for _, _, operation in operations(contract):
        for status, response in operation["responses"].items():
            if status not in GOOD_STATUSES:
                name = response["$ref"].rpartition("/")[2]
                assert list(contract["components"]["responses"][name]["content"]) == [
                    "application/problem+json"
                ]
    assert not {kind.status for kind in KINDS} & {406, 410, 422}


def test_the_statuses_of_a_preview_are_all_documented(contract: dict[str, Any]) -> None:
    preview = contract["paths"]["/v1/assessments/preview"]["post"]
    assert list(preview["responses"]) == [
        "200",
        "400",
        "401",
        "403",
        "404",
        "413",
        "415",
        "429",
        "500",
        "503",
    ]
    create = contract["paths"]["/v1/assessments"]["post"]
    conflicts = {"409", "201"}
    assert set(create["responses"]) == {*preview["responses"], *conflicts} - {"200"}


def test_keys_and_signed_links_are_told_apart(contract: dict[str, Any]) -> None:
    schemes = contract["components"]["securitySchemes"]
    keys = {name: scheme["bearerFormat"] for name, scheme in schemes.items() if scheme["type"] == "http"}
    assert keys == {"secretKey": "sk_…", "publishableKey": "pk_…"}
    assert "| `read` | `listAssessments`" in schemes["secretKey"]["description"]
    assert "`previewAssessment` and `createAssessment`" in schemes["publishableKey"]["description"]

    def ways_in(path: str, method: str = "get") -> list[str]:
        return [name for way in contract["paths"][path][method]["security"] for name in way]

    assert ways_in("/v1/assessments/preview", "post") == ["secretKey", "publishableKey"]
    assert ways_in("/v1/assessments") == ["secretKey"]
    assert ways_in("/v1/assessments/{assessment_id}/radar.svg") == ["secretKey", "signedLink"]
    assert ways_in("/livez") == []


def test_the_contract_has_a_version_of_its_own_and_says_what_it_keeps(contract: dict[str, Any]) -> None:
    assert contract["info"]["version"] == "1.0.0"
    assert "**What v1 keeps.**" in contract["info"]["description"]
    assert "**Ce que v1 garantit.**" in contract["info"]["x-description-fr"]


def test_the_example_profile_is_valid_and_its_example_answer_is_what_it_gets(
    client: Client, contract: dict[str, Any]
) -> None:
    preview = contract["paths"]["/v1/assessments/preview"]["post"]
    body = json.dumps(preview["requestBody"]["content"]["application/json"]["example"]).encode()
    assert decode(body, Profile, "en")
    examples = preview["responses"]["200"]["content"]["application/json"]["examples"]
    for language in ("en", "fr"):
        assert client.preview(body, accept_language=language).json() == examples[language]["value"]


def test_every_example_fits_its_schema(contract: dict[str, Any]) -> None:
    responses = [
        response for _, _, operation in operations(contract) for response in operation["responses"].values()
    ]
    for response in [*responses, *contract["components"]["responses"].values()]:
        for content in response.get("content", {}).values():
            examples = [each["value"] for each in content.get("examples", {}).values()]
            schema = {**content["schema"], "components": contract["components"]}
            for example in [*examples, *([content["example"]] if "example" in content else [])]:
                Draft202012Validator(schema).validate(example)


def test_query_parameters_are_described_as_they_are_read(contract: dict[str, Any]) -> None:
    parameters = contract["paths"]["/v1/assessments/preview"]["post"]["parameters"]
    include = next(parameter for parameter in parameters if parameter["name"] == "include")
    assert (include["in"], include["required"], include["style"], include["explode"]) == (
        "query",
        False,
        "form",
        False,
    )
    assert include["schema"]["items"] == {"$ref": "#/components/schemas/Include"}
