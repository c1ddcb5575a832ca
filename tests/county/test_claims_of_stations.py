"""What one station says of certificates helps no forged one, hides no genuine one and stops nobody from reading."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.clock import SetClock
from app.county.readings.health import station_health
from app.county.readings.training import year_of_training
from app.county.register import county_in
from app.county.tables import DeviceKeyRow, NumberBlockRow, ReplicaRow, RevocationRow
from app.county.trusting import KnownCertificate, find_certificate, received_on
from app.credential.keys import SigningKey
from app.credential.revocations import Revocation, sign_revocations
from app.credential.text import digest_of
from app.models.rows import new_id
from tests.county.makers import NUMBER, STATION, certificate_text
from tests.county.store.makers import Pc, Post, post

TODAY = date(2026, 11, 21)


@pytest.fixture
def county(county_folder: Path, clock: SetClock, root_key: SigningKey) -> Iterator[Post]:
    with post(county_folder, clock, root_key) as opened:
        yield opened


@pytest.fixture
def pc(county: Post) -> Pc:
    return county.pc(STATION)


def digits_of(pc: Pc) -> str:
    return certificate_text(pc.key).partition("#")[2]


def certificate(pc: Pc, row_id: str = "", **more: Any) -> str:
    """A certificate with all that it hangs on, as this PC tells of it."""
    own, row_id = {"station": pc.station}, row_id or new_id()
    course, training, person, enrolment, block = (new_id() for _ in range(5))
    pc.write("course", course, "I", {**own, "name": "核桃", "skill_group": "traditional"})
    days = {"starts_on": "2026-11-02", "ends_on": "2026-11-20", "status": "open"}
    pc.write("training_class", training, "I", {**own, "course_id": course, "code": "1", "name": "a", **days})
    pc.trainee(person)
    pc.write("enrolment", enrolment, "I", {**own, "class_id": training, "trainee_id": person})
    serials = {"first_serial": 1, "last_serial": 100, "granted_on": "2026-11-21"}
    place = {"replica": pc.replica, "county6": "530921", "station3": "101"}
    pc.write("number_block", block, "I", {**own, **place, **serials, **more.pop("block", {})})
    paper = {"template_id": "a", "template_version": 1, "credential_text": "x", "key_id": "00", "page_sha256": "00"}
    told = {"number": NUMBER, "serial": 38, "kind": "completion", "fields": {"name": "罗正祥", "course": "核桃"}}
    refers = {"trainee_id": person, "enrolment_id": enrolment, "block_id": block}
    marks = {"issued_on": "2026-11-21", "text_sha256": "ab" * 32}
    pc.write("certificate", row_id, "I", {**own, **refers, **paper, **told, **marks, **more})
    return row_id


def received(county: Post, digits: str) -> date | None:
    with county.register.reading() as session:
        return received_on(session, county_in(session), county.clock.now())(digits)


def looked_up(county: Post, name: str = "罗正祥") -> KnownCertificate | None:
    with county.register.reading() as session:
        return find_certificate(session, county_in(session), NUMBER, name)


def test_a_certificate_was_received_on_the_day_its_own_station_delivered_it(county: Post, pc: Pc):
    certificate(pc, text_sha256=digest_of(digits_of(pc)))
    county.deliver(pc)
    county.clock.advance(days=60)

    assert received(county, digits_of(pc)) == TODAY


def test_a_text_put_on_an_older_row_was_received_when_it_was_put_there(county: Post, pc: Pc):
    digits, row_id = digits_of(pc), certificate(pc)
    county.deliver(pc)
    county.clock.advance(days=60)
    pc.write("certificate", row_id, "U", {"text_sha256": ["ab" * 32, digest_of(digits)]})
    county.deliver(pc)

    assert received(county, digits) == county.clock.now().date()


def test_an_older_row_of_another_table_lends_a_certificate_no_day(county: Post, pc: Pc):
    row_id = pc.trainee()
    county.deliver(pc)
    county.clock.advance(days=60)
    certificate(pc, row_id, text_sha256=digest_of(digits_of(pc)))
    county.deliver(pc)

    assert received(county, digits_of(pc)) == county.clock.now().date()


@pytest.mark.parametrize("number", [NUMBER, "53092110226000385"])
def test_what_another_station_or_another_number_tells_of_a_text_counts_for_nothing(county: Post, pc: Pc, number: str):
    teller = county.pc("530921102") if number == NUMBER else pc
    certificate(teller, text_sha256=digest_of(digits_of(pc)), number=number)
    county.deliver(teller)

    assert received(county, digits_of(pc)) is None


def test_no_row_of_another_station_hides_a_certificate_or_takes_its_place(county: Post, pc: Pc):
    stranger = county.pc("530921102")
    for name in ("别人", "罗正祥", *("别人",) * 25):
        row_id = certificate(stranger, fields={"name": name, "course": "假"})
        stranger.write(
            "certificate_event",
            new_id(),
            "I",
            {"station": stranger.station, "certificate_id": row_id, "kind": "voided", "on_day": "2026-11-21"},
        )
    county.deliver(stranger)
    certificate(pc)
    county.deliver(pc)

    found = looked_up(county)

    assert found is not None
    assert (found.course, found.state) == ("核桃", "valid")
    assert looked_up(county, "张三") is None


@pytest.mark.parametrize("odd", [["x"], "x", {"name": ["罗正祥"], "course": {"a": 1}}, {"name": None}])
def test_odd_fields_of_one_certificate_leave_the_look_up_to_the_others(county: Post, pc: Pc, odd: Any):
    certificate(pc, fields=odd)
    certificate(pc)
    county.deliver(pc)

    found = looked_up(county)

    assert found is not None
    assert found.course == "核桃"


def test_numbers_left_are_those_of_the_blocks_granted_whatever_stations_say(county: Post, pc: Pc):
    serials = {"first_serial": -(1 << 63), "last_serial": 5}
    certificate(pc, serial=(1 << 63) - 1, block=serials)
    certificate(pc, serial=(1 << 62))
    stranger = county.pc("530921102")
    certificate(stranger, serial=90, block={"replica": pc.replica})
    certificate(pc, serial=10)
    names = {"county_id": county.county_id, "station_code": STATION, "replica": pc.replica}
    with county.register.deed(county.clock.now(), "") as deed:
        deed.session.add(ReplicaRow(**names, key_id=pc.key.key_id.hex(), enrolled_on=TODAY))
        deed.session.flush()
        deed.session.add(NumberBlockRow(**names, first_serial=1, last_serial=100, granted_on=TODAY))
    county.deliver(stranger)

    with county.register.reading() as session:
        before = station_health(session, county.county_id, county.clock.now(), STATION)[0]
    county.deliver(pc)
    county.round(pc, waiting=(1 << 63) - 1, oldest=1 << 62, clock=(1 << 63) - 1, feed=(1 << 63) - 1)
    with county.register.reading() as session:
        after = station_health(session, county.county_id, county.clock.now(), STATION)[0]

    assert [pc.left for pc in before.pcs] == [100]
    assert [pc.left for pc in after.pcs] == [0]
    assert after.oldest is not None
    assert after.oldest.year == 9999


def test_odd_categories_of_one_enrolment_leave_the_years_figures_to_the_others(county: Post, pc: Pc):
    certificate(pc)
    pc.write(
        "enrolment", pc.entries[-3].row_id, "U", {"categories_at_start": [[], [[], {"a": 1}, "veteran", "veteran"]]}
    )
    county.deliver(pc)

    with county.register.reading() as session:
        figures = year_of_training(session, county.county_id, 2026, TODAY)

    assert (figures.whole.count.enrolments, figures.certificates) == (1, 1)


def test_only_a_list_of_the_countys_own_root_puts_anything_back(county: Post, pc: Pc, root_key: SigningKey):
    own = {"station": pc.station, "kind": "revocations", "issued_on": "2026-11-21"}
    line, later = Revocation(NUMBER, TODAY, "误发"), Revocation("53092110126000393", TODAY, "误发")
    told = {901: (SigningKey.generate(), line), 902: (root_key, later)}
    for sequence, (key, each) in told.items():
        data = sign_revocations((each,), (), TODAY, TODAY, key, sequence=sequence).hex()
        pc.write("trust_list", new_id(), "I", {**own, "sequence": sequence, "data": data})
    pc.write("trust_list", new_id(), "I", {**own, "sequence": 903, "data": "no hexadecimal"})

    county.deliver(pc)

    with county.register.reading() as session:
        assert [row.number for row in session.query(RevocationRow)] == [later.number]
        assert session.query(DeviceKeyRow).filter(DeviceKeyRow.revoked_since.is_not(None)).count() == 0
