"""A public list that no PC could report back is kept from the stations, who keep the former; officers are told."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import insert

from app.clock import SetClock
from app.county.office import CountyOffice
from app.county.tables import RevocationRow
from app.county.web.site import Site
from app.ledger.county_enrolment import take_in
from app.ledger.trust_lists import ListTooLong, trust_lists
from app.models.ledger import Ledger
from app.sync.protocol import RoundAnswer, RoundRequest, pack_answer, pack_request, unpack_answer, unpack_request
from app.sync.round import run_round
from tests.county.makers import STATION, enrolled, head
from tests.county.web.filled import OFFICER_PASSWORD, DirectLine
from tests.county.web.officers import Officer

BEARABLE, TOO_MANY = 3_300, 4_000


class PackedLine(DirectLine):
    """A line on which every question and answer has the size that it really has."""

    def ask(self, request: RoundRequest) -> RoundAnswer:
        answer = super().ask(unpack_request(pack_request(request)))
        return unpack_answer(pack_answer(answer))


def revoke(office: CountyOffice, first: int, last: int) -> None:
    """So many corrected certificates, each with its successor, as the stations ask for it."""
    county_id = office.county().id
    rows = [
        {
            "county_id": county_id,
            "number": f"530921{at % 20 + 101}26{at:05d}{at % 10}",
            "digest": hashlib.sha256(b"%d" % at).hexdigest(),
            "since": date(2026, 1 + at % 11, 1 + at % 28),
            "reason": "姓名写错，已重发" if at % 3 else "身份证号写错，已重发",
            "successor": f"530921{at % 20 + 101}26{at * 7919 % 90_000 + 9999:05d}{at % 10}",
        }
        for at in range(first, last)
    ]
    with office.register.writing() as session:
        session.execute(insert(RevocationRow), rows)


def revoked_at(pc: Ledger) -> int:
    return len(trust_lists(pc).revocations.certificates)


@pytest.fixture
def reported(office: CountyOffice, pc: Ledger, site: Site, clock: SetClock) -> PackedLine:
    """A PC that got a list nearly as long as can be."""
    enrolled(office, pc)
    line = PackedLine(site, pc)
    revoke(office, 0, BEARABLE)
    office.publish_lists()
    run_round(pc, line, "1")
    clock.advance(days=1)
    return line


@pytest.mark.engines("postgresql")
def test_a_list_as_long_as_can_be_is_taken_in_and_reported(
    office: CountyOffice, pc: Ledger, reported: PackedLine
) -> None:
    figures = office.figures().lists[1]

    assert (revoked_at(pc), run_round(pc, reported, "1").waiting) == (BEARABLE, 0)
    assert 90 < figures.share <= 100
    assert str(figures.share) in figures.growth()


def test_a_longer_one_is_kept_back_and_numbers_still_come_and_all_is_reported(
    office: CountyOffice, pc: Ledger, reported: PackedLine
) -> None:
    revoke(office, BEARABLE, TOO_MANY)
    office.publish_lists()
    office.grant_block(STATION, serials=70)

    made = run_round(pc, reported, "1")

    assert (revoked_at(pc), made.waiting) == (BEARABLE, 0)
    assert office.figures().serials_granted == 1070
    assert (made.feed, office.figures().lists[1].known_on) == (2, date(2026, 11, 21))


@pytest.mark.engines("sqlite")
def test_by_file_it_is_refused_and_nothing_is_written_that_could_not_be_reported(
    office: CountyOffice, pc: Ledger, reported: PackedLine
) -> None:
    revoke(office, BEARABLE, TOO_MANY)
    long_list, before = office.publish_lists().revocations.data, head(pc)

    with pytest.raises(ListTooLong):
        take_in(pc, long_list)

    assert head(pc) == before


@pytest.mark.engines("postgresql")
def test_officers_read_it_on_the_pages_of_stations_and_lists_and_first_of_all_on_the_overview(
    office: CountyOffice, address: str
) -> None:
    office.add_officer("赵审计", "auditor", OFFICER_PASSWORD, must_change=False)
    auditor = Officer(address, "赵审计")
    revoke(office, 0, TOO_MANY)
    before = auditor.get("/stations").text

    office.publish_lists()

    pages = [auditor.get(path).text for path in ("/stations", "/revocations", "/")]
    said = "吊销名单太长，各站电脑收不下：各站仍用 2026-11-21 的名单"
    assert said not in before
    assert [said in page for page in pages] == [True] * 3
