"""A backup of the county as one file, the same for both engines: each table as CBOR, packed, with its count and sum.

A zip: `tables/NAME.cbor.zst` holds a sequence of CBOR arrays (RFC 8742), each of up to CHUNK rows in the order of the
primary key; `keys/` the county's sealed keys; `manifest.json` what must be found; `manifest.sig`, written last, the
county's seal over it and the keys (`backup_proof`).
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import cbor2
import zstandard

from app.credential.canonical import WITHOUT_TAGS
from app.errors import MachineFault, Refusal
from app.i18n import mark

FORMAT = "xiangxun-county/1"
MANIFEST, SEAL = "manifest.json", "manifest.sig"
CHUNK = 500
"""Rows in one array; the sum of a table depends on it."""
_LARGEST_MANIFEST, _LARGEST_SEAL = 1 << 20, 1 << 14
_WINDOW = 1 << 27
_NEVER_MIND = (
    zipfile.BadZipFile,
    zstandard.ZstdError,
    cbor2.CBORDecodeError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
)

Chunk = list[list[Any]]


class NoBackup(Refusal):
    """The file is no backup of a county."""

    code = "no_county_backup"
    message = mark("{file} is not a backup of a county.")
    remedy = mark("Name a file that a backup of the county's register has written.")


class BackupUnsound(MachineFault):
    """The backup does not hold what its manifest says."""

    code = "county_backup_unsound"
    message = mark("The county's backup {file} is damaged ({part}); nothing was changed.")
    remedy = mark("Try an older backup, and look after the disk this one lies on.")


@dataclass(frozen=True)
class TableMark:
    """A table in a backup: its columns in order, how many rows, and the SHA-256 of its CBOR."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: str
    version: int
    county_id: str
    code: str
    name: str
    made_at: str
    engine: str
    tables: tuple[TableMark, ...]
    keys: tuple[str, ...]

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


class Tally:
    """Counts rows and sums bytes as they pass."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = hashlib.sha256()

    def take(self, chunk: Chunk) -> bytes:
        """The chunk's bytes, counted in."""
        data = cbor2.dumps(chunk)
        self._sum.update(data)
        self.rows += len(chunk)
        return data

    def told(self, name: str, columns: Iterable[str]) -> TableMark:
        """What has passed, as the mark of this table."""
        return TableMark(name, tuple(columns), self.rows, self._sum.hexdigest())


class BackupWriter:
    """Writes a backup into an open file."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED)
        self._tables: list[TableMark] = []
        self._keys: dict[str, bytes] = {}

    def table(self, name: str, columns: Iterable[str], chunks: Iterable[Chunk]) -> None:
        """Add a table."""
        tally = Tally()
        packer = zstandard.ZstdCompressor(level=3, write_checksum=True)
        with (
            self._zip.open(_place(name), "w", force_zip64=True) as part,
            packer.stream_writer(part, closefd=False) as packed,
        ):
            for chunk in chunks:
                packed.write(tally.take(chunk))
        self._tables.append(tally.told(name, columns))

    def key(self, path: Path) -> None:
        """Add a key file as it lies there, sealed."""
        self._keys[path.name] = path.read_bytes()
        self._zip.writestr(f"keys/{path.name}", self._keys[path.name])

    def finish(self, facts: dict[str, Any], seal: Callable[[bytes], bytes] = lambda _: b"") -> Manifest:
        """Write the manifest and what `seal` makes of the content, if it makes anything; then close."""
        manifest = Manifest(format=FORMAT, tables=tuple(self._tables), keys=tuple(self._keys), **facts)
        data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        self._zip.writestr(MANIFEST, data)
        if made := seal(_content(data, self._keys)):
            self._zip.writestr(SEAL, made)
        self._zip.close()
        return manifest


class Backup:
    """An open backup."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._path = path
        self._zip = archive
        self.manifest = manifest

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def chunks(self, table: TableMark) -> Iterator[Chunk]:
        """A table's rows, chunk by chunk; raises BackupUnsound at the end if they are not those of the manifest."""
        tally = Tally()
        with self._sound(table.name), self._zip.open(_place(table.name)) as part:
            with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(part) as stream:
                decoder = cbor2.CBORDecoder(stream, **WITHOUT_TAGS)
                while tally.rows < table.rows:
                    chunk = _checked(decoder.decode(), len(table.columns))
                    tally.take(chunk)
                    yield chunk
            if tally.told(table.name, table.columns) != table:
                raise BackupUnsound(file=self.name, part=table.name)

    def prove(self) -> None:
        """Read everything once. Raises BackupUnsound."""
        for each in self.manifest.tables:
            for _ in self.chunks(each):
                pass
        for name in self.manifest.keys:
            self.key(name)

    def key(self, name: str) -> bytes:
        """A key file's content."""
        with self._sound(name):
            return self._zip.read(f"keys/{name}")

    def content(self) -> bytes:
        """All that the seal is over: the manifest, which has the sums of the tables, and the keys."""
        with self._sound(MANIFEST):
            return _content(self._zip.read(MANIFEST), {name: self.key(name) for name in self.manifest.keys})

    def seal(self) -> bytes:
        """The county's seal; empty where there is none."""
        if SEAL not in self._zip.namelist():
            return b""
        with self._sound(SEAL):
            return self._zip.read(SEAL) if self._zip.getinfo(SEAL).file_size <= _LARGEST_SEAL else b"?"

    @contextmanager
    def _sound(self, part: str) -> Iterator[None]:
        try:
            yield
        except _NEVER_MIND as error:
            raise BackupUnsound(file=self.name, part=part) from error


@contextmanager
def opened_backup(path: Path) -> Iterator[Backup]:
    """The backup in this file. Raises NoBackup, BackupUnsound."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise NoBackup(file=path.name) from error
    with archive:
        yield Backup(path, archive, _manifest(path, archive))


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise NoBackup(file=path.name)
        facts = json.loads(archive.read(MANIFEST))
        tables = tuple(TableMark(**{**each, "columns": tuple(each["columns"])}) for each in facts.pop("tables"))
        manifest = Manifest(tables=tables, **{**facts, "keys": tuple(facts["keys"])})
    except _NEVER_MIND as error:
        raise NoBackup(file=path.name) from error
    if manifest.format != FORMAT:
        raise NoBackup(file=path.name)
    return manifest


def _checked(chunk: Any, width: int) -> Chunk:
    if not isinstance(chunk, list) or not 0 < len(chunk) <= CHUNK or any(len(row) != width for row in chunk):
        raise ValueError("chunk")
    return chunk


def _content(manifest: bytes, keys: dict[str, bytes]) -> bytes:
    sums = [f"{hashlib.sha256(data).hexdigest()} {name}\n" for name, data in sorted(keys.items())]
    return "".join([f"{hashlib.sha256(manifest).hexdigest()} {MANIFEST}\n", *sums]).encode()


def _place(name: str) -> str:
    return f"tables/{name}.cbor.zst"
