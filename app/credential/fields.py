"""Fields of a signed list, taken by name with their types; a field more, less or odd is refused."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.errors import Refusal
from app.i18n import mark


class FieldOdd(Refusal):
    """A signed list that is not in the form this program knows; `field` says where."""

    code = "list_form"
    message = mark("The list is not in the form that this version of the program knows ({field}).")
    remedy = mark("Install the newest version, then take the list in again.")


def exactly(row: object, names: Iterable[str]) -> dict[str, Any]:
    """The row, if it has these fields and no others. Raises FieldOdd."""
    expected = set(names)
    if not isinstance(row, dict):
        raise FieldOdd(field="row")
    if set(row) != expected:
        odd = sorted(str(name) for name in set(row) ^ expected)
        raise FieldOdd(field=odd[0])
    return row


def schema_is(row: dict[str, Any], schema: int) -> None:
    """Raises FieldOdd for a list of another schema."""
    if whole_in(row, "schema") != schema:
        raise FieldOdd(field="schema")


def text_in(row: dict[str, Any], name: str) -> str:
    """A text field. Raises FieldOdd."""
    value = row[name]
    if not isinstance(value, str):
        raise FieldOdd(field=name)
    return value


def bytes_in(row: dict[str, Any], name: str) -> bytes:
    """A field of bytes. Raises FieldOdd."""
    value = row[name]
    if not isinstance(value, bytes):
        raise FieldOdd(field=name)
    return value


def whole_in(row: dict[str, Any], name: str) -> int:
    """A whole number. Raises FieldOdd."""
    value = row[name]
    if type(value) is not int:
        raise FieldOdd(field=name)
    return value


def day_in(row: dict[str, Any], name: str) -> date:
    """A day, spelled 2026-11-21 and no other way. Raises FieldOdd."""
    text = text_in(row, name)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise FieldOdd(field=name) from error
    if day.isoformat() != text:
        raise FieldOdd(field=name)
    return day


def day_or_none_in(row: dict[str, Any], name: str) -> date | None:
    """A day, or none. Raises FieldOdd."""
    return None if row[name] is None else day_in(row, name)


def rows_in(row: dict[str, Any], name: str) -> list[Any]:
    """A list of rows. Raises FieldOdd."""
    value = row[name]
    if not isinstance(value, list):
        raise FieldOdd(field=name)
    return value


def texts_in(row: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts. Raises FieldOdd."""
    values = rows_in(row, name)
    if not all(isinstance(value, str) for value in values):
        raise FieldOdd(field=name)
    return tuple(values)
