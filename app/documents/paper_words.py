"""The set words and columns of the printed forms: data, and always in Chinese, whatever the screen speaks."""

import json
from functools import cache
from typing import Any

from app.resources import read_text


@cache
def _file() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(read_text("templates/forms/1.json"))
    return data


def word(name: str, **figures: object) -> str:
    """A set phrase of the forms, filled in."""
    phrase: str = _file()["words"][name]
    return phrase.format_map(figures) if figures else phrase


def form(key: str) -> dict[str, Any]:
    """The columns, title and signatures of a form."""
    found: dict[str, Any] = _file()["forms"][key]
    return found
