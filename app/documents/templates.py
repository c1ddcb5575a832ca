"""Certificate templates, read from data: where each text stands, in which type, and the frame round it.

A released template file is never edited: a certificate names its template's version, and must look the same for ever.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from app.documents.alignment import Align
from app.documents.ornaments import Ornament
from app.documents.typesetting import Box, Stand, TextStyle
from app.errors import Refusal
from app.i18n import mark
from app.resources import path_of, read_text

_FOLDER = "templates"
_ID = re.compile(r"[a-z][a-z_]{0,30}")


class UnknownTemplate(Refusal):
    """A certificate names a template that this program does not have."""

    code = "unknown_template"
    message = mark("The certificate template {template}, version {version}, is not known here.")
    remedy = mark("Install the newest version of the program.")


@dataclass(frozen=True)
class Wording:
    """A stretch of words, one field, or both; drawn only where the field `when` says something."""

    words: str
    field: str
    when: str
    scale: float


@dataclass(frozen=True)
class TextBlock:
    """One text of a template: its words, type, place and layer (`label` is printed on ready-made stock already)."""

    name: str
    is_label: bool
    wordings: tuple[Wording, ...]
    style: TextStyle
    colour: str
    box: Box

    @property
    def fields(self) -> frozenset[str]:
        """The fields it draws or asks about."""
        return frozenset(name for wording in self.wordings for name in (wording.field, wording.when) if name)


@dataclass(frozen=True)
class CertificateTemplate:
    """All of a certificate's look. `code_box` holds the QR code and its quiet zone; `seal_box` is left to the seal."""

    template_id: str
    version: int
    title: str
    size_mm: tuple[float, float]
    ornaments: tuple[Ornament, ...]
    texts: tuple[TextBlock, ...]
    photo_box: Box
    photo_rule: Ornament
    code_box: Box
    seal_box: Box
    mark_box: Box
    mark_rule: Ornament


@cache
def load(template_id: str, version: int) -> CertificateTemplate:
    """A template by its id and version. Raises UnknownTemplate."""
    name = f"{_FOLDER}/{template_id}/{version}.json"
    try:
        data = json.loads(read_text(name)) if _ID.fullmatch(template_id) else None
    except FileNotFoundError:
        data = None
    if data is None:
        raise UnknownTemplate(template=template_id, version=version)
    return _template(template_id, version, data)


def newest_version(template_id: str) -> int:
    """The version that new certificates are issued with. Raises UnknownTemplate."""
    try:
        files = path_of(f"{_FOLDER}/{template_id}").glob("*.json")
        return max(int(file.stem) for file in files)
    except (FileNotFoundError, ValueError):
        raise UnknownTemplate(template=template_id, version="-") from None


def _template(template_id: str, version: int, data: dict[str, Any]) -> CertificateTemplate:
    colours: dict[str, str] = data["colours"]
    return CertificateTemplate(
        template_id=template_id,
        version=version,
        title=data["title"],
        size_mm=(data["size"][0], data["size"][1]),
        ornaments=tuple(_ornament(entry, colours) for entry in data["ornaments"]),
        texts=tuple(_text_block(entry, colours) for entry in data["texts"]),
        photo_box=Box(*data["photo"]["box"]),
        photo_rule=_ornament(data["photo"], colours),
        code_box=Box(*data["code"]["box"]),
        seal_box=Box(*data["seal"]["box"]),
        mark_box=Box(*data["mark"]["box"]),
        mark_rule=_ornament(data["mark"], colours),
    )


def _ornament(entry: dict[str, Any], colours: dict[str, str]) -> Ornament:
    figures = {name: value for name, value in entry.items() if name not in ("kind", "colour", "width")}
    return Ornament(entry["kind"], colours[entry["colour"]], entry["width"], figures)


def _text_block(entry: dict[str, Any], colours: dict[str, str]) -> TextBlock:
    scales: dict[str, float] = entry.get("larger", {})
    return TextBlock(
        name=entry["name"],
        is_label=entry["layer"] == "label",
        wordings=tuple(_wordings(entry["words"], scales)),
        style=_style(entry),
        colour=colours[entry["colour"]],
        box=Box(*entry["box"]),
    )


def _style(entry: dict[str, Any]) -> TextStyle:
    return TextStyle(
        role=entry["type"],
        size=entry["size"],
        smallest=entry["smallest"],
        leading=entry.get("leading", 1.4),
        tracking=entry.get("tracking", 0.0),
        indent=entry.get("indent", 0.0),
        align=Align(entry.get("align", "left")),
        stand=Stand(entry.get("stand", "middle")),
    )


def _wordings(entries: list[str | dict[str, str]], scales: dict[str, float]) -> Iterator[Wording]:
    """A template's words: plain, or `{"when": field, "words": ...}` for what is said only of some certificates."""
    for entry in entries:
        when, words = ("", entry) if isinstance(entry, str) else (entry["when"], entry["words"])
        for literal, field, _, _ in Formatter().parse(words):
            if literal:
                yield Wording(literal, "", when, 1.0)
            if field:
                yield Wording("", field, when, scales.get(field, 1.0))
