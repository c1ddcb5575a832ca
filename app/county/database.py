"""What the county's register asks of a database, whichever it lies in: an SQLite file or a PostgreSQL server."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine

PATIENCE_MS = 5000
"""So long a deed waits for another one to end; then it is told that the register is busy."""
VERSION_TABLE = "register_version"


class Database(ABC):
    """The one or the other: its engine for deeds, its engine for reading, and the words for its faults.

    `glances` is for a single statement that reads: no transaction is begun and ended around it where it can be spared.
    """

    kind: str

    def __init__(self, name: str, engine: Engine, readers: Engine, glances: Engine) -> None:
        self.name = name
        self.engine = engine
        self.readers = readers
        self.glances = glances

    @abstractmethod
    def faults(self) -> AbstractContextManager[None]:
        """Turns the engine's faults into ours; anything unknown stays what it is."""

    @abstractmethod
    def prepare(self) -> None:
        """Make ready for a new register. Raises where one cannot or must not begin."""

    @abstractmethod
    def version(self, connection: Connection) -> int:
        """The version of the tables found; 0 where there is no register."""

    @abstractmethod
    def settle_version(self, connection: Connection, version: int) -> None:
        """Called inside the transaction that has brought the tables to this version."""

    @abstractmethod
    def keep_aside(self, version: int) -> Path | None:
        """A copy of the register as it is, before it is brought up to date; None where the transaction is enough."""

    @abstractmethod
    def lock_schema(self, connection: Connection) -> None:
        """Let no other program change the tables until this transaction ends."""

    @abstractmethod
    def turn(self) -> AbstractContextManager[bool]:
        """Whether nobody else does the county's duties while the block lasts."""

    @abstractmethod
    def discard(self) -> None:
        """Remove what a broken founding has left."""

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()
