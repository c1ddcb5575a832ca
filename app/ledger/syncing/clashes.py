"""What two PCs wrote in one field without knowing of each other: both values, who and when, and whether it was seen."""

from dataclasses import astuple, dataclass
from datetime import datetime, tzinfo
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import Connection

from app.errors import Refusal
from app.i18n import mark
from app.ledger.syncing.receipts import ClashEntry
from app.ledger.syncing.state import keep_item
from app.models.ledger import Ledger
from app.models.parking import told_fields
from app.models.privacy import masked_fields
from app.models.roles import permit

_KEY = ("entity", "row_id", "field", "before_replica", "before_seq", "after_replica", "after_seq")
_LIST = f"select {', '.join(_KEY)} from sync_clash where settled = ? order by after_seq desc, row_id, field limit ?"  # noqa: S608 - our own names
_SEEN = f"update sync_clash set settled = 1 where {' and '.join(f'{name} = ?' for name in _KEY)}"  # noqa: S608 - our own names
_ENTRY = (
    "select hlc, op, body, (select body from journal as told where told.change_id = journal.change_id"
    " and told.op = 'C' limit 1) from journal where replica = ? and seq = ?"
)
_SEEN_BY = "select name, data from sync_item where kind = ?"
_KIND = "clash_seen"
_SHOWN = 500


class ClashGone(Refusal):
    """What was to be marked as seen is not there: something that came since has decided it."""

    code = "clash_gone"
    message = mark("This difference is not on the list any more: something that came since has settled it.")
    remedy = mark("Look at the list again.")


@dataclass(frozen=True)
class ClashSide:
    """One of the two: when, by whom, and the value, masked; None if it was emptied, removed or erased."""

    at: datetime | None
    actor: str
    value: Any
    is_erased: bool = False


@dataclass(frozen=True)
class Look:
    """Who looked at a clash, and when."""

    who: str
    at: datetime


@dataclass(frozen=True)
class ClashShown:
    """A clash as it is shown; `after` is what stands, `before` what it replaced unseen, `seen` who looked at it."""

    clash: ClashEntry
    before: ClashSide
    after: ClashSide
    seen: Look | None = None


def list_clashes(ledger: Ledger, *, settled: bool = False) -> tuple[ClashShown, ...]:
    """Those that nobody has looked at yet, or those that somebody has; the newest first, up to 500."""
    zone = ledger.clock.now().tzinfo
    with ledger.reading() as session:
        connection = session.connection()
        found = [_clash(row) for row in connection.exec_driver_sql(_LIST, (settled, _SHOWN))]
        looks = _looks(connection) if settled else {}
        return tuple(_shown(connection, one, zone, looks.get(_name(one))) for one in found)


def _shown(connection: Connection, clash: ClashEntry, zone: tzinfo | None, seen: Look | None) -> ClashShown:
    before, after = (_side(connection, clash, entry, zone) for entry in (clash.before, clash.after))
    return ClashShown(clash, before, after, seen)


def seen_of(connection: Connection) -> int:
    """How many somebody has looked at."""
    count: int = connection.exec_driver_sql("select count(*) from sync_clash where settled").scalar_one()
    return count


def settle_clash(ledger: Ledger, clash: ClashEntry) -> None:
    """Note on this PC who has looked at it, and when; nothing else changes. Raises NotAllowed, ClashGone."""
    permit(ledger.clerk.role, "trainee.edit")
    key = (clash.entity, clash.row_id, clash.field, *clash.before, *clash.after)
    with ledger.taking() as connection:
        if not connection.exec_driver_sql(_SEEN, key).rowcount:
            raise ClashGone
        told = {"who": ledger.clerk.name, "at": ledger.clock.now().isoformat()}
        keep_item(connection, _KIND, _name(clash), orjson.dumps(told))


def _looks(connection: Connection) -> dict[str, Look]:
    """Who looked at what, by the name of the clash; those looked at before it was noted are not among them."""
    told = {name: orjson.loads(data) for name, data in connection.exec_driver_sql(_SEEN_BY, (_KIND,))}
    return {name: Look(each["who"], datetime.fromisoformat(each["at"])) for name, each in told.items()}


def _name(clash: ClashEntry) -> str:
    """The clash in 64 characters."""
    return sha256(orjson.dumps(astuple(clash))).hexdigest()


def _clash(row: Any) -> ClashEntry:
    return ClashEntry(row[0], row[1], row[2], (row[3], row[4]), (row[5], row[6]))


def _side(connection: Connection, clash: ClashEntry, entry: tuple[str, int], zone: tzinfo | None) -> ClashSide:
    found = connection.exec_driver_sql(_ENTRY, entry).first()
    if found is None:
        return ClashSide(None, "", None)
    hlc, op, body, header = found
    at = datetime.fromtimestamp((hlc >> 16) / 1000, zone)
    actor = str(orjson.loads(header).get("actor", "")) if header else ""
    told = (told_fields(op, orjson.loads(body)) if body and op != "D" else None) or {}
    shown = masked_fields(clash.entity, {clash.field: told.get(clash.field)})
    return ClashSide(at, actor, shown[clash.field], body is None)
