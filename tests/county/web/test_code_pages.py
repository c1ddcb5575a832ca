"""An administrator makes codes for joining at the pages, sees what became of them and lets in who waits."""

import pytest

from app.county.joining import REVOKED, USED, WAITING
from app.county.office import CountyOffice
from app.ledger.county_enrolment import write_request
from app.models.ledger import Ledger
from app.sync import join_code
from app.sync.join_code import JoinCode, JoinQuestion, read_code
from tests.county.makers import NAME, PASSWORD, STATION, enrolled
from tests.county.web.filled import OFFICER_PASSWORD
from tests.county.web.officers import Officer, secret_in

NEW = {"new_code": STATION, "new_name": NAME}


@pytest.fixture
def administrator(office: CountyOffice, address: str) -> Officer:
    office.add_officer("李主任", "administrator", OFFICER_PASSWORD, must_change=False)
    return Officer(address, "李主任")


def ask(office: CountyOffice, code: JoinCode, request: bytes) -> str:
    """What a PC is told that asks with this code."""
    return office.join(JoinQuestion(code.handle, request, code.proof(request))).state


def states(office: CountyOffice) -> list[str]:
    return [line.state for line in office.join_codes()]


def made_at(administrator: Officer, **form: str) -> JoinCode:
    return read_code(secret_in(administrator.post("/codes", form or NEW).text))


def waiting(office: CountyOffice, administrator: Officer, request: bytes, **form: str) -> JoinCode:
    """A code whose PC has asked while the root key was not at hand."""
    office._key = None
    code = made_at(administrator, **form)
    assert ask(office, code, request) == join_code.WAITING
    return code


def test_a_code_is_shown_once_lets_one_pc_in_and_the_list_says_which(
    office: CountyOffice, administrator: Officer, pc: Ledger
) -> None:
    code = made_at(administrator)
    told = ask(office, code, write_request(pc).data)

    page = administrator.get("/codes").text
    assert (told, states(office)) == (join_code.PACKAGE, [USED])
    assert pc.standing.replica[-12:] in page
    assert code.handle in page
    assert code.secret not in page.replace("-", "") + str(office.audit())
    assert [line.officer for line in office.audit() if line.action == "join_code"] == ["李主任"]
    assert made_at(administrator, station=STATION).handle != code.handle


@pytest.mark.engines("sqlite")
def test_a_station_is_chosen_or_typed_whole_and_not_both(
    office: CountyOffice, administrator: Officer, pc: Ledger
) -> None:
    enrolled(office, pc)

    answers = [
        administrator.post("/codes", form)
        for form in ({}, {"new_code": "530921102"}, {"station": STATION, **NEW}, {"new_code": "凤山", "new_name": "x"})
    ]

    assert [answer.status_code for answer in answers] == [400] * 4
    assert "--name" not in "".join(answer.text for answer in answers)
    assert states(office) == []


@pytest.mark.engines("postgresql")
def test_a_code_that_is_withdrawn_lets_nobody_in(office: CountyOffice, administrator: Officer, pc: Ledger) -> None:
    code = made_at(administrator)

    done, again = (administrator.post("/codes/revoke", {"handle": code.handle}) for _ in range(2))

    assert (done.headers["location"], again.status_code) == ("/codes?done=code_withdrawn", 400)
    assert (ask(office, code, write_request(pc).data), states(office)) == (join_code.UNKNOWN, [REVOKED])


def test_who_waits_is_shown_with_the_fingerprint_and_let_in_with_the_countys_password(
    office: CountyOffice, administrator: Officer, pc: Ledger
) -> None:
    request = write_request(pc)
    code = waiting(office, administrator, request.data)
    page, home = administrator.get("/codes").text, administrator.get("/").text

    wrong = administrator.post("/codes/finish", {"handle": code.handle, "county_password": "不是这个口令"})
    kept = states(office)
    done = administrator.post("/codes/finish", {"handle": code.handle, "county_password": PASSWORD})

    assert request.fingerprint in page
    assert 'href="/codes#waiting"' in home
    assert (wrong.status_code, kept) == (400, [WAITING])
    assert (done.status_code, states(office)) == (200, [USED])
    assert 'id="waiting"' not in done.text
    assert not office.can_sign
    assert ask(office, code, request.data) == join_code.PACKAGE
    assert ("join", "李主任") in [(line.action, line.officer) for line in office.audit()]


@pytest.mark.engines("sqlite")
def test_who_cannot_be_let_in_waits_on_and_the_page_says_why(
    office: CountyOffice, administrator: Officer, pc: Ledger
) -> None:
    enrolled(office, pc)
    code = waiting(office, administrator, write_request(pc).data, new_code="530921102", new_name="勐佑镇工作站")

    answer = administrator.post("/codes/finish", {"handle": code.handle, "county_password": PASSWORD})
    unknown = administrator.post("/codes/finish", {"handle": "0000", "county_password": PASSWORD})

    assert STATION in answer.text[answer.text.index('class="notice bad"') :][:300]
    assert (states(office), unknown.status_code) == ([WAITING], 400)
    assert {each.code for each in office.stations()} == {STATION}


@pytest.mark.engines("sqlite")
def test_where_the_root_key_is_kept_elsewhere_the_page_names_the_command(
    office: CountyOffice, administrator: Officer, pc: Ledger
) -> None:
    waiting(office, administrator, write_request(pc).data)
    office._files.root.rename(office._files.root.with_suffix(".elsewhere"))

    page = administrator.get("/codes").text

    assert "xiangxun county finish" in page
    assert 'name="county_password"' not in page
