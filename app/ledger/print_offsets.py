"""How far each printer is off the mark, by printer and tray; known to this PC alone, as its printers are."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.models.guard import Mode
from app.models.ledger import Ledger
from app.models.local import LocalState, local_value, set_local_value

_PREFIX = "print_offset:"
_FARTHEST_MM = 30.0
_MOST_STRETCH = 0.05


class OffsetImplausible(Refusal):
    """A shift or stretch that no printer needs."""

    code = "offset_implausible"
    message = mark("A shift of {dx} and {dy} mm or a stretch of {sx} and {sy} cannot be right.")
    remedy = mark("Print the test sheet at 100 % and measure again: at most 30 mm and 5 %.")


class PrinterUnnamed(Refusal):
    """An offset for no printer."""

    code = "printer_unnamed"
    message = mark("The printer has no name, or one with a slash in it.")
    remedy = mark("Name the printer as the system does, for instance Pantum-P3305.")


@dataclass(frozen=True)
class PrintOffset:
    """A shift in mm to the right and downwards, and a stretch from the sheet's top left corner."""

    dx_mm: float = 0.0
    dy_mm: float = 0.0
    sx: float = 1.0
    sy: float = 1.0

    @property
    def is_plausible(self) -> bool:
        """Whether a printer can be so far off."""
        near = abs(self.dx_mm) <= _FARTHEST_MM and abs(self.dy_mm) <= _FARTHEST_MM
        return near and abs(self.sx - 1) <= _MOST_STRETCH and abs(self.sy - 1) <= _MOST_STRETCH


@dataclass(frozen=True)
class TrayOffset:
    """The offset of one tray of one printer."""

    printer: str
    tray: str
    offset: PrintOffset


def set_offset(ledger: Ledger, printer: str, tray: str, offset: PrintOffset) -> TrayOffset:
    """Remember how far a printer's tray is off. Raises PrinterUnnamed, OffsetImplausible."""
    if not printer.strip() or "/" in printer:
        raise PrinterUnnamed
    require_plausible(offset)
    # No row of the ledger: another PC has other printers, and a job keeps the offset it was printed with.
    with ledger.change("print.offset") as change, ledger.guard.writing(Mode.JOURNALING):
        set_local_value(change.session.connection(), _key(printer, tray), json.dumps(asdict(offset)))
    return TrayOffset(printer.strip(), tray.strip(), offset)


def require_plausible(offset: PrintOffset) -> PrintOffset:
    """The offset, if a printer can be so far off. Raises OffsetImplausible."""
    if not offset.is_plausible:
        raise OffsetImplausible(dx=offset.dx_mm, dy=offset.dy_mm, sx=offset.sx, sy=offset.sy)
    return offset


def remembered_offset(ledger: Ledger, printer: str, tray: str) -> PrintOffset:
    """The offset with which this tray is printed on."""
    with ledger.reading() as session:
        return offset_of(session, printer, tray)


def offset_of(session: Session, printer: str, tray: str) -> PrintOffset:
    """The offset of this tray, else that of its printer without a tray, else none."""
    connection = session.connection()
    known = local_value(connection, _key(printer, tray)) or local_value(connection, _key(printer, ""))
    return PrintOffset(**json.loads(known)) if known and printer else PrintOffset()


def list_offsets(ledger: Ledger) -> list[TrayOffset]:
    """Every offset that this PC knows."""
    with ledger.reading() as session:
        return list(_offsets(session))


def _offsets(session: Session) -> Iterator[TrayOffset]:
    known = select(LocalState).where(LocalState.key.startswith(_PREFIX)).order_by(LocalState.key)
    for row in session.scalars(known):
        printer, _, tray = row.key.removeprefix(_PREFIX).partition("/")
        yield TrayOffset(printer, tray, PrintOffset(**json.loads(row.value)))


def _key(printer: str, tray: str) -> str:
    return f"{_PREFIX}{printer.strip()}/{tray.strip()}"
