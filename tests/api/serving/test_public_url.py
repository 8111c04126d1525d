"""Every address that the service tells begins with its public URL, whose path a proxy takes off."""

import asyncio
import json
import re
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

import pytest
from msgspec.structs import replace

from service.api.examples import PROFILE
from service.api.server import create_app
from service.api.serving.refusal import refusal
from service.application.assessment_engine import AssessmentEngine
from service.application.assessments.assessments import Assessments
from service.application.assessments.computing import Computing
from service.application.assessments.links import LinkSigner
from service.application.methodology.handbook import MethodologyReader
from service.methodology.catalogue import shipped
from tests.support.http_client import KEY, Client
from tests.support.services import FrozenClock, given_services

PUBLIC = "https://example.org/tools/palier"
BODY = json.dumps(PROFILE).encode()


@pytest.fixture(scope="module")
def client() -> Any:
    services, catalogue, clock = given_services(), shipped(), FrozenClock()
    engine, links = AssessmentEngine(catalogue, PUBLIC), LinkSigner(b"a secret of the tests", PUBLIC, clock)
    computing, store = Computing(engine, services.workers), cast("Any", services.assessments)._store
    given = replace(
        services,
        engine=engine,
        links=links,
        computing=computing,
        assessments=Assessments(computing, store, services.benchmarks, links, clock),
        handbook=MethodologyReader(catalogue, PUBLIC),
        base_url=PUBLIC,
    )
    with asyncio.Runner() as runner:
        yield Client(create_app(given), runner)


def inside(url: str) -> str:
    """The path of a public address, as the proxy passes it on."""
    assert url.startswith(f"{PUBLIC}/"), url
    return url.removeprefix(PUBLIC)


def urls_in(value: Any) -> list[str]:
    """Every address in an answer: members that are named so."""
    if isinstance(value, list):
        return [url for item in value for url in urls_in(item)]
    if not isinstance(value, dict):
        return []
    own = [text for name, text in value.items() if re.fullmatch(r"(\w+_)?url", name) and text is not None]
    return own + [url for member in value.values() for url in urls_in(member)]


def test_every_address_in_an_answer_leads_to_where_it_says(client: Client) -> None:
    created = client.create(BODY)
    stored, location = created.json(), created.headers["location"]
    assert location == stored["url"]
    answers = [
        stored,
        client.preview(BODY).json(),
        client.read(inside(location)).json(),
        client.read(f"{inside(location)}/replay?methodology={stored['methodology']['version']}").json(),
        client.get("/v1/methodologies").json(),
    ]
    found = [url for answer in answers for url in urls_in(answer)]
    assert len(found) >= 10
    for url in found:
        path = inside(url)
        read = client.get(path) if "signature=" in path else client.read(path)
        assert read.status_code == 200, url


def test_a_problem_tells_its_type_and_its_path_as_callers_see_them(client: Client) -> None:
    path = urlsplit(PUBLIC).path
    problem = client.read("/v1/nothing").json()
    assert problem["type"] == f"{path}/problems/not-found"
    assert problem["instance"] == f"{path}/v1/nothing"
    refused = json.loads(refusal([], path).partition(b"\r\n\r\n")[2])
    assert refused["type"] == f"{path}/problems/bad-request"


def test_the_contract_names_the_server_at_its_public_url(client: Client) -> None:
    contract = client.get("/openapi.json").json()
    assert [server["url"] for server in contract["servers"]] == [PUBLIC]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_and_what_it_loads_are_found_wherever_a_proxy_puts_them(
    client: Client, language: str
) -> None:
    page = client.get(f"/docs?lang={language}").text
    named = re.findall(r'(?:href|src)="([^"#?][^"]*)"', page)
    assert {"docs/docs.css", "docs/docs.js", "openapi.yaml", "openapi.json"} <= set(named)
    for address in named:
        if not address.startswith("data:"):
            assert client.get(inside(urljoin(f"{PUBLIC}/docs", address))).status_code == 200
    for script in ("docs.js", "contract.js", "trial.js", "answer.js", "elements.js"):
        text = client.get(f"/docs/{script}").text
        assert not re.search(r"""fetch\(["'`]/|location\.origin|["'`]/(?:v1|docs|openapi)""", text), script


def test_without_a_public_url_addresses_are_paths() -> None:
    with asyncio.Runner() as runner:
        plain = Client(create_app(given_services()), runner)
        assert {url[0] for url in urls_in(plain.preview(BODY).json())} == {"/"}
        assert plain.read("/v1/nothing", key=KEY).json()["type"] == "/problems/not-found"
