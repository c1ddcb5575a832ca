"""A county that was put back from its backup lets nobody in by what the backup still knew."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SetClock
from app.county.backing_up import back_up_county
from app.county.joining import REVOKED, USED
from app.county.office import CountyOffice
from app.county.restoring import restore_county
from app.county.signing_in import sign_in, signed_in
from app.county.web.authority import COOKIE
from app.county.web.site import SiteSettings, open_site
from app.credential.keys import SigningKey
from app.ledger.county_enrolment import write_request
from app.models.ledger import Ledger
from app.sync.join_code import PACKAGE, UNKNOWN, JoinQuestion
from tests.county.makers import NAME, STATION
from tests.county.web.filled import OFFICER_PASSWORD
from tests.county.web.officers import Officer
from tests.county.web.serving import serving


@pytest.fixture
def office(founded: Path, tmp_path: Path, clock: SetClock, root_key: SigningKey) -> Iterator[CountyOffice]:
    """The county before it was lost."""
    shutil.copytree(founded, tmp_path / "before")
    with CountyOffice.visit(tmp_path / "before", clock) as opened:
        opened._key = root_key
        yield opened


def test_an_old_cookie_and_a_code_that_was_used_since_open_nothing(
    office: CountyOffice, pc: Ledger, tmp_path: Path, county_database: str, clock: SetClock
) -> None:
    office.add_officer("李主任", "administrator", OFFICER_PASSWORD, must_change=False)
    token = sign_in(office.register, "李主任", OFFICER_PASSWORD, clock.now())
    code, request = office.make_join_code(STATION, NAME).code, write_request(pc).data
    question = JoinQuestion(code.handle, request, code.proof(request))
    backup = back_up_county(office._register, office._files, tmp_path / "a.xxcounty", clock.now())
    assert (office.join(question).state, [line.state for line in office.join_codes()]) == (PACKAGE, [USED])
    assert signed_in(office.register, token, clock.now()) is not None

    restore_county(tmp_path / "new", backup.path, clock, "李主任", county_database)

    with CountyOffice.visit(tmp_path / "new", clock) as back:
        back._key = office._key
        with serving(open_site(back, clock, SiteSettings(is_secure=False))) as url:
            officer = Officer(url)
            officer.session.cookies.set(COOKIE, token)
            assert officer.get("/").headers["location"] == "/sign-in"
            assert Officer(url, "李主任").get("/").status_code == 200
        assert back.join(question).state == UNKNOWN
        assert [line.state for line in back.join_codes()] == [REVOKED]
