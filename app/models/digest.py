"""Figures by which two copies of a table are compared: a count, and a sum of hashes that no order can change."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from app.models.journal import canonical

BYTES = 32
_MODULUS = 1 << 8 * BYTES


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows, and the sum of their hashes modulo 2^256."""

    rows: int = 0
    total: int = 0

    def with_row(self, value: int) -> "TableDigest":
        """After a row came in."""
        return TableDigest(self.rows + 1, (self.total + value) % _MODULUS)

    def brought_forward(self, gone: Collection[int], come: Collection[int]) -> "TableDigest":
        """After these rows went and these came in."""
        return TableDigest(self.rows + len(come) - len(gone), (self.total + sum(come) - sum(gone)) % _MODULUS)

    @property
    def figure(self) -> str:
        """The sum in hexadecimal."""
        return f"{self.total:0{2 * BYTES}x}"


def row_hash(row_id: str, fields: dict[str, Any]) -> int:
    """The hash of one row: SHA-256 over its id and its canonical fields, without the empty ones."""
    filled = {name: value for name, value in fields.items() if value is not None and name != "id"}
    return int.from_bytes(filled_hash(row_id, filled), "big")


def filled_hash(row_id: str, fields: dict[str, Any]) -> bytes:
    """The same of fields among which no empty one is, nor the id, in its bytes."""
    return hashlib.sha256(row_id.encode() + b"\0" + canonical(fields)).digest()


def table_digest(rows: Iterable[tuple[str, dict[str, Any]]]) -> TableDigest:
    """The figures of a whole table."""
    digest = TableDigest()
    for row_id, fields in rows:
        digest = digest.with_row(row_hash(row_id, fields))
    return digest
