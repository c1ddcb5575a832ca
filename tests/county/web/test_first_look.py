"""What an officer reads first: in a county without stations the next step, and which station needs a look and why."""

from sqlalchemy import select

from app.county.office import CountyOffice
from app.county.store import allowance
from app.county.store.allowance import Allowance, Brought
from app.county.tables import StationRow
from app.models.ledger import Ledger
from tests.county.makers import STATION, enrolled
from tests.county.web.filled import OFFICER_PASSWORD
from tests.county.web.officers import Officer

NEXT_STEP = 'href="/codes"'
LOOK = "需要查看"


def signed_in(office: CountyOffice, address: str, role: str) -> Officer:
    office.add_officer(role, role, OFFICER_PASSWORD, must_change=False)
    return Officer(address, role)


def main_of(officer: Officer, path: str) -> str:
    """The page without its ways, which lead everywhere."""
    return officer.get(path).text.partition("<main")[2]


def test_a_county_without_stations_leads_whoever_may_to_the_first_code(office: CountyOffice, address: str) -> None:
    administrator, auditor = (signed_in(office, address, role) for role in ("administrator", "auditor"))

    leading = [NEXT_STEP in main_of(administrator, path) for path in ("/", "/stations", "/blocks")]

    assert leading == [True] * 3
    assert NEXT_STEP not in main_of(auditor, "/stations")
    assert 'id="grant"' not in main_of(administrator, "/blocks")


def test_a_station_that_brought_all_it_may_is_marked_and_its_page_tells_what_to_do(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    enrolled(office, pc)
    auditor = signed_in(office, address, "auditor")
    before = main_of(auditor, "/stations"), main_of(auditor, f"/stations/{STATION}")
    with office.register.writing() as session:
        station_id = session.scalar(select(StationRow.station_id).where(StationRow.code == STATION))
        full = Brought("2026-11-20", Allowance().entries, 1, "2026-11-20")
        allowance._write(session.connection(), office.county().id, f"in:{station_id}", full)

    after = main_of(auditor, "/stations"), main_of(auditor, f"/stations/{STATION}")

    assert (LOOK in before[0], "1,000,000" in before[1]) == (False, False)
    assert (LOOK in after[0], "2026-11-20" in after[1], "1,000,000" in after[1]) == (True, True, True)
    assert NEXT_STEP not in after[0]
