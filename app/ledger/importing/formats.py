"""What a file is by its content, whatever its name says."""

from enum import StrEnum
from pathlib import Path

from app.i18n import mark
from app.ledger.importing.refusals import WEB_PAGE, NotAWorkbook, OldFormat, PasswordProtected


class Format(StrEnum):
    """The three kinds of file a roster is read from."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_STRANGERS = (
    (b"%PDF", mark("a PDF")),
    (b"\x89PNG", mark("a picture")),
    (b"\xff\xd8\xff", mark("a picture")),
    (b"GIF8", mark("a picture")),
    (b"Rar!", mark("an archive")),
    (b"7z\xbc\xaf", mark("an archive")),
    (b"\x1f\x8b", mark("an archive")),
    (b"{\\rtf", mark("a Word document")),
    (b"SQLite format 3", mark("a database")),
    (b"MZ", mark("a program")),
)


def format_of(path: Path) -> Format:
    """Tell .xlsx, .xls and text apart. Raises the refusal that names anything else; for a zip see `prescan`."""
    data = path.read_bytes()
    if data.startswith(b"PK"):
        return Format.XLSX
    if data.startswith(_OLE):
        return _format_in_ole(data, path)
    if data.startswith(_BARE_BIFF):
        raise OldFormat(file=path.name)
    return _format_of_text(data, path)


def _format_in_ole(data: bytes, path: Path) -> Format:
    """The names of streams stand in the directory as UTF-16."""
    if _has_stream(data, "EncryptedPackage"):
        raise PasswordProtected(file=path.name)
    if _has_stream(data, "Workbook"):
        return Format.XLS
    if _has_stream(data, "Book"):
        raise OldFormat(file=path.name)
    for stream, kind in _OLE_STRANGERS:
        if _has_stream(data, stream):
            raise NotAWorkbook(file=path.name, kind=kind)
    raise OldFormat(file=path.name)


_OLE_STRANGERS = (
    ("WordDocument", mark("a Word document")),
    ("PowerPoint Document", mark("a presentation")),
    ("__properties_version1.0", mark("an e-mail")),
)


def _has_stream(data: bytes, name: str) -> bool:
    return (name + "\0").encode("utf-16-le") in data


def _format_of_text(data: bytes, path: Path) -> Format:
    for magic, kind in _STRANGERS:
        if data.startswith(magic):
            raise NotAWorkbook(file=path.name, kind=kind)
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<html", b"<!doctype", b"<table", b"<meta", b"<div", b"<style")):
        raise NotAWorkbook(file=path.name, kind=WEB_PAGE)
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotAWorkbook(file=path.name, kind=mark("a file of another program"))
    return Format.TEXT
