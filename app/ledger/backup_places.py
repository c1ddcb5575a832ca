"""Where backups go: beside the ledger and to a second place, by hand, and by themselves on leaving and once a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson

from app.errors import MachineFault, XiangxunError
from app.i18n import mark
from app.ledger.backing_up import SUFFIX, Backup, day_of, make_backup, read_manifest
from app.models.faults import NotALedger
from app.models.journal import head_of
from app.models.ledger import Ledger
from app.models.roles import permit
from app.models.side_files import write_whole

FILE = "backups.json"


class SecondPlaceAway(MachineFault):
    """The folder that backups go to besides is not there: a stick that was pulled out, a disk that is off."""

    code = "second_place_away"
    message = mark("The second place for backups is not there: {folder}. The backup lies beside the ledger alone.")
    remedy = mark("Plug in the stick or the disk and back up once more, or choose another second place.")


@dataclass(frozen=True)
class Outcome:
    """What became of a backup in one place: the backup, or the fault that kept it from there."""

    place: Path
    made: Backup | None = None
    fault: XiangxunError | None = None


@dataclass(frozen=True)
class SecondPlace:
    """The second place, whether it is there now, and the day of the newest backup in it."""

    folder: Path
    is_there: bool
    backed_up_on: date | None = None


def second_place(ledger: Ledger) -> Path | None:
    """The second place, if one was chosen on this PC."""
    try:
        kept = orjson.loads((ledger.places.folder / FILE).read_bytes())
    except (OSError, ValueError):
        return None
    folder = str(kept.get("second") or "") if isinstance(kept, dict) else ""
    return Path(folder) if folder else None


def choose_second_place(ledger: Ledger, folder: Path | None) -> None:
    """From now on every backup goes there too, or to no second place. Raises NotAllowed."""
    permit(ledger.clerk.role, "ledger.backup")
    write_whole(ledger.places.folder / FILE, orjson.dumps({"second": str(folder) if folder else ""}))


def look_at_second_place(ledger: Ledger) -> SecondPlace | None:
    """How the second place stands now."""
    folder = second_place(ledger)
    if folder is None:
        return None
    newest = _newest(folder)
    return SecondPlace(folder, _is_there(folder), day_of(newest) if newest else None)


def back_up_everywhere(ledger: Ledger) -> tuple[Outcome, ...]:
    """Make a backup beside the ledger, and one in the second place; a fault there leaves the first one as it is.

    Raises as `back_up` for the first.
    """
    permit(ledger.clerk.role, "ledger.backup")
    first = Outcome(ledger.places.backups, make_backup(ledger, ledger.places.backups))
    second = second_place(ledger)
    return (first, *([_attempt(ledger, second)] if second else []))


def back_up_if_due(ledger: Ledger, *, daily: bool = False) -> tuple[Outcome, ...]:
    """The backup that nobody asks for: wherever the newest one lacks something. Faults are told, never raised.

    With `daily` a place that has one of today is left alone. A practice ledger, and one that is hindered, are
    never backed up by themselves: the newest good backups would give way.
    """
    if ledger.standing.hindrance or ledger.is_practice:
        return ()
    return tuple(_attempt(ledger, place) for place in _places(ledger) if _is_due(ledger, place, daily=daily))


def _places(ledger: Ledger) -> Iterator[Path]:
    yield ledger.places.backups
    second = second_place(ledger)
    if second:
        yield second


def _attempt(ledger: Ledger, place: Path) -> Outcome:
    try:
        # Only what is there: a folder made in the place of a missing stick would be on the same disk.
        if place != ledger.places.backups and not place.is_dir():
            raise SecondPlaceAway(folder=str(place))
        return Outcome(place, make_backup(ledger, place))
    except XiangxunError as fault:
        return Outcome(place, fault=fault)


def _is_due(ledger: Ledger, place: Path, *, daily: bool) -> bool:
    newest = _newest(place)
    if newest is None:
        return True
    if daily and day_of(newest) == ledger.clock.now().date():
        return False
    with ledger.engine.connect() as connection:
        head = head_of(connection, ledger.standing.replica)
    try:
        held = read_manifest(newest)
    except NotALedger:
        return True
    return (held.get("replica"), held.get("seq")) != (head.replica, head.seq)


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:  # a place that this account may not look into
        return False


def _newest(folder: Path) -> Path | None:
    try:
        return max(folder.glob(f"ledger-*{SUFFIX}"), key=lambda path: path.name, default=None)
    except OSError:  # a stick that was pulled out
        return None
