"""Two PCs of a station that have written, and what a county tells of it: for the page of reporting."""

from typing import Any

from app.ledger.syncing.county_notice import keep_notice
from app.models.guard import Mode
from app.models.journal import Fact, Stamp, append, head_of
from app.models.ledger import Ledger
from app.models.parked_notice import ParkedLine, ParkedNotice, pack_notice
from app.models.people import Trainee
from app.models.rows import new_id
from tests.makers import make_trainee
from tests.sync.small_county import PC, SmallCounty, settle_all


def tell(ledger: Ledger, entity: str, fields: dict[str, Any], row_id: str = "") -> str:
    """Put an entry into the journal that no use case would write; the row's id."""
    row_id = row_id or new_id()
    with ledger.taking(Mode.HEALING) as connection:
        head = head_of(connection, ledger.standing.replica)
        append(connection, head, Stamp(new_id(), ""), [Fact(entity, row_id, "I", fields)], iter([ledger.hlc.tick(0)]))
        ledger.note_head(head_of(connection, ledger.standing.replica))
    return row_id


def clash(county: SmallCounty, first: PC, second: PC) -> str:
    """Both write the phone of one person without knowing of each other; the first wrote later. The person's id."""
    with first.ledger.change("trainee.add") as change:
        trainee = change.add(make_trainee(name="王一")).id
    settle_all(county, (first, second))
    for pc, minutes, number in ((first, 30, "13911111111"), (second, 20, "13822222222")):
        pc.clock.advance(minutes=minutes)
        with pc.ledger.change("trainee.edit") as change:
            change.get(Trainee, trainee).phone = number
    settle_all(county, (first, second))
    return trainee


def notice(ledger: Ledger, *rows: tuple[str, str, str]) -> None:
    """What the county told: these rows (table, id, reason) wait there."""
    lines, now = tuple(ParkedLine(*row) for row in rows), ledger.clock.now()
    told = ParkedNotice(int(now.timestamp() * 1000), lines, len(lines), 0)
    with ledger.taking() as connection:
        keep_notice(connection, pack_notice(told))


def keep_away(ledger: Ledger, trainee: str) -> None:
    """Note that an entry of this person waits here, as if a newer program had written it; for a picture alone."""
    held = ("replica-of-a-picture", 1, "trainee", trainee, "schema", "9", "", "")
    with ledger.taking() as connection:
        connection.exec_driver_sql("insert into sync_parked values (?, ?, ?, ?, ?, ?, ?, ?)", held)


def at_once(ledger: Ledger, trainee: str) -> None:
    """Note two edits of this person's phone as a clash; for a picture alone."""
    seen: list[tuple[str, int]] = []
    for number in ("13822222222", "13911111111"):
        with ledger.change("trainee.edit") as change:
            change.get(Trainee, trainee).phone = number
        with ledger.reading() as session:
            last = "select replica, max(seq) from journal where row_id = ?"
            seen.append(tuple(session.connection().exec_driver_sql(last, (trainee,)).one()))
    with ledger.taking() as connection:
        names = "settled, entity, row_id, field, before_replica, before_seq, after_replica, after_seq"
        row = (0, "trainee", trainee, "phone", *seen[0], *seen[1])
        connection.exec_driver_sql(f"insert into sync_clash ({names}) values (?, ?, ?, ?, ?, ?, ?, ?)", row)
