"""Benchmarks over HTTP: what is shown of a cohort, what it falls back to, and where an assessment stands."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from service.api.server import create_app
from service.application.ports.norm_reader import Edition
from service.application.spaces import EVERYBODY
from service.model.codes import COMPETENCIES
from service.norms import lattice
from service.norms.cohorts import Cell
from service.norms.release import Figures
from tests.fakes.norm_reader import MemoryNormReader
from tests.support.http_client import ASSESS_ONLY_KEY, PAGE_KEY, Client
from tests.support.services import given_services

_AT = datetime(2026, 11, 20, tzinfo=UTC)
PROFILE: dict[str, Any] = {
    "organisation": {"country": "FR", "headcount": 5, "activity_code": "47.71", "reference": "shop-1"},
    "competencies": {key: {"emergent": "yes", "community": "yes", "network": "no"} for key in COMPETENCIES},
    "context": {"assessor": "self"},
}


def figures(
    minimum: int, votes: int, edition: int = 2, bins: Callable[[int], int] = lambda i: i % 40
) -> Figures:
    counts = lattice.empty()
    for vote in range(votes):
        lattice.add_vote(counts, bytes([bins(vote)] + [vote % 13] * 8))
    return Figures(minimum, edition, counts)


@pytest.fixture(scope="module")
def norms() -> MemoryNormReader:
    found = MemoryNormReader()
    found.editions = [Edition("v2026.1", 1, _AT), Edition("v2026.1", 2, _AT)]
    found.cells[EVERYBODY] = {
        Cell("self"): figures(20, 400),
        Cell("self", "G"): figures(20, 57),
        Cell("self", "G", "micro"): figures(10, 14),
        Cell("agency"): figures(10, 13),
        Cell("platform"): figures(5, 7),
    }
    found.cells["one"] = {Cell("self", "", "micro"): figures(20, 26), Cell("self", "C"): figures(5, 8)}
    return found


@pytest.fixture(scope="module")
def client(norms: MemoryNormReader, runner: asyncio.Runner) -> Client:
    return Client(create_app(given_services(norms=norms)), runner)


def asked(client: Client, query: str, **headers: str) -> dict[str, Any]:
    answer = client.read(f"/v1/benchmarks{query}", **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_cohort_falls_back_to_the_finest_that_has_quartiles_and_says_why(client: Client) -> None:
    found = asked(client, "?assessor=self&nace_section=G&size_class=micro&country=FR")
    assert found["cohort"] | {"label": ""} == {
        "rung": "nace_section", "nace_section": "G", "size_class": None, "country": None, "label": "",
        "organisation_count": 55, "confidence": "standard", "changed_in": 2,
    }  # fmt: skip
    assert [(each["rung"], each["reason"]) for each in found["fell_back"]] == [
        ("nace_section_size_class_country", "no_votes_released"),
        ("nace_section_size_class", "too_few_for_quartiles"),
    ]
    index = found["index"]
    assert index["lower_quartile"] < index["median"] < index["upper_quartile"]
    assert len(found["competencies"]) == 8
    assert found["edition"] == {"number": 2, "published_at": "2026-11-20T00:00:00.000Z"}


def test_a_cohort_of_ten_has_medians_only_and_one_of_five_is_only_counted(client: Client) -> None:
    ten = asked(client, "?assessor=agency")
    assert (ten["cohort"]["organisation_count"], ten["cohort"]["confidence"]) == (10, None)
    for figure in (ten["index"], *ten["competencies"]):
        assert (figure["lower_quartile"], figure["upper_quartile"]) == (None, None)
    five = asked(client, "?assessor=platform")
    assert (five["cohort"]["organisation_count"], five["index"], five["competencies"]) == (5, None, [])
    assert "takes ten even without those of any two clients" in five["text"]
    own = asked(client, "?assessor=self&scope=own&nace_section=C")
    assert own["text"].startswith("5 of your organisations or a few more")


def test_without_organisations_it_says_so_and_shows_published_figures_beside(client: Client) -> None:
    found = asked(client, "?size_class=micro", accept_language="fr")
    assert (found["status"], found["cohort"], found["index"]) == ("not_enough_data", None, None)
    assert found["text"].startswith("Pas encore assez de données")
    assert [(each["percent"], each["year"]) for each in found["references"]] == [(42, 2022)]
    assert asked(client, "?nace_section=I&size_class=micro")["references"][1]["percent"] == 66
    assert asked(client, "")["references"] == []


def test_an_edition_that_is_not_there_has_no_data_and_a_version_that_is_not_there_is_404(
    client: Client,
) -> None:
    assert asked(client, "?edition=9&assessor=self")["edition"] is None
    assert client.read("/v1/benchmarks?methodology=v1999.1").status_code == 404
    assert client.read("/v1/benchmarks?edition=0").status_code == 400
    assert client.read("/v1/benchmarks?assessor=robot").status_code == 400


def test_an_assessment_stands_at_its_mid_rank(client: Client) -> None:
    kept = client.create(json.dumps(PROFILE).encode(), query="?include=benchmark").json()
    # Two of three steps everywhere: an index of 3.00, ahead of every vote.
    assert kept["benchmark"]["position"] == {
        "index": 3.0,
        "percentile": 100,
        "percentile_low": 90,
        "percentile_high": 100,
        "distinguishable": True,
        "text": "Ahead of about 100% of them.",
    }
    alone = client.read(f"/v1/assessments/{kept['id']}/benchmark").json()
    assert alone == {"id": kept["id"], **kept["benchmark"]}
    again = client.read(f"/v1/assessments/{kept['id']}?include=benchmark").json()
    assert again["benchmark"] == kept["benchmark"]
    assert client.read(f"/v1/assessments/{kept['id']}").json()["benchmark"] is None


def test_near_the_median_it_says_that_it_cannot_tell(client: Client) -> None:
    middling = json.loads(json.dumps(PROFILE))
    for each in middling["competencies"].values():
        each["community"] = "no"
    kept = client.create(json.dumps(middling).encode(), query="?include=benchmark").json()
    position = kept["benchmark"]["position"]
    assert (position["percentile"], position["distinguishable"]) == (65, False)
    assert position["percentile_low"] <= 50 < position["percentile_high"]


def test_ones_own_organisations_are_another_norm(client: Client) -> None:
    kept = client.create(json.dumps(PROFILE).encode()).json()
    own = client.read(f"/v1/assessments/{kept['id']}/benchmark?scope=own").json()
    assert (own["norm"]["scope"], own["norm"]["cohort"]["rung"]) == ("own", "size_class")
    assert own["norm"]["cohort"]["confidence"] == "emerging"


def test_a_radar_shows_the_median_of_its_cohort(client: Client) -> None:
    kept = client.create(json.dumps(PROFILE).encode()).json()
    drawn = client.read(f"/v1/assessments/{kept['id']}/radar.svg").text
    assert "median of the cohort" in drawn
    assert "stroke-dasharray" in drawn
    assert "Strategy 2.25" in drawn
    assert client.get(kept["radar_url"]).text == drawn


@pytest.mark.parametrize("key", [ASSESS_ONLY_KEY, PAGE_KEY], ids=["assess", "page"])
def test_norms_need_a_key_that_may_read(client: Client, key: str) -> None:
    origin = {"origin": "https://www.agency.example"} if key == PAGE_KEY else {}
    assert client.read("/v1/benchmarks", key=key, **origin).status_code == 403
