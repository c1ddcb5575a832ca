"""The county's server as the command starts it: a process of its own, and those that it starts itself."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

WAIT = 60
COMMAND = (sys.executable, "-c", "from app.cli import main; main()", "county", "serve")
Serving = Callable[..., AbstractContextManager["Served"]]


@dataclass
class Served:
    """A server in a process of its own."""

    process: subprocess.Popen[str]
    url: str

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        return "127.0.0.1", int(self.url.rpartition(":")[2])

    def workers(self) -> list[int]:
        """The processes that it has started to answer rounds."""
        started = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii")
        return [int(each) for each in started.split() if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]


@contextmanager
def served_from(folder: Path, *options: str) -> Iterator[Served]:
    """Serves this county until the block is left."""
    port = free_port()
    command = [*COMMAND, "--county", str(folder), "--port", str(port), *options]
    environment = os.environ | {"XIANGXUN_LANG": "en", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline()
            assert "is served at" in told
            yield Served(process, told.split()[-1].rstrip("."))
        finally:
            process.kill()


def free_port() -> int:
    """A port of this computer at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
