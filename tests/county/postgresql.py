"""A PostgreSQL server of the tests' own: in a temporary folder, reached by its socket alone, gone with the tests."""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import psycopg

WITHOUT = "XIANGXUN_TESTS_WITHOUT_POSTGRESQL"
OWNER = "county"
STRICT = "strict"
"""A role that may not come in without its password."""
STRICT_PASSWORD = "p%40ss:/?wörd"
SOCKET_LENGTH = 100
PATIENCE = 60.0
_PARENT_GONE = 1
_PREFIX = "xxpg"
_ROOM = 2 << 30
_LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
# Nothing here outlives the tests, so nothing need reach the disk.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "60",
    "autovacuum": "off",
    "max_wal_size": "256MB",
    "logging_collector": "off",
    "log_min_messages": "fatal",
}
_WAYS_IN = f"local all {STRICT} scram-sha-256\nlocal all all trust\n"


class NoPostgresql(Exception):
    """The machine has no PostgreSQL server."""


class Server:
    """A running server."""

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        self.home = home
        self.settings = settings
        self.process = _started(home, settings)

    def address(self, database: str, user: str = OWNER) -> str:
        """The address of one of its databases, as a county names it."""
        return f"postgresql+psycopg://{user}@/{database}?host={self.home}"

    def new_database(self, template: str = "template0") -> str:
        """A database that no other test knows, copied from this one."""
        name = f"county_{secrets.token_hex(6)}"
        self.run(f"create database {name} template {template} encoding 'UTF8' owner {OWNER}")
        return name

    def drop(self, name: str) -> None:
        """Away with it, whoever is connected."""
        self.run(f"drop database if exists {name} with (force)")

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement as the server's master."""
        with psycopg.connect(host=str(self.home), dbname=database, user="postgres", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            self.run("select 1")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End it at once, without tidying up."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(PATIENCE)

    def start_again(self) -> None:
        """Start it once more in its folder, after a stop."""
        self.process = _started(self.home, self.settings)
        _wait(self)


@contextmanager
def running_server(settings: Mapping[str, str] = MappingProxyType({}), room: Path | None = None) -> Iterator[Server]:
    """A server for as long as the block runs; it also ends when this process does. Raises NoPostgresql.

    `settings` in the place of the tests' own; its folder in `room`, else in memory where there is enough of it.
    """
    home = _home(room or _room())
    try:
        _make(home)
        server = Server(home, {**_SETTINGS, **settings})
        try:
            _wait(server)
            server.run(f"create role {OWNER} login")
            password = STRICT_PASSWORD.replace("'", "''")
            server.run(f"create role {STRICT} login password '{password}'")
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def program(name: str) -> str:
    """The newest server program of this name on the machine. Raises NoPostgresql."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    named = str(found[-1]) if found else shutil.which(name)
    if not named:
        raise NoPostgresql(
            "This machine has no PostgreSQL, so the county cannot be tested on it. `build/check.py` installs it"
            f" (Debian package postgresql); or set {WITHOUT}=1 to leave these tests out."
        )
    return named


def _version(path: Path) -> int:
    number = path.parts[-3]
    return int(number) if number.isdigit() else 0


def _home(room: Path) -> Path:
    for left in room.glob(f"{_PREFIX}*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if not Path(f"/proc/{number}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)
    home = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=room))
    if os.geteuid() == 0:
        os.chown(home, *_other_user())
    return home


def _room() -> Path:
    """In memory where there is enough of it: a database is hundreds of files, and each test has one of its own."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM:
        return memory
    # The path of a socket may have 107 bytes; pytest's own folders are longer and closed to other users.
    usual = Path(tempfile.gettempdir())
    return usual if len(str(usual)) < SOCKET_LENGTH - 40 else Path("/tmp")


def _make(home: Path) -> None:
    command = [program("initdb"), "-D", str(home / "data"), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    done = subprocess.run(
        [*command, "--locale=C", "--no-sync"], capture_output=True, check=False, cwd=home, text=True, **_as_other_user()
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")
    (home / "data" / "pg_hba.conf").write_text(_WAYS_IN, encoding="utf-8")


def _started(home: Path, settings: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (home / "log").open("ab") as log:
        return subprocess.Popen(
            [program("postgres"), "-D", str(home / "data"), "-k", str(home), *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one call of the system, its library loaded beforehand
            **_as_other_user(),
        )


def _end_with_parent() -> None:
    """Whatever happens to the tests, even kill -9: the server gets SIGQUIT, which ends it at once."""
    if _LIBRARY is not None:
        _LIBRARY.prctl(_PARENT_GONE, signal.SIGQUIT)


def _wait(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while not server.is_up():
        if server.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(server.home / 'log').read_text(encoding='utf-8')}")
        time.sleep(0.05)


def _other_user() -> tuple[int, int]:
    """PostgreSQL refuses to run as root: its own user, else nobody."""
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise NoPostgresql("PostgreSQL does not run as root, and this machine has neither the user postgres nor nobody.")


def _as_other_user() -> dict[str, object]:
    if os.geteuid() != 0:
        return {}
    user, group = _other_user()
    return {"user": user, "group": group, "extra_groups": []}
