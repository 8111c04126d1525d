"""The operator's commands, as typed: tenants, keys, migrations, retention, and what goes to which output."""

import io
import json
import re
from pathlib import Path

import pytest

from service.application.access import key_format
from service.application.ports.rollup_store import RollupQuery
from service.application.statistics.measures import COUNT
from service.cli import main
from service.storage.assessments import rollup_store
from service.storage.assessments.archive import records
from service.storage.opening.sqlite import open_sqlite
from tests.support.serving import serving
from tests.support.waiting import is_soon

PROFILE = {"organisation": {"country": "FR", "headcount": 3}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PALIER_DATA_DIR", str(tmp_path))
    return tmp_path


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints to standard output."""
    capsys.readouterr()
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_a_new_key_alone_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "tenants", "create", "acme") == ""
    out(capsys, "tenants", "create", "acme-north", "--owner", "acme")
    assert out(capsys, "tenants", "list") == "acme\nacme-north\tacme\nlocal\n"
    printed = out(capsys, "keys", "create", "acme", "--scopes", "read,assess", "--label", "HR platform")
    assert key_format.is_well_formed(printed.removesuffix("\n"))
    listed = json.loads(out(capsys, "keys", "list", "--json"))
    assert (listed[0]["label"], sorted(listed[0]["key"]["scopes"])) == ("HR platform", ["assess", "read"])
    shown = out(capsys, "keys", "list")
    assert listed[0]["key"]["id"] in shown
    assert printed.strip() not in shown
    assert printed.strip() not in json.dumps(listed)


def test_a_scope_that_opens_nothing_yet_is_said_to(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["keys", "create", "local", "--scopes", "read,leads"]) == 0
    assert "Nothing uses this scope yet: leads." in capsys.readouterr().err
    assert main(["keys", "create", "local"]) == 0
    assert "scope" not in capsys.readouterr().err


def test_a_key_is_revoked_and_rotated_by_its_id(capsys: pytest.CaptureFixture[str]) -> None:
    out(capsys, "tenants", "create", "acme")
    out(
        capsys,
        "keys",
        "create",
        "acme",
        "--kind",
        "pk_live",
        "--origins",
        "https://a.example https://b.example",
    )
    first = json.loads(out(capsys, "keys", "list", "acme", "--json"))[0]["key"]["id"]
    assert out(capsys, "keys", "rotate", first, "--grace", "1").startswith("pk_live_")
    second = json.loads(out(capsys, "keys", "list", "--json"))[1]["key"]
    assert second["origins"] == ["https://a.example", "https://b.example"] or len(second["origins"]) == 2
    out(capsys, "keys", "revoke", second["id"])
    assert re.search(rf"{first} .* ends 2", out(capsys, "keys", "list"))
    assert re.search(rf"{second['id']} .* revoked 2", out(capsys, "keys", "list"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["tenants", "create", "A B"], "cannot be a tenant"),
        (["keys", "create", "nobody"], "no tenant"),
        (["tenants", "rename", "nobody", "somebody"], "no tenant"),
        (["keys", "list", "nobody"], "no tenant"),
        (["tenants", "rename", "local", "somebody"], "local key"),
        (["tenants", "delete", "nobody", "--yes"], "no tenant"),
        (["tenants", "delete", "local", "--yes"], "local key"),
        (["keys", "create", "local", "--scopes", "all"], "not a scope"),
        (["keys", "create", "local", "--kind", "pk_live"], "exact origins"),
        (["keys", "revoke", "k1"], "no key"),
        (["keys", "rotate", "k1"], "no key"),
    ],
)
def test_what_cannot_be_done_is_told_and_is_no_crash(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err


@pytest.mark.parametrize(
    "arguments",
    [["purge", "--days", "0"], ["purge", "--days", "-1"], ["purge", "--days", "x"], ["keys"], ["tenants"],
     ["keys", "rotate", "k1", "--grace", "nan"], ["keys", "create", "local", "--kind", "rk_live"]],
)  # fmt: skip
def test_a_command_line_that_is_wrong_is_refused(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_migrations_and_retention_run_beside_nothing_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert "schema" in out(capsys, "migrate")
    assert "Assessments erased: 0" in out(capsys, "purge", "--days", "1")


def test_copies_of_a_postgres_database_are_not_ours_to_make(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALIER_DATABASE_URL", "postgresql://palier:hush-hush@localhost/palier")
    assert main(["backup", "copy.db"]) == 1
    said = capsys.readouterr().err
    assert "pg_dump" in said
    assert "hush-hush" not in said


def test_commands_run_beside_a_working_server(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(folder) as served:
        out(capsys, "tenants", "create", "acme")
        key = out(capsys, "keys", "create", "acme").strip()
        assert served.asked(key, "/v1/me").status_code == 200
        out(capsys, "migrate")
        out(capsys, "purge", "--days", "1")
        (entry,) = json.loads(out(capsys, "keys", "list", "--json"))
        out(capsys, "keys", "revoke", entry["key"]["id"])
        assert served.asked(key, "/v1/me", until=401).status_code == 401


def test_a_tenant_is_renamed_and_deleted_beside_a_working_server(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(folder) as served:
        out(capsys, "tenants", "create", "acme")
        key = out(capsys, "keys", "create", "acme").strip()
        served.learn(key)
        with served.client(key) as client:
            assert client.post("/v1/assessments", json=PROFILE).status_code == 201
            out(capsys, "tenants", "rename", "acme", "acme-sa")
            assert is_soon(lambda: client.get("/v1/me").json()["tenant"] == "acme-sa")
            assert len(client.get("/v1/assessments").json()["items"]) == 1
            for typed in ("", "acme\n", "yes\n"):
                monkeypatch.setattr("sys.stdin", io.StringIO(typed))
                assert main(["tenants", "delete", "acme-sa"]) == 1
                assert "Assessments: 1; votes in norms: 0" in capsys.readouterr().err
            assert client.get("/v1/me").status_code == 200
            monkeypatch.setattr("sys.stdin", io.StringIO("acme-sa\n"))
            assert main(["tenants", "delete", "acme-sa"]) == 0
            assert "Tenant acme-sa deleted. Assessments: 1;" in capsys.readouterr().err
            # The last thing that it waited for is that servers know.
            assert client.get("/v1/me").status_code == 401
            assert client.post("/v1/assessments", json=PROFILE).status_code == 401
    assert out(capsys, "tenants", "list") == "local\n"
    assert out(capsys, "keys", "list", "--json") == "[]\n"


def test_publishing_says_what_it_made_and_leaves_what_is_new_enough(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = (
        "v2026.1: edition {n} published. Organisations: 0; cohorts shown to everybody: 0;"
        " norms of a tenant’s own: 0.\n"
    )
    assert out(capsys, "benchmarks", "publish") == made.format(n=1)
    assert out(capsys, "benchmarks", "publish", "--unless-newer", "7") == (
        "v2026.1: the last edition is recent enough; nothing published.\n"
    )
    assert out(capsys, "benchmarks", "publish", "--methodology", "v2026.1") == made.format(n=2)
    assert main(["benchmarks", "publish", "--methodology", "v1999.1"]) == 1
    assert "no version “v1999.1” of the methodology" in capsys.readouterr().err


def test_synthetic_assessments_say_what_they_are_and_vote_in_no_norm(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["synthesise", "demo", "700"]) == 1
    assert "palier tenants create demo" in capsys.readouterr().err
    out(capsys, "tenants", "create", "demo")
    assert out(capsys, "synthesise", "demo", "700", "--days", "30").startswith(
        "Synthetic assessments stored for demo: 700."
    )
    database = open_sqlite(folder / "palier.db")
    kept = list(records(database, "demo"))
    with database.reading.connect() as connection:
        reading = rollup_store.read(connection, "demo", RollupQuery(grain="month", dimension="tag"))
    database.close()
    assert len(kept) == 700
    assert all((each.row.reference or "").startswith("synthetic-1-") for each in kept)
    assert len({each.row.sourcing_model for each in kept}) > 5
    assert 28 < (kept[-1].created_at - kept[0].created_at).days < 31
    assert reading.assessments < 500
    assert {group for _, group in reading.groups} == {"synthetic"}
    assert sum(each[COUNT] for each in reading.groups.values()) == 700
    assert out(capsys, "benchmarks", "publish").startswith("v2026.1: edition 1 published. Organisations: 0;")


def test_synthetic_assessments_of_test_keys_make_a_norm_of_their_own(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out(capsys, "tenants", "create", "demo")
    key = out(capsys, "keys", "create", "demo", "--kind", "sk_test").strip()
    live = out(capsys, "keys", "create", "demo").strip()
    assert "for the test keys of demo: 300." in out(capsys, "synthesise", "demo", "300", "--test")
    assert out(capsys, "benchmarks", "publish").endswith("norms of a tenant’s own: 1.\n")
    with serving(folder) as served:
        norm = served.asked(key, "/v1/benchmarks?scope=own").json()
        assert (norm["status"], norm["cohort"]["confidence"]) == ("released", "standard")
        assert served.asked(key, "/v1/benchmarks").json()["status"] == "not_enough_data"
        assert served.asked(live, "/v1/benchmarks?scope=own").json()["status"] == "not_enough_data"
        assert served.asked(live, "/v1/assessments").json()["items"] == []
