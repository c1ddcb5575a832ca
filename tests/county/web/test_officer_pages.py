"""An administrator adds officers, changes roles and passwords and lets people in no longer, at the pages."""

import pytest

from app.county.office import CountyOffice
from app.county.officer_rows import OfficerRole
from tests.county.web.filled import OFFICER_PASSWORD
from tests.county.web.officers import Officer, secret_in

OWN = "自己的长口令 1"
PROVEN = {"own": OFFICER_PASSWORD}


@pytest.fixture
def administrator(office: CountyOffice, address: str) -> Officer:
    office.add_officer("李主任", "administrator", OFFICER_PASSWORD, must_change=False)
    office.add_officer("王登记", "registrar", OFFICER_PASSWORD, must_change=False)
    return Officer(address, "李主任")


def state_of(office: CountyOffice, name: str) -> tuple[OfficerRole, bool, bool]:
    found = next(each for each in office.officers() if each.name == name)
    return found.role, found.active, found.must_change


def test_a_new_officer_gets_a_first_password_that_is_shown_once_and_must_be_changed(
    office: CountyOffice, administrator: Officer, address: str
) -> None:
    page = administrator.post("/officers", {**PROVEN, "name": "赵审计", "role": "auditor"}).text

    password = secret_in(page)
    fresh = Officer(address, "赵审计", password)
    assert fresh.get("/").headers["location"] == "/password"
    assert fresh.post("/password", {"old": password, "new": OWN, "again": OWN}).status_code == 303
    assert fresh.get("/officers").status_code == 200
    assert state_of(office, "赵审计") == (OfficerRole.AUDITOR, True, False)
    assert password not in administrator.get("/officers").text + str(office.audit())
    assert next(line.officer for line in office.audit() if line.action == "officer_add") == "李主任"


def test_a_new_password_ends_every_session_and_the_old_one_opens_nothing(
    office: CountyOffice, administrator: Officer, address: str
) -> None:
    before = Officer(address, "王登记")

    password = secret_in(administrator.post("/officers/password", {**PROVEN, "name": "王登记"}).text)

    assert before.get("/").headers["location"].startswith("/sign-in")
    assert Officer(address, "王登记").came_in.status_code == 403
    assert Officer(address, "王登记", password).get("/").headers["location"] == "/password"
    assert state_of(office, "王登记") == (OfficerRole.REGISTRAR, True, True)


@pytest.mark.engines("postgresql")
def test_another_role_holds_at_once_and_stands_in_the_journal(
    office: CountyOffice, administrator: Officer, address: str
) -> None:
    registrar = Officer(address, "王登记")
    csrf = registrar.csrf()
    before = registrar.post("/parked/retry", {}, csrf).status_code

    done = administrator.post("/officers/role", {**PROVEN, "name": "王登记", "role": "auditor"})

    assert done.headers["location"] == "/officers?done=role"
    assert (before, registrar.post("/parked/retry", {}, csrf).status_code) == (303, 403)
    line = office.audit(1)[0]
    told = {"name": "王登记", "role": "auditor", "before": "registrar"}
    assert (line.action, line.officer, line.details) == ("officer_role", "李主任", told)


@pytest.mark.engines("sqlite")
def test_a_dismissed_officer_is_out_and_the_name_is_not_given_again(
    office: CountyOffice, administrator: Officer, address: str
) -> None:
    registrar = Officer(address, "王登记")

    administrator.post("/officers/dismiss", {**PROVEN, "name": "王登记"})

    assert registrar.get("/").headers["location"].startswith("/sign-in")
    assert administrator.post("/officers", {**PROVEN, "name": "王登记", "role": "auditor"}).status_code == 400
    assert administrator.post("/officers/password", {**PROVEN, "name": "王登记"}).status_code == 400
    assert state_of(office, "王登记")[1] is False


@pytest.mark.engines("sqlite")
def test_the_last_administrator_is_neither_dismissed_nor_given_another_role(
    office: CountyOffice, administrator: Officer
) -> None:
    for path, form in (("dismiss", {}), ("role", {"role": "registrar"})):
        answer = administrator.post(f"/officers/{path}", {**PROVEN, "name": "李主任", **form})
        assert answer.status_code == 400
        assert "最后一名管理员" in answer.text

    assert state_of(office, "李主任")[:2] == (OfficerRole.ADMINISTRATOR, True)
    assert administrator.get("/officers").status_code == 200


@pytest.mark.engines("postgresql")
def test_odd_names_and_unknown_roles_change_nobody(office: CountyOffice, administrator: Officer) -> None:
    before, csrf = office.officers(), administrator.csrf()
    names = ("", " ", "李\n主任", "没有\x00的人", "?<b>李", "长" * 41)
    asked = [(path, name) for path in ("", "/role", "/dismiss", "/password") for name in names]

    answers = [
        administrator.post(f"/officers{path}", {**PROVEN, "name": name, "role": "auditor"}, csrf)
        for path, name in asked
    ]
    answers += [
        administrator.post(f"/officers{path}", {**PROVEN, "name": name, "role": "root"}, csrf)
        for path, name in (("", "周登记"), ("/role", "王登记"))
    ]

    assert {answer.status_code for answer in answers} <= {400, 422}
    assert office.officers() == before
    assert not any("<b>李" in answer.text for answer in answers)


def test_signs_that_no_database_keeps_are_refused_and_are_no_fault_of_ours(administrator: Officer) -> None:
    stranger = Officer(administrator.address)

    answers = [
        stranger.post("/sign-in", {"name": "李\x00", "password": OWN}, csrf=""),
        stranger.post("/v/lookup", {"number": "1\x00", "name": "李"}, csrf=""),
        administrator.get("/certificates?text=%00"),
        administrator.get("/certificates/%00/%00"),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert administrator.get("/").status_code == 200


def test_without_the_administrators_own_password_nothing_is_done_to_anybody(
    office: CountyOffice, administrator: Officer
) -> None:
    before, lines = office.officers(), len(office.audit())
    forms = (("", {"role": "auditor"}), ("/role", {"role": "auditor"}), ("/dismiss", {}), ("/password", {}))
    asked = [(path, {"name": "王登记" if path else "赵审计", **form}) for path, form in forms]

    forgotten = [administrator.post(f"/officers{path}", form).status_code for path, form in asked]
    wrong = [administrator.post(f"/officers{path}", {**form, "own": OWN}) for path, form in asked]

    assert forgotten == [422] * 4
    assert [answer.status_code for answer in wrong] == [400] * 4
    assert all("不是您自己的密码" in answer.text for answer in wrong)
    assert (office.officers(), len(office.audit())) == (before, lines)


@pytest.mark.engines("sqlite")
def test_whoever_guesses_at_an_open_screen_waits_and_the_officer_at_another_one_does_not(
    administrator: Officer, address: str
) -> None:
    csrf = administrator.csrf()
    for _ in range(5):
        administrator.post("/officers/dismiss", {"name": "王登记", "own": OWN}, csrf)

    paused = administrator.post("/officers/dismiss", {"name": "王登记", **PROVEN}, csrf)

    assert (paused.status_code, "秒" in paused.text) == (400, True)
    assert Officer(address, "李主任").came_in.status_code == 303
