"""Columns of a batch: like values written beside each other, and read with the very bytes that the chain hashes."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from app.models.journal import framed, seal_of

SALT = 16
SEAL = 32


class Column(NamedTuple):
    """A field of the header of each entry, and the same as the chain hashes it."""

    values: Sequence[Any]
    frames: Sequence[bytes]


class Secrets(NamedTuple):
    """Salt, body and seal of each entry; an erased one has its seal alone."""

    salts: list[bytes | None]
    bodies: list[bytes | None]
    seals: list[bytes]


def different(values: Iterable[Any]) -> Column:
    """A field that is another in every entry."""
    told = list(values)
    return Column(told, [framed(value) for value in told])


def alike(values: Sequence[Any]) -> Column:
    """A field of which there are few: each is framed once."""
    frames = {value: framed(value) for value in set(values)}
    return Column(values, [frames[value] for value in values])


def spread(column: Any, read: Callable[[Any], Any], count: int) -> Column:
    """What `repeated` has written: each different value is read and framed once. Raises ValueError, TypeError."""
    values, order = column
    told = [read(value) for value in values]
    frames = [framed(value) for value in told]
    if not order:
        return Column(told * count, frames * count)
    if min(order) < 0:
        raise ValueError("column")
    return Column([told[place] for place in order], [frames[place] for place in order])


def repeated(values: Iterable[Any], write: Callable[[Any], Any] = lambda value: value) -> list[Any]:
    """Each different value once, and which of them stands where."""
    places: dict[Any, int] = {}
    order = [places.setdefault(value, len(places)) for value in values]
    return [[write(value) for value in places], [] if len(places) == 1 else order]


def steps(values: Sequence[int]) -> list[int]:
    """How far each number is from the one before."""
    return [value - before for before, value in zip((0, *values), values, strict=False)]


def readings(told: Any) -> list[int]:
    """The clock readings that `steps` has written. Raises ValueError, TypeError."""
    if set(map(type, told)) - {int}:
        raise TypeError("hlc")
    found = list(accumulate(told))
    if found and not 0 <= min(found) <= max(found) < 1 << 63:
        raise ValueError("hlc")
    return found


def secrets_of(bodies: Any, salts: Any, seals: Any) -> Secrets:
    """What is sealed of each entry: salts and the seals of erased entries follow one another without a gap."""
    if not isinstance(salts, bytes) or set(map(type, bodies)) - {bytes, type(None)}:
        raise TypeError("bytes")
    held, place, found = iter(seals), 0, Secrets([], [], [])
    for body in bodies:
        salt = None if body is None else salts[place : place + SALT]
        found.salts.append(salt)
        found.bodies.append(body)
        if salt is None:
            found.seals.append(_seal(next(held)))
        else:
            place += SALT
            found.seals.append(seal_of(salt, body))
    if place != len(salts) or [*held]:
        raise ValueError("salts")
    return found


def chained(prev: bytes, header: Iterable[Column], seals: Iterable[bytes]) -> list[bytes]:
    """The hash of each entry, as `journal.link` makes it of each."""
    found = []
    frames = zip(*(column.frames for column in header), strict=True)
    for told, seal in zip(map(b"".join, frames), seals, strict=True):
        prev = hashlib.sha256(prev + told + seal).digest()
        found.append(prev)
    return found


def short(text: str) -> str | bytes:
    """An id in 16 bytes, if it is one in the usual spelling."""
    if len(text) == 36 and text.count("-") == 4:
        try:
            value = bytes.fromhex(text.replace("-", ""))
        except ValueError:
            return text
        return value if long(value) == text else text
    return text


def long(value: Any) -> str:
    """The id that `short` has shortened."""
    if type(value) is bytes and len(value) == 16:
        text = value.hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return text_of(value)


def text_of(value: Any) -> str:
    """A text, and nothing else."""
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def whole(value: Any) -> int:
    """A number without a fraction, and nothing else."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("number")
    return value


def _seal(value: Any) -> bytes:
    if not isinstance(value, bytes) or len(value) != SEAL:
        raise TypeError("seal")
    return value
