"""The data that travels with the program: found the same way in a checkout, a wheel and a bundle."""

import sys
from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    here = Path(__file__).resolve().parent
    bundle = Path(getattr(sys, "_MEIPASS", here)) / "resources"
    places = (here / "_resources", bundle, here.parent / "resources")
    return next(place for place in places if place.is_dir())


def path_of(name: str) -> Path:
    """Where a resource lies, by its name below `resources/`. Raises FileNotFoundError."""
    path = _root() / name
    if not path.exists():
        raise FileNotFoundError(name)
    return path


def read_text(name: str) -> str:
    """A resource as text (UTF-8)."""
    return path_of(name).read_text(encoding="utf-8")


def read_bytes(name: str) -> bytes:
    """A resource as bytes."""
    return path_of(name).read_bytes()
