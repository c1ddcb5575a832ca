"""Who may do what of the things that PCs do at the county: every operation by everybody; the declared cells pass."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.clock import SetClock
from app.county.enrolment import Terms
from app.county.office import CountyOffice
from app.county.store.tables import BlobRow, EntryRow, RefusalRow, ReplicaHeadRow
from app.county.web.application import make_app
from app.county.web.site import Site
from app.credential.keys import SigningKey
from app.ledger.station_key import signing_key
from app.ledger.syncing.entries import heads, next_batches
from app.models.ledger import Ledger
from app.models.schema import VERSION
from app.sync.blobs import HAVE_PATH, Inventory, pack_inventory, unpack_inventory
from app.sync.protocol import BLOBS_PATH, JOIN_PATH, ROUND_PATH, RoundRequest, pack_request, unpack_answer
from app.sync.reporting import report
from tests.county.makers import enrolled
from tests.county.web.asking import Asker
from tests.county.web.test_pictures import JPEG, name_of, pictured
from tests.county.web.test_rounds import joined, written

PICTURE = f"{BLOBS_PATH}/{name_of(JPEG)}"
CELLS = {
    "own station": {"round": 200, "have": 200, "put": 200, "get": 200},
    "own station, as another PC": {"round": 200, "have": 200, "put": 200, "get": 200},
    # A station that asks of its own finds nothing there; whatever is another's it neither brings nor gets.
    "other station": {"round": 403, "have": 200, "put": 409, "get": 404},
    "other station, under our key's name": dict.fromkeys(("round", "have", "put", "get"), 401),
    "revoked key": dict.fromkeys(("round", "have", "put", "get"), 403),
    "unknown key": dict.fromkeys(("round", "have", "put", "get"), 401),
    "no signature": dict.fromkeys(("round", "have", "put", "get"), 401),
    "wrong county": dict.fromkeys(("round", "have", "put", "get"), 409),
}
NewPc = Callable[[str], Ledger]


@pytest.fixture
def people(office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str, clock: SetClock) -> dict[str, Asker]:
    """Everybody who may come to the door; all speak for the ledger of `pc`, whose station has a photo there."""
    pictured(joined(office, pc, address), JPEG)
    report(pc)
    sibling, lost, other = new_pc("sibling"), new_pc("lost"), new_pc("other")
    enrolled(office, sibling)
    enrolled(office, lost)
    enrolled(office, other, Terms("530921102", "勐佑镇工作站"))
    office.revoke_key(signing_key(lost).key_id.hex(), clock.now().date(), "电脑被盗")
    own = Asker(signing_key(pc), pc.standing.replica, office.county().id)
    return {
        "own station": own,
        "own station, as another PC": replace(own, key=signing_key(sibling), replica=sibling.standing.replica),
        "other station": replace(own, key=signing_key(other)),
        "other station, under our key's name": replace(own, key=signing_key(other), named=own.key.key_id.hex()),
        "revoked key": replace(own, key=signing_key(lost)),
        "unknown key": replace(own, key=SigningKey.generate()),
        "no signature": own.unsigned(),
        "wrong county": replace(own, county_id="0" * 36),
    }


def questions(office: CountyOffice, pc: Ledger) -> dict[str, tuple[str, str, bytes]]:
    """Each operation with something to do: method, path, body."""
    county_id = office.county().id
    batches = next_batches(pc, county_id, signing_key(pc), (), most_bytes=60_000, most_entries=100)
    told = RoundRequest(county_id, "", VERSION, "", 5, 0, heads(pc), batches, waiting=1)
    inventory = pack_inventory(Inventory((name_of(JPEG),), (name_of(JPEG),)))
    return {
        "round": ("POST", ROUND_PATH, pack_request(told)),
        "have": ("POST", HAVE_PATH, inventory),
        "put": ("PUT", PICTURE, JPEG),
        "get": ("GET", PICTURE, b""),
    }


def standing(office: CountyOffice) -> tuple[int, ...]:
    """What there is of the stations' things."""
    with office.register.reading() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (EntryRow, BlobRow, ReplicaHeadRow)
        )


def test_only_the_declared_cells_pass_and_the_others_leave_nothing_but_a_line(
    office: CountyOffice, pc: Ledger, people: dict[str, Asker], address: str
) -> None:
    written(pc, "王一")
    asked, before, found = questions(office, pc), standing(office), {}

    for who in [name for name in CELLS if not name.startswith("own")]:
        found[who] = {what: people[who].ask(address, *question).status_code for what, question in asked.items()}
    untouched = standing(office)
    for who in [name for name in CELLS if name.startswith("own")]:
        found[who] = {what: people[who].ask(address, *question).status_code for what, question in asked.items()}

    assert found == CELLS
    assert untouched == before
    assert standing(office)[0] > before[0]
    with office.register.reading() as session:
        noted = set(session.scalars(select(RefusalRow.code)))
    assert {"foreign", "key_revoked", "key_unknown", "signature", "blob_unnamed"} <= noted


def test_a_station_that_asks_for_anothers_things_as_its_own_gets_nothing_of_them(
    office: CountyOffice, pc: Ledger, people: dict[str, Asker], address: str
) -> None:
    other = replace(people["other station"], replica="0" * 36)
    asked = questions(office, pc)

    inventory = unpack_inventory(other.ask(address, *asked["have"]).content)
    county_id = office.county().id
    empty = RoundRequest(county_id, "", VERSION, "", 5, 0, heads(pc), compare=True)
    answer = unpack_answer(other.ask(address, "POST", ROUND_PATH, pack_request(empty)).content)

    assert inventory == Inventory()
    assert (answer.batches, answer.heads, answer.receipts) == ((), (), ())
    assert {item.kind for item in answer.feed} <= {"key_list", "revocations", "reference", "index"}


def test_every_operation_of_stations_stands_in_the_matrix(site: Site) -> None:
    paths = make_app(site).openapi()["paths"]
    described = {
        (method, path) for path, row in paths.items() for method, told in row.items() if told["tags"] == ["sync"]
    }

    walked = {
        ("post", ROUND_PATH),
        ("post", HAVE_PATH),
        ("put", BLOBS_PATH + "/{sha256}"),
        ("get", BLOBS_PATH + "/{sha256}"),
    }

    # Joining is by the code and by no key: its cells are in the tests of joining.
    assert described == walked | {("post", JOIN_PATH)}
