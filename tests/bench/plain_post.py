"""The least that a server could do, to measure ours against: `python -m tests.bench.plain_post PORT PLACE`.

FastAPI under uvicorn, one process. POST /rows: packed JSON, inserted in one statement (PostgreSQL: COPY). POST
/sync/v1/round: a station's request, unpacked, its chains proven, its entries put into a bare table; no signature, no
receipt, no rows. PLACE is a PostgreSQL address or an SQLite file. It says `ready` once it listens.
"""

import sys
import threading
from collections.abc import Sequence
from typing import Any, Protocol

import orjson
import psycopg
import sqlcipher3.dbapi2 as sqlcipher
import uvicorn
import zstandard
from fastapi import FastAPI, Request, Response
from sqlalchemy import make_url
from starlette.concurrency import run_in_threadpool

from app.models.exchange import UNPACKED_LIMIT
from app.models.journal import HEADER
from app.sync.protocol import ROUND_PATH, unpack_request

ENTRY = (*HEADER, "salt", "body", "seal", "hash")
_KINDS = {"seq": "bigint", "hlc": "bigint", "schema": "integer"} | dict.fromkeys(
    ("salt", "body", "seal", "hash"), "bytea"
)


class Store(Protocol):
    """Where the rows go."""

    def run(self, statement: str) -> None:
        """Run a statement."""

    def fill(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Put new rows into a table, and have them on the disk."""


class Postgresql:
    """A connection a thread; rows are copied in."""

    def __init__(self, address: str) -> None:
        url = make_url(address)
        self._where = {"host": url.query["host"], "dbname": url.database, "user": url.username}
        self._own = threading.local()

    def run(self, statement: str) -> None:
        with psycopg.connect(**self._where) as connection:
            connection.execute(statement)

    def fill(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        if not hasattr(self._own, "connection"):
            self._own.connection = psycopg.connect(**self._where)
        with self._own.connection.transaction(), self._own.connection.cursor() as cursor:
            columns = ", ".join(f'"{name}"' for name in names)
            with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)


class File:
    """One connection for all, as an SQLite file has one writer."""

    def __init__(self, path: str) -> None:
        self._connection = sqlcipher.connect(path, check_same_thread=False)
        for pragma in ("journal_mode=wal", "synchronous=full"):
            self._connection.execute(f"pragma {pragma}")
        self._lock = threading.Lock()

    def run(self, statement: str) -> None:
        with self._lock, self._connection:
            self._connection.execute(statement)

    def fill(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        with self._lock, self._connection:
            self._connection.executemany(f"insert into {table} ({columns}) values ({marks})", rows)


def make_app(store: Store) -> FastAPI:
    """The three routes."""
    app = FastAPI()

    @app.post("/begin")
    async def begin(request: Request) -> Response:
        names = orjson.loads(await request.body())
        columns = ", ".join(f'"{name}" text' + (" primary key" if name == "id" else "") for name in names)
        await run_in_threadpool(store.run, f"create table row ({columns})")
        return Response()

    @app.post("/rows")
    async def rows(request: Request) -> Response:
        await run_in_threadpool(_take_rows, store, await request.body())
        return Response()

    @app.post(ROUND_PATH)
    async def entries(request: Request) -> Response:
        await run_in_threadpool(_take_entries, store, await request.body())
        return Response()

    return app


def _take_rows(store: Store, body: bytes) -> None:
    rows = orjson.loads(zstandard.decompress(body, UNPACKED_LIMIT))
    names = list(rows[0])
    store.fill("row", names, [[row[name] for name in names] for row in rows])


def _take_entries(store: Store, body: bytes) -> None:
    for batch in unpack_request(body).batches:
        store.fill("entry", ENTRY, [(*e.header, e.salt, e.body, e.seal, e.hash) for e in batch.entries()])


class Server(uvicorn.Server):
    """Says when it listens."""

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        print("ready", flush=True)


def main(port: int, place: str) -> None:
    """Serve."""
    store: Store = Postgresql(place) if place.startswith("postgresql") else File(place)
    columns = ", ".join(f'"{name}" {_KINDS.get(name, "text")}' for name in ENTRY)
    store.run(f"create table entry ({columns}, primary key (replica, seq))")
    Server(uvicorn.Config(make_app(store), port=port, log_level="error", access_log=False, lifespan="off")).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
