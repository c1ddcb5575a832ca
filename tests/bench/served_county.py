"""The county of a bench: founded, on PostgreSQL or in a file, served by a process of its own, its cost told apart."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.clock import SystemClock
from app.county.database_place import keep_address
from app.county.founding import Founding, found_county
from app.county.office import CountyOffice
from app.county.register import County
from app.county.web.workers import usual_count
from tests.bench.processes import child, family, free_port, told
from tests.county.makers import carry
from tests.county.postgresql import Server, running_server

PASSWORD = "a long password"
FOUNDING = Founding("凤庆县", "530921", "rc.fengqing.example")
ENGINES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
REAL = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
}
"""PostgreSQL as a county has it: what is committed is on the disk. The tests' own server forgoes that."""


@dataclass(frozen=True)
class Costs:
    """CPU seconds: of the serving processes, and of the database server's processes."""

    serving: float
    database: float

    def since(self, before: "Costs") -> "Costs":
        """What was added."""
        return Costs(self.serving - before.serving, self.database - before.database)

    @property
    def whole(self) -> float:
        """Both together."""
        return self.serving + self.database

    def __str__(self) -> str:
        return f"{self.serving:.2f} serving" + (f" + {self.database:.2f} database" if self.database else "")


@dataclass(frozen=True)
class Serving:
    """Something that is served on a port of this computer, over this database server if there is one."""

    port: int
    process: subprocess.Popen
    server: Server | None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def spent(self) -> Costs:
        """What it has cost until now."""
        return Costs(family(self.process.pid), family(self.server.process.pid) if self.server else 0.0)


@contextmanager
def database(engine: str, *, is_in_memory: bool = False) -> Iterator[Server | None]:
    """A PostgreSQL server that writes to the disk, or as the tests have it; None for a file."""
    if engine == "sqlite":
        yield None
    elif is_in_memory:
        with running_server() as server:
            yield server
    else:
        with running_server(REAL, Path(tempfile.gettempdir())) as server:
            yield server


def found(folder: Path) -> County:
    """A new county in this folder, its register in a file, its desk key made."""
    found_county(folder, FOUNDING, PASSWORD, SystemClock(), "bench")
    with CountyOffice.open(folder, PASSWORD, SystemClock(), "bench") as office:
        office.desk()
        return office.county()


def move(folder: Path, server: Server | None) -> str:
    """Let the register lie in a new database of this server; answers its address, or nothing for a file."""
    if server is None:
        return ""
    address = server.address(server.new_database())
    carry(folder, address)
    keep_address(folder, address)
    return address


@contextmanager
def served(folder: Path, server: Server | None, proxies: str = "", workers: int = 0) -> Iterator[Serving]:
    """The county of this folder, served by so many processes; by as many as `county serve` itself takes, if by 0."""
    port, count = free_port(), workers or (usual_count() if server else 1)
    with child("tests.bench.county_process", folder, port, count, proxies) as process:
        told(process)
        yield Serving(port, process, server)


@contextmanager
def plainly(place: str, server: Server | None) -> Iterator[Serving]:
    """The plain endpoint (`plain_post`) over this database address or file."""
    port = free_port()
    with child("tests.bench.plain_post", port, place) as process:
        told(process)
        yield Serving(port, process, server)
