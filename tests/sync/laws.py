"""What must hold after rounds enough: all copies agree, nothing acknowledged is lost, no number is given twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select

from app.ledger.checking import check_ledger
from app.ledger.syncing.digest import own_digest
from app.ledger.syncing.receipts import outbox
from app.models.ledger import Ledger
from app.models.people import Trainee
from tests.sync.looking import (
    county_chains,
    county_marks,
    county_replay,
    county_rows,
    ledger_chains,
)
from tests.sync.small_county import tables_of
from tests.sync.wire import Fault
from tests.sync.world import Pc, World

PATIENCE = 12
"""So many rounds of everybody must do, whatever has happened."""


def heal(world: World) -> None:
    """Let everybody report until nobody has anything left to say."""
    for _ in range(PATIENCE):
        world.clock.advance(minutes=7)
        reports = [world.reported(pc) for pc in world.pcs]
        if all(each and each.requests == 1 and not each.delivered and not each.collected for each in reports):
            assert [each.unequal for each in reports if each] == [()] * len(world.pcs), "the figures differ"
            return
    raise AssertionError(f"never quiet: {reports}")


def check(world: World) -> None:
    """Every law, after healing; and that whoever writes last then is heard, however late its clock is."""
    alive = world.alive()
    heal(world)
    _nothing_is_lost(world, alive)
    for station in (0, 1):
        _all_agree(world, station)
    _numbers_are_single(world)
    _the_last_word_stands(world)
    _each_has_its_own_name(world)


def of_station(world: World, station: int) -> list[Pc]:
    """Its PCs."""
    return [pc for pc in world.pcs if pc.station == station]


def ledgers(world: World, pcs: Iterable[Pc]) -> list[Ledger]:
    """Their open ledgers."""
    found = []
    for pc in pcs:
        with world.opened(pc) as ledger:
            found.append(ledger)
    return found


def _nothing_is_lost(world: World, alive: set[str]) -> None:
    held = world.county_ids()
    assert world.acknowledged <= held, "an acknowledged entry is lost"
    assert alive <= held, "an entry that somebody held is lost"


def _all_agree(world: World, station: int) -> None:
    mine, register = ledgers(world, of_station(world, station)), world.hall.office.register
    if not mine:
        return
    owner, tables = mine[0].standing.station, tables_of(mine[0])
    chains = county_chains(register, owner)
    for ledger in mine:
        assert ledger_chains(ledger) == chains, "a PC and the county hold other entries"
        assert tables_of(ledger) == tables, "two PCs of a station differ"
        assert check_ledger(ledger).is_sound
    assert len({str(sorted(own_digest(ledger).items())) for ledger in mine}) == 1
    assert county_rows(register, owner) == tables, "the county's tables are not the station's"
    assert _filled(county_replay(register, owner)) == _filled(tables), "the tables are not the fold of all journals"
    _nothing_waits(world, mine, owner)


def _nothing_waits(world: World, mine: list[Ledger], owner: str) -> None:
    parked, clashes = county_marks(world.hall.office.register, owner)
    boxes = [outbox(ledger) for ledger in mine]
    assert [(box.waiting, box.parked) for box in boxes] == [(0, ())] * len(boxes), f"something waits: {boxes[0].parked}"
    assert parked == 0
    told = [{(c.entity, c.row_id, c.field, *c.before, *c.after) for c in box.clashes} for box in boxes]
    assert told == [clashes] * len(boxes), "not everybody is shown the same clashes"


def _filled(tables: dict[str, dict[str, dict[str, object]]]) -> dict[str, dict[str, dict[str, object]]]:
    return {name: rows for name, rows in tables.items() if rows}


def _numbers_are_single(world: World) -> None:
    stations = {ledger.standing.station for ledger in ledgers(world, world.pcs)}
    register = world.hall.office.register
    held = Counter(row["number"] for each in stations for row in county_rows(register, each)["certificate"].values())
    assert not [number for number, count in held.items() if count > 1], "a number was given twice"


def _the_last_word_stands(world: World) -> None:
    """Whoever edits a day later wins over what was received by then, and whoever knew what stood, whatever clocks tell.

    The answer to what was received is lost, so that it comes twice.
    """
    (first, *_, other), chosen = of_station(world, 0), _two_people(world)
    _renamed(world, first, chosen[0], "钟也许快的先报")
    world.reported(first, faults=[Fault.UNANSWERED])
    world.clock.advance(days=1)
    other.offset = timedelta()
    _renamed(world, other, chosen[0], "一天后")
    world.reported(other)
    for at, pc in enumerate(world.pcs):
        pc.offset = timedelta(days=-900)
        world.write(at, at)
    _renamed(world, first, chosen[1], "钟慢的知道")
    heal(world)
    (ledger, *_) = ledgers(world, [first])
    rows = county_rows(world.hall.office.register, ledger.standing.station)["trainee"]
    assert [rows[each]["name"] for each in chosen] == ["一天后", "钟慢的知道"], "a later edit lost"


def _two_people(world: World) -> list[str]:
    """Two people whom all PCs of the first station know."""
    wanted = select(Trainee.id).where(Trainee.erased_on.is_(None)).order_by(Trainee.id).limit(2)
    while True:
        with world.opened(world.pcs[0]) as ledger, ledger.reading() as session:
            found = list(session.scalars(wanted))
        if len(found) == 2:
            return found
        world.write(0, 0)
        heal(world)


def _renamed(world: World, pc: Pc, person: str, name: str) -> None:
    with world.opened(pc) as ledger, ledger.change("trainee.edit") as change:
        change.get(Trainee, person).name = name


def _each_has_its_own_name(world: World) -> None:
    """All have written since: whoever was an image of another PC has been told so, and goes by a name of its own."""
    replicas = Counter(ledger.standing.replica for ledger in ledgers(world, world.pcs))
    assert set(replicas.values()) == {1}, "two PCs write under one name"
