"""Which part of an .xlsx is which sheet."""

import html
import re
import zipfile

from app.ledger.importing.limits import MIB

WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET_TAG = re.compile(rb"<(?:\w+:)?sheet\b[^>]*>")
_RELATION_TAG = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def plain_name(name: str) -> str:
    """A part's name as the reader looks for it: some programs write backslashes and capitals."""
    return name.replace("\\", "/").lower().lstrip("/")


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheet's name by the name of its part; empty where the index cannot be read."""
    names = {plain_name(name): name for name in archive.namelist()}
    targets = {
        tag["Id"]: _target(tag["Target"])
        for tag in _tags(archive, names.get(_RELATIONS), _RELATION_TAG)
        if "Id" in tag and "Target" in tag
    }
    found = {}
    for tag in _tags(archive, names.get(WORKBOOK), _SHEET_TAG):
        relation = next((value for key, value in tag.items() if key.endswith(":id")), "")
        if relation in targets:
            found[targets[relation]] = tag.get("name", "")
    return found


def _tags(archive: zipfile.ZipFile, part: str | None, pattern: re.Pattern[bytes]) -> list[dict[str, str]]:
    if part is None:
        return []
    with archive.open(part) as stream:
        text = stream.read(4 * MIB)
    return [_attributes(match.group()) for match in pattern.finditer(text)]


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        name.decode("utf-8", "replace"): html.unescape((double or single).decode("utf-8", "replace"))
        for name, double, single in _ATTRIBUTE.findall(tag)
    }


def _target(target: str) -> str:
    return plain_name(target if target.startswith("/") else f"xl/{target}")
