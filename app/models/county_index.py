"""What a county tells its stations of trainings elsewhere, as it travels: keyed hashes of ID numbers, no names."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from app.models.exchange import ExchangeOdd, packed, unpacked
from app.models.id_documents import CITIZEN_TYPES

PERSON_BYTES = 16
PARTS = 256
"""The index travels in so many parts, by the first byte of the hash: only parts that changed travel again."""
_FORM = 1


@dataclass(frozen=True, slots=True, order=True)
class Training:
    """One training of a person: `person` is the keyed hash, days as 2026-11-21 or empty, `station` its name.

    `station_id` tells a station its own trainings; `certificate` is a number, told of a station's own people alone.
    """

    person: bytes
    course: str
    occupation_code: str
    level: str
    starts_on: str
    ends_on: str
    outcome: str
    station_id: str
    station: str
    certificate: str = ""


@dataclass(frozen=True)
class IndexHead:
    """By which key the persons of the index are hashed, and how old the knowledge is (milliseconds since 1970)."""

    key: bytes
    as_of: int


@dataclass(frozen=True)
class IndexPart:
    """All trainings of the persons whose hash begins with this byte; it takes the place of the former part."""

    part: int
    trainings: tuple[Training, ...]


def person_hash(key: bytes, id_type: str, id_number: str) -> bytes | None:
    """The keyed hash by which one person is found under several entries; None without a number."""
    if not id_number:
        return None
    told = id_number if id_type in CITIZEN_TYPES else f"{id_type}:{id_number}"
    return hmac.digest(key, told.encode(), hashlib.sha256)[:PERSON_BYTES]


def parts_of(trainings: Iterable[Training]) -> dict[int, IndexPart]:
    """The trainings by their parts; the same trainings are always the same parts."""
    found: dict[int, list[Training]] = {}
    # By a key: a hundred thousand of them would be compared with each other a million times.
    for each in sorted(trainings, key=_ORDER):
        found.setdefault(each.person[0], []).append(each)
    return {part: IndexPart(part, tuple(told)) for part, told in found.items()}


def pack_head(head: IndexHead) -> bytes:
    """The head of the index as it travels."""
    return packed({"form": _FORM, "key": head.key, "as_of": head.as_of})


def pack_part(part: IndexPart) -> bytes:
    """A part of the index as it travels."""
    columns = [[getattr(each, name) for each in part.trainings] for name in _NAMES]
    return packed({"form": _FORM, "part": part.part, "trainings": columns})


def unpack(data: bytes) -> IndexHead | IndexPart:
    """The head or part in these bytes. Raises ExchangeOdd."""
    row = unpacked(data)
    try:
        if row["form"] != _FORM:
            raise ExchangeOdd("unreadable", "form")
        if "key" in row:
            return IndexHead(bytes(row["key"]), int(row["as_of"]))
        return IndexPart(int(row["part"]), tuple(_training(each) for each in zip(*row["trainings"], strict=True)))
    except (KeyError, TypeError, ValueError) as error:
        raise error if isinstance(error, ExchangeOdd) else ExchangeOdd("unreadable", "index") from error


_NAMES = tuple(field.name for field in fields(Training))
_ORDER = attrgetter(*_NAMES)


def _training(values: Any) -> Training:
    person, *texts = values
    if not isinstance(person, bytes) or not all(isinstance(each, str) for each in texts):
        raise ExchangeOdd("unreadable", "training")
    return Training(person, *texts)
