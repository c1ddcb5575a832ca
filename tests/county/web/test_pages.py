"""What officers read at the county's pages is what the stations reported, masked, on either engine."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.clock import SetClock
from app.county.database_place import REGISTER, keep_address
from app.county.formulas import harmless
from app.county.office import CountyOffice
from app.county.readings.tables import CERTIFICATES, CLASSES, ENROLMENTS, TRAINEES
from app.county.readings.training import YearOfTraining, year_of_training
from app.county.revoking import ReasonNeeded
from app.county.store.mirror import IDENTITY
from app.county.web.site import Site, SiteSettings, open_site
from app.models.id_numbers import mask_id_number
from app.models.ledger_file import remove_database
from tests.county.makers import PASSWORD, carry
from tests.county.web.filled import SHARED, STATIONS, hand_in, newer_pc
from tests.county.web.officers import Officer
from tests.county.web.serving import serving

PAGES = (
    "/",
    "/?year=2025",
    "/stations",
    f"/stations/{STATIONS[0].code}",
    f"/stations/{STATIONS[0].code}/tables",
    "/certificates",
    "/certificates?year=2026&kind=completion&state=good&page=2",
    "/classes?year=2026",
    "/revocations",
    "/blocks",
    "/codes",
    "/officers",
    "/duplicates",
    "/conflicts",
    "/parked",
    "/journal",
    "/journal?action=enrol",
    "/journal/refusals",
)


@pytest.fixture
def registrar(full_address: str) -> Officer:
    return Officer(full_address, "王登记")


@pytest.fixture
def administrator(full_address: str) -> Officer:
    return Officer(full_address, "李主任")


def rows(site: Site, table) -> list:
    with site.register.reading() as session:
        return session.execute(select(table)).mappings().all()


def year_2026(site: Site) -> YearOfTraining:
    with site.register.reading() as session:
        return year_of_training(session, site.county.id, 2026, site.clock.now().date())


def first_certificate(officer: Officer) -> str:
    return re.search(r'href="(/certificates/[0-9a-f-]+/[0-9a-f-]+)"', officer.get("/certificates").text)[1]


def test_every_page_opens_and_none_shows_a_whole_id_number(full_site: Site, registrar: Officer) -> None:
    numbers = {row["id_number"] for row in rows(full_site, TRAINEES)}

    shown = {path: registrar.get(path) for path in (*PAGES, first_certificate(registrar))}

    assert {path: answer.status_code for path, answer in shown.items()} == dict.fromkeys(shown, 200)
    assert not [path for path, answer in shown.items() if any(number in answer.text for number in numbers)]
    assert any(mask_id_number(number) in shown["/certificates"].text for number in numbers)
    assert all(answer.headers["cache-control"] == "no-store" for answer in shown.values())


def test_persons_are_counted_once_at_however_many_stations_and_person_times_each_time(full_site: Site) -> None:
    figures = year_2026(full_site)

    people = {(row["owner"], row["id"]): row[IDENTITY] for row in rows(full_site, TRAINEES)}
    classes = {(row["owner"], row["id"]): row for row in rows(full_site, CLASSES)}
    enrolled = [(people[row["owner"], row["trainee_id"]], row) for row in rows(full_site, ENROLMENTS)]
    months = [classes[row["owner"], row["class_id"]]["starts_on"].month for _, row in enrolled]
    whole = figures.whole.count
    assert (whole.people, whole.enrolments) == (len({person for person, _ in enrolled}), len(enrolled))
    assert sum(line.count.people for line in figures.stations) > whole.people
    assert [line.count.enrolments for line in figures.months] == [months.count(month) for month in range(1, 13)]
    assert sum(line.count.enrolments for line in figures.groups) == whole.enrolments
    told = {line.key: (line.count.people, line.count.enrolments) for line in figures.categories}
    for code, (persons, times) in told.items():
        of_it = [person for person, row in enrolled if code in row["categories_at_start"]]
        assert (len(set(of_it)), len(of_it)) == (persons, times)
    assert figures.whole.target == sum(line.target for line in figures.stations) > 0


def test_the_home_page_shows_these_figures_and_what_wants_doing(full_site: Site, registrar: Officer) -> None:
    page = registrar.get("/").text

    count = year_2026(full_site).whole.count
    assert f'id="enrolment-count">{count.enrolments}<' in page
    assert f'id="trainee-count">{count.people}<' in page
    todo = page[page.index('aria-labelledby="todo"') :]
    assert STATIONS[2].name in todo
    assert 'href="/parked"' in todo
    assert 'href="/conflicts"' in todo
    assert STATIONS[1].name not in todo[: todo.index("</section>")]


def test_a_person_at_two_stations_and_a_field_changed_twice_are_shown_with_both_sides(registrar: Officer) -> None:
    persons, conflicts = registrar.get("/duplicates").text, registrar.get("/conflicts").text

    assert persons.count("<tr>") + persons.count('<tr class="same">') == 2 * SHARED + 1
    assert "139****0001" in conflicts
    assert "135****0002" in conflicts
    assert "13908830001" not in conflicts


def test_filters_narrow_the_register_to_what_they_say(full_site: Site, registrar: Officer) -> None:
    everything = rows(full_site, CERTIFICATES)
    owner = everything[0]["owner"]
    number, name = everything[0]["number"], everything[0]["fields"]["name"]

    def total(query: str) -> int:
        return int(re.search(r'class="pill">\D*(\d+)\D*<', registrar.get(f"/certificates?{query}").text)[1])

    assert total("") == len(everything)
    assert total(f"station={owner}") == sum(row["owner"] == owner for row in everything)
    assert total(f"text={number}") == 1
    assert total(f"text={name}") == sum(row["fields"]["name"] == name for row in everything)
    assert total("text=53%25") == 0
    assert total("year=2024") == total("state=voided") == total("intake=2026.9") == 0
    assert total("state=good&kind=completion") == len(everything)


def test_what_is_revoked_here_is_refused_by_the_check_page_at_once(registrar: Officer, full_site: Site) -> None:
    path = first_certificate(registrar)
    page = registrar.get(path).text
    number, name = re.search(r'<h1 class="code">(\d+)<', page)[1], re.search(r"<dd>([^<]+)</dd>", page)[1]
    asked = {"number": number, "name": name}
    before = registrar.session.post(registrar.address + "/v/lookup", data=asked, timeout=60).text

    refused = registrar.post(f"{path}/revoke", {"reason": " "})
    done = registrar.post(f"{path}/revoke", {"reason": "误签发"})
    after = registrar.session.post(registrar.address + "/v/lookup", data=asked, timeout=60).text

    assert refused.status_code == 400
    assert ReasonNeeded().sentence() in refused.text
    assert (done.status_code, done.headers["location"]) == (303, f"{path}?done=revoked")
    assert 'class="notice bad"' in after
    assert 'class="notice bad"' not in before
    line = full_site.office.audit(1)[0]
    assert (line.action, line.officer, line.details["number"]) == ("revoke_certificate", "王登记", number)
    assert registrar.post(f"{path}/revoke", {"reason": "误签发"}).headers["location"].endswith("done=repeat")


def test_numbers_are_granted_and_lists_signed_with_the_countys_password_alone(
    administrator: Officer, full_site: Site
) -> None:
    replica = full_site.office.stations()[0].devices[0].replica
    form = {"replica": replica, "serials": "200"}

    wrong = administrator.post("/blocks", {**form, "county_password": "不是这个口令"})
    granted = administrator.post("/blocks", {**form, "county_password": PASSWORD})
    unsigned = administrator.post("/revocations/publish", {"county_password": ""})
    published = administrator.post("/revocations/publish", {"county_password": PASSWORD})

    assert (wrong.status_code, unsigned.status_code) == (400, 400)
    assert (granted.headers["location"], published.headers["location"]) == (
        "/blocks?done=granted",
        "/revocations?done=published",
    )
    assert len(full_site.office.stations()[0].devices[0].blocks) == 2
    assert not full_site.office.can_sign
    deeds = [(line.action, line.officer) for line in full_site.office.audit(5)]
    assert ("block", "李主任") in deeds


def test_the_countys_password_cannot_be_guessed_at_the_pages(administrator: Officer, full_site: Site) -> None:
    replica = full_site.office.stations()[0].devices[0].replica
    form = {"replica": replica, "serials": "1"}
    for guess in range(6):
        administrator.post("/blocks", {**form, "county_password": f"猜的口令 {guess}"})

    assert administrator.post("/blocks", {**form, "county_password": PASSWORD}).status_code == 400


def test_a_key_is_revoked_at_its_own_station_only(administrator: Officer, full_site: Site) -> None:
    key = full_site.office.stations()[0].keys[0].key_id
    here, elsewhere = (f"/stations/{each.code}/revoke-key" for each in STATIONS[:2])

    astray = administrator.post(elsewhere, {"key_id": key, "reason": "电脑被盗"})
    done = administrator.post(here, {"key_id": key, "reason": "电脑被盗"})

    assert (astray.status_code, done.status_code) == (404, 303)
    assert full_site.office.stations()[0].keys[0].revoked_since == full_site.clock.now().date()


def test_trying_parked_entries_again_is_told_in_the_journal(registrar: Officer, full_site: Site) -> None:
    answer = registrar.post("/parked/retry", {})

    assert answer.headers["location"] == "/parked?done=retried&went=0&left=2"
    assert (full_site.office.audit(1)[0].action, full_site.office.audit(1)[0].officer) == ("retry_parked", "王登记")
    assert "village_visit" in registrar.get("/parked").text


def test_what_went_through_when_it_was_tried_again_is_told(
    registrar: Officer, full_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    pc, device = newer_pc(full_site)
    row_id = pc.trainee(name="李秀英")
    pc.write("trainee", row_id, "U", {"name": ["李秀英", "李秀荣"]}, schema=99)
    hand_in(full_site, pc, device)
    monkeypatch.setattr("app.models.parking.SCHEMA", 99)

    answer = registrar.post("/parked/retry", {})
    page = registrar.get(answer.headers["location"]).text

    assert answer.headers["location"] == "/parked?done=retried&went=1&left=2"
    assert "1 条处理成功，2 条继续暂存" in page
    assert full_site.office.audit(1)[0].details["went"] == 1
    assert [row["name"] for row in rows(full_site, TRAINEES) if row["id"] == row_id] == ["李秀荣"]
    assert registrar.get("/parked?done=retried&went=x&left=" + "9" * 5000).status_code == 200


def test_a_settled_conflict_names_who_settled_it_and_wants_nothing_any_more(
    registrar: Officer, administrator: Officer, full_site: Site
) -> None:
    before = registrar.get("/conflicts").text
    form = dict(re.findall(r'name="(\w+)" value="([^"]+)"', before[before.index('action="/conflicts"') :]))
    del form["csrf"]

    refused = registrar.post("/conflicts", {**form, "before_seq": "1"})
    done = registrar.post("/conflicts", form)
    after = registrar.get("/conflicts").text

    assert (refused.status_code, done.headers["location"]) == (400, "/conflicts?done=settled")
    assert 'action="/conflicts"' not in administrator.get("/conflicts").text + after
    assert "王登记" in after[after.index("<tbody>") :]
    assert 'href="/conflicts"' not in registrar.get("/").text.split('id="todo"')[1].split("</section>")[0]
    line = full_site.office.audit(1)[0]
    assert (line.action, line.officer, line.details["field"]) == ("clash_settled", "王登记", "phone")


@pytest.mark.parametrize("register", ["certificates", "classes", "figures", "stations", "duplicates"])
def test_a_downloaded_register_is_masked_marked_and_in_the_journal(
    full_site: Site, full_address: str, register: str
) -> None:
    auditor = Officer(full_address, "赵审计")
    numbers = {row["id_number"] for row in rows(full_site, TRAINEES)}

    text = auditor.post(f"/downloads/{register}", {"form": "csv"}).content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(auditor.post(f"/downloads/{register}", {"form": "xlsx"}).content)).active

    lines = list(csv.reader(io.StringIO(text)))
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(lines) > 3
    assert {len(line) for line in lines[1:-1]} == {len(lines[0])}
    assert not any(number in text for number in numbers)
    assert not any(number in cell for cell in cells for number in numbers)
    assert "赵审计" in lines[-1][0]
    assert "赵审计" in sheet.oddHeader.right.text
    told = full_site.office.audit(2)
    assert {(line.action, line.officer, line.details["register"]) for line in told} == {
        ("download", "赵审计", register)
    }


def test_a_cell_that_begins_like_a_formula_stays_a_text() -> None:
    for cell in ("=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+1", "＋1", "－1", "＠x"):
        assert harmless(cell) == f"'{cell}"
    assert harmless("凤山镇") == "凤山镇"


def test_both_engines_show_the_same_pages(full_site: Site, registrar: Officer, on_postgresql: Officer) -> None:
    for path in PAGES:
        here, there = (_without_session(each.get(path).text) for each in (registrar, on_postgresql))
        if "journal" not in path:
            assert here == there, path


def _without_session(page: str) -> str:
    return re.sub(r'name="csrf" value="[^"]+"', "", page)


@pytest.fixture
def on_postgresql(filled: Path, tmp_path: Path, clock: SetClock, request: pytest.FixtureRequest) -> Iterator[Officer]:
    """The same officer at the same county, whose register lies on PostgreSQL."""
    server = request.getfixturevalue("postgresql")
    name = server.new_database()
    shutil.copytree(filled, tmp_path / "there")
    carry(tmp_path / "there", server.address(name))
    remove_database(tmp_path / "there" / REGISTER)
    keep_address(tmp_path / "there", server.address(name))
    with (
        CountyOffice.visit(tmp_path / "there", clock) as office,
        serving(open_site(office, clock, SiteSettings(is_secure=False))) as address,
    ):
        yield Officer(address, "王登记")
    server.drop(name)
