"""Number blocks: serials of one station granted to one of its PCs, upwards, never the same serial twice."""

from sqlalchemy import func, select

from app.county.after_restore import is_first_since_restore
from app.county.register import Deed
from app.county.tables import NumberBlockRow
from app.errors import Refusal
from app.i18n import mark
from app.ledger.county_packages import MAX_SERIAL, SerialRange

USUAL_SERIALS = 1000
LEFT_OUT = 2 * USUAL_SERIALS
"""So many serials of a station are left unused after the county was restored: nobody knows which it gave away.

And so far beyond what was granted a PC's word is taken.
"""


class SerialsOutOfReason(Refusal):
    """A block of no numbers, or one that begins below 1."""

    code = "serials_out_of_reason"
    message = mark(
        "A number block needs at least one number and begins at 1 or later; asked for: {serials} from {first}."
    )
    remedy = mark("Say how many numbers, and where an opened paper register goes on.")


class SerialTaken(Refusal):
    """An opening serial that lies below what was granted before."""

    code = "serial_taken"
    message = mark("Serial {first} of station {station} is not free: numbers up to {last} were granted before.")
    remedy = mark("Leave --first-serial out, or name {free} or a higher one.")


class SerialsClaimed(Refusal):
    """A PC that says numbers are in use which its station was never granted."""

    code = "serials_claimed"
    message = mark(
        "This PC says that numbers up to {claimed} are in use; station {station} was granted numbers up to {last}."
        " Nothing was granted."
    )
    remedy = mark(
        "Look at the station's last certificate. If its numbers really go that far, because this register is an old"
        " copy, enrol the PC's file with --first-serial {free}; otherwise do not enrol this PC."
    )


class SerialsUsedUp(Refusal):
    """The station's five digits of serials do not suffice."""

    code = "serials_used_up"
    message = mark("Station {station} has {left} of its {limit} serials left; asked for: {serials} from {first}.")
    remedy = mark("Grant fewer. When none are left, the station needs a second station code.")


def grant(
    deed: Deed, station_code: str, replica: str, serials: int = USUAL_SERIALS, first: int | None = None, above: int = 0
) -> SerialRange:
    """The next block of this station, for this replica; `above` is the highest serial that the PC says was granted.

    Raises SerialsOutOfReason, SerialTaken, SerialsUsedUp, SerialsClaimed.
    """
    known = last_granted(deed, station_code)
    # A register that is an old copy may have forgotten so many; whoever says more could use up the station's numbers.
    if first is None and above > known + LEFT_OUT:
        raise SerialsClaimed(claimed=above, station=station_code, last=known, free=above + 1)
    taken = max(known + _forgotten(deed, station_code), above)
    begin = taken + 1 if first is None else first
    _check(station_code, serials, begin, taken)
    block = SerialRange(begin, begin + serials - 1, deed.today)
    names = {"county_id": deed.county.id, "station_code": station_code, "replica": replica}
    row = NumberBlockRow(**names, first_serial=block.first, last_serial=block.last, granted_on=block.granted_on)
    deed.session.add(row)
    deed.session.flush()
    return block


def last_granted(deed: Deed, station_code: str) -> int:
    """The highest serial ever granted to this station; 0 if none was."""
    own = (NumberBlockRow.county_id == deed.county.id, NumberBlockRow.station_code == station_code)
    return deed.session.scalar(select(func.max(NumberBlockRow.last_serial)).where(*own)) or 0


def _forgotten(deed: Deed, station_code: str) -> int:
    """How many serials to leave out: they may have been granted after the backup that the county was put back from."""
    return LEFT_OUT if is_first_since_restore(deed, ("enrol", "block"), station=station_code) else 0


def _check(station_code: str, serials: int, begin: int, taken: int) -> None:
    if serials < 1 or begin < 1:
        raise SerialsOutOfReason(serials=serials, first=begin)
    if begin <= taken:
        raise SerialTaken(station=station_code, first=begin, last=taken, free=taken + 1)
    if begin + serials - 1 > MAX_SERIAL:
        left = max(0, MAX_SERIAL - taken)
        raise SerialsUsedUp(station=station_code, left=left, limit=MAX_SERIAL, serials=serials, first=begin)
