"""The words people read: English in the code, Chinese by default on the screen."""

import json
from contextvars import ContextVar
from functools import cache
from typing import Any

from app.resources import read_text

LANGUAGES = ("zh_CN", "en")
_language: ContextVar[str] = ContextVar("language", default="zh_CN")


@cache
def _catalogue(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    words: dict[str, str] = json.loads(read_text(f"translations/{language}.json"))
    return words


def choose_language(language: str) -> None:
    """Speak this language from now on: `zh_CN` or `en`. Raises ValueError for another."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _language.set(language)


def current_language() -> str:
    """`zh_CN` or `en`."""
    return _language.get()


def mark(text: str) -> str:
    """Mark a text for the translators where it is written; `tr` speaks it later."""
    return text


def tr(text: str, /, **figures: Any) -> str:
    """The text in the chosen language, its {figures} filled in; English where no words are known."""
    spoken = _catalogue(_language.get()).get(text, text)
    return spoken.format_map(figures) if figures else spoken
