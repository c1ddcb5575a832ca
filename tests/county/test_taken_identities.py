"""A PC that joins cannot be another station, nor use up its numbers: by file, by code, on either engine."""

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.county.blocks import LEFT_OUT, SerialsClaimed
from app.county.enrolment import EnrolledElsewhere, Terms
from app.county.office import CountyOffice
from app.county.tables import StationRow
from app.credential.keys import SigningKey
from app.ledger.county_packages import EnrolmentRequest, sign_request
from app.models.rows import new_id
from app.sync.join_code import PACKAGE, REFUSED, JoinQuestion
from tests.county.makers import FENGSHAN, NAME, STATION

OTHER = Terms("530921102", "勐佑镇工作站")


def asking(station_id: str = "", last_serial: int = 0) -> bytes:
    """The request of a new PC that says so of itself."""
    key = SigningKey.generate()
    said = {"station_name": NAME, "last_serial": last_serial, "made_at": "2026-11-21T09:00:00+08:00"}
    request = EnrolmentRequest(public=key.public, replica=new_id(), station_id=station_id or new_id(), **said)
    return sign_request(request, key)


def stations(office: CountyOffice) -> list[str]:
    return [each.code for each in office.stations()]


def test_a_new_station_cannot_take_the_id_of_another_or_of_the_county(office):
    taken = new_id()
    office.enrol(asking(taken), FENGSHAN)

    for station_id in (taken, office.county().id):
        with pytest.raises(EnrolledElsewhere):
            office.enrol(asking(station_id), OTHER)

    assert stations(office) == [STATION]
    office.enrol(asking(), OTHER)
    assert stations(office) == [STATION, OTHER.station_code]


def test_a_further_pc_of_a_station_takes_its_stations_id_whatever_it_says(office):
    office.enrol(asking(), FENGSHAN)
    victim = office.enrol(asking(), OTHER).station

    issued = office.enrol(asking(victim.id), FENGSHAN)

    assert (issued.station.code, issued.station.id == victim.id) == (STATION, False)


def test_by_code_it_is_refused_too_and_the_code_stays_good(office):
    taken = new_id()
    office.enrol(asking(taken), FENGSHAN)
    code = office.make_join_code(OTHER.station_code, OTHER.station_name).code

    answers = [office.join(JoinQuestion(code.handle, each, code.proof(each))) for each in (asking(taken), asking())]

    assert [each.state for each in answers] == [REFUSED, PACKAGE]
    assert answers[0].data == EnrolledElsewhere.code.encode()


def test_even_a_raw_write_gives_no_two_stations_the_same_id(office):
    taken = new_id()
    office.enrol(asking(taken), FENGSHAN)
    row = {"county_id": office.county().id, "code": "530921103", "name": "x", "added_on": office.county().founded_on}

    with pytest.raises(IntegrityError), office.register.writing() as session:
        session.execute(insert(StationRow), [{**row, "station_id": taken}])


def test_a_pc_that_claims_numbers_its_station_never_had_gets_none_and_uses_up_none(office):
    with pytest.raises(SerialsClaimed) as refused:
        office.enrol(asking(last_serial=98_999), FENGSHAN)

    assert (refused.value.figures["last"], refused.value.figures["free"]) == (0, 99_000)
    assert stations(office) == []
    assert office.enrol(asking(), FENGSHAN).block.first == 1
    assert office.enrol(asking(last_serial=1000 + LEFT_OUT), FENGSHAN).block.first == 1001 + LEFT_OUT


def test_an_officer_who_has_looked_may_let_the_numbers_go_on_there(office):
    named = Terms(STATION, NAME, first_serial=5001)

    issued = office.enrol(asking(last_serial=5000), named)

    assert issued.block.first == 5001
