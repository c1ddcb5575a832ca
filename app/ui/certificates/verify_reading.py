"""Reading what is to be verified, beside the window: the codes in files and pictures, each judged as it is found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageWriter

from app.errors import Refusal
from app.i18n import tr
from app.ui.certificates.verdicts import Look, Told, told_of
from app.ui.operation import Cancelled, Operation

if TYPE_CHECKING:
    from app.ledger.certificate_lookup import Judge
    from app.models.ledger import Ledger

TEXTS = (".txt",)
MOST_BYTES = 2_000_000
_CODES = re.compile(r"https://[^/]+/v#[0-9]+")


@dataclass(frozen=True)
class Checked:
    """One thing looked at: when, where it came from, and what is to be said of it."""

    at: datetime
    source: str
    told: Told


@dataclass
class Harvest:
    """What files gave so far: kept while it is gathered, so that stopping loses nothing."""

    checked: list[Checked] = field(default_factory=list)
    pages: int = 0
    pages_without: int = 0


def texts_in(pasted: str) -> list[str]:
    """The codes in a text however it was wrapped and whatever stands around them; without any, its lines."""
    found = _CODES.findall("".join(pasted.split()))
    return found or [line.strip() for line in pasted.splitlines() if line.strip()]


def check_texts(ledger: "Ledger", texts: Sequence[str], name: str, source: str) -> list[Checked]:
    """Judge each of these texts or numbers."""
    judge, now = _judge(ledger), ledger.clock.now()
    return [Checked(now, source, told_of(judge(text, name))) for text in texts]


def check_files(ledger: "Ledger", files: Sequence[Path], harvest: Harvest, operation: Operation) -> list[Checked]:
    """Judge every code in these files; a file that cannot be read says why in its place."""
    judge = _judge(ledger)
    for path in files:
        try:
            _check_file(ledger, path, judge, harvest, operation)
        except Refusal as refusal:
            told = Told(Look.NOTHING, tr("Not readable"), refusal.sentence(), refusal.way_out())
            harvest.checked.append(Checked(ledger.clock.now(), path.name, told))
    return harvest.checked


def check_picture(ledger: "Ledger", picture: QImage) -> list[Checked]:
    """Judge the codes in a picture from the clipboard."""
    from app.documents.scanning import read_picture

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(picture)
    source, now, judge = tr("Pasted picture"), ledger.clock.now(), _judge(ledger)
    try:
        texts = read_picture(bytes(buffer.data().data()), source)
    except Refusal as refusal:
        return [Checked(now, source, Told(Look.NOTHING, tr("Not readable"), refusal.sentence(), refusal.way_out()))]
    found = [Checked(now, source, told_of(judge(text, ""))) for text in texts]
    return found or [Checked(now, source, no_code())]


def no_code() -> Told:
    """What is told of paper on which no code was found."""
    sentence = tr("No QR code was found in the file.")
    return Told(
        Look.NOTHING,
        tr("No code found"),
        sentence,
        tr("Scan it again, straight and at 300 dpi, or photograph the code from nearer."),
    )


def _judge(ledger: "Ledger") -> "Judge":
    from app.ledger.certificate_lookup import judge_here

    return judge_here(ledger)


def _check_file(ledger: "Ledger", path: Path, judge: "Judge", harvest: Harvest, operation: Operation) -> None:
    if path.suffix.lower() in TEXTS:
        found = [told_of(judge(text, "")) for text in texts_in(_contents(path))]
        harvest.checked += [Checked(ledger.clock.now(), path.name, told) for told in found]
        return
    _check_pages(ledger, path, judge, harvest, operation)


def _contents(path: Path) -> str:
    from app.documents.scanning import UnreadableFile
    from app.models.own_files import refuse_own_file

    refuse_own_file(path)
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise UnreadableFile(file=path.name) from error


def _check_pages(ledger: "Ledger", path: Path, judge: "Judge", harvest: Harvest, operation: Operation) -> None:
    from app.documents.scanning import count_pages, read_pages

    def watch() -> None:
        if operation.is_cancelled:
            raise Cancelled

    pages, found = count_pages(path, watch), 0
    for number, texts in enumerate(read_pages(path, watch), 1):
        operation.step(number - 1, pages)
        source = tr("{file}, page {page}", file=path.name, page=number) if pages > 1 else path.name
        for text in texts:
            harvest.checked.append(Checked(ledger.clock.now(), source, told_of(judge(text, ""))))
        found += len(texts)
        harvest.pages += 1
        harvest.pages_without += not texts
    if not found:
        harvest.checked.append(Checked(ledger.clock.now(), path.name, no_code()))
