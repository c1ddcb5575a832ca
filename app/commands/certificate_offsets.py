"""`xiangxun certificates offsets` and `test-sheet`: how far a printer is off, measured and remembered."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.certificate_words import OFFSET_KEYS, PrinterOption, TrayOption
from app.commands.terminal import JsonOption, OutOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.print_offsets import PrintOffset

ShiftOption = Annotated[
    str, typer.Option("--offset", help=tr("Shift in mm for this job only, to the right and down, such as 1.5,-0.8."))
]


def shift_of(text: str) -> "PrintOffset":
    """A shift as it was typed. Raises OffsetImplausible, typer.BadParameter."""
    from app.ledger.print_offsets import PrintOffset, require_plausible

    return require_plausible(PrintOffset(*_pair(text)))


def _pair(text: str) -> tuple[float, float]:
    """Two lengths in mm. Raises typer.BadParameter."""
    try:
        first, second = (float(part) for part in text.replace("，", ",").split(","))
    except ValueError as error:
        raise typer.BadParameter(tr("{text} is not two lengths in mm such as 1.5,-0.8", text=text)) from error
    return first, second


def offsets(
    context: typer.Context,
    printer: PrinterOption = "",
    tray: TrayOption = "",
    offset: ShiftOption = "",
    near: Annotated[
        str, typer.Option("--near", help=tr("Where cross A of the test sheet came out, in mm: 31.2,29.5"))
    ] = "",
    far: Annotated[str, typer.Option("--far", help=tr("Where cross B came out, in mm."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Show the remembered offsets, or remember one."""
    from app.ledger import print_offsets

    if bool(near) != bool(far):
        raise typer.BadParameter(tr("give the readings of both crosses, --near and --far"))
    with opened(context) as ledger:
        if offset or near:
            # The test sheet was printed with what is remembered: the readings come on top of that.
            before = print_offsets.remembered_offset(ledger, printer, tray)
            found = shift_of(offset) if offset else _measured(near, far, before)
            print_offsets.set_offset(ledger, printer, tray, found)
        known = print_offsets.list_offsets(ledger)
    if as_json:
        print_json([{"printer": each.printer, "tray": each.tray, **asdict(each.offset)} for each in known])
        return
    headings = [tr("Printer"), tr("Tray"), tr("Right (mm)"), tr("Down (mm)"), tr("Stretch")]
    print_table("", headings, [_offset_line(each) for each in known])


def _offset_line(each: Any) -> list[str]:
    offset = each.offset
    return [each.printer, each.tray, f"{offset.dx_mm:g}", f"{offset.dy_mm:g}", f"{offset.sx:g} x {offset.sy:g}"]


def _measured(near: str, far: str, printed_with: "PrintOffset") -> "PrintOffset":
    """The offset from the readings of the two crosses on a sheet that was printed with another."""
    from app.documents import test_sheet
    from app.documents.issued_pages import offset_of
    from app.documents.placement import Offset
    from app.ledger.print_offsets import PrintOffset, require_plausible

    one, other = _pair(near), _pair(far)
    if one[0] == other[0] or one[1] == other[1]:
        raise typer.BadParameter(tr("the readings of the two crosses cannot be the same"))
    found = Offset.from_readings(one, other, (test_sheet.NEAR, test_sheet.FAR), printed_with=offset_of(printed_with))
    return require_plausible(PrintOffset(found.dx_mm, found.dy_mm, found.sx, found.sy))


def crosses(
    context: typer.Context,
    printer: PrinterOption = "",
    tray: TrayOption = "",
    offset: ShiftOption = "",
    out: OutOption = None,
) -> None:
    """Write the test sheet."""
    from app.documents import test_sheet
    from app.documents.issued_pages import offset_of
    from app.ledger.print_offsets import remembered_offset

    if offset:
        found = shift_of(offset)
    else:
        with opened(context) as ledger:
            found = remembered_offset(ledger, printer, tray)
    file = out / "test-sheet.pdf" if out and out.is_dir() else out or Path("test-sheet.pdf")
    test_sheet.render(file, offset_of(found))
    say(tr("The test sheet is in {file}; print it at 100 % and follow what it says.", file=str(file)))


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    words = tr("How far each printer and tray is off, in mm: show, or set.")
    group.command("offsets", help=with_keys(words, f"printer, tray, {OFFSET_KEYS}"))(offsets)
    group.command("test-sheet", help=tr("A sheet with crosses and rulers, to measure how far a printer is off."))(
        crosses
    )
