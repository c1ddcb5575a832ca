"""The day's commands about certificates, as a clerk types them; the day is the PC's own."""

import io
import json
import shutil
from contextlib import redirect_stdout
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.cli import run
from app.clock import SystemClock
from app.credential.revocations import Revocation
from app.models.journal import JOURNAL
from app.models.opening import open_ledger
from app.models.people import Trainee
from app.models.training import Lesson
from tests.certificates.test_verifying import KEYS
from tests.conftest import LOGIN
from tests.documents.makers import seen
from tests.makers_certificates import MakeBelieveCounty, make_class

YESTERDAY = datetime.now().astimezone().date() - timedelta(days=1)


@pytest.fixture(scope="module")
def county():
    return MakeBelieveCounty(day=YESTERDAY - timedelta(days=20))


@pytest.fixture(scope="module")
def template(empty_ledger, county, tmp_path_factory):
    """An enrolled station with a class of three that ended yesterday."""
    folder = tmp_path_factory.mktemp("station") / "ledger"
    shutil.copytree(empty_ledger, folder)
    with open_ledger(folder, LOGIN, SystemClock()) as ledger:
        county.enrol(ledger)
        made = make_class(ledger, 3, ends_on=YESTERDAY, code="2026/01")
        with ledger.change("class.open") as change:
            for half_day in ("morning", "evening"):
                change.add(Lesson(class_id=made.id, day=YESTERDAY, half_day=half_day, kind="theory", hours=4))
    return folder


@pytest.fixture(scope="module")
def graduated(template, tmp_path_factory):
    """The same, its certificates issued by command."""
    folder = shutil.copytree(template, tmp_path_factory.mktemp("graduated") / "ledger")
    with redirect_stdout(io.StringIO()) as answer:
        status = run(["--home", str(folder), "certificates", "issue", "--class", "2026/01", "--json"])
    return folder, status, json.loads(answer.getvalue())["certificates"]


@pytest.fixture
def home(request, template, tmp_path, monkeypatch):
    """The folder of that ledger for this test alone; with its certificates, if the test asks for `issued`."""
    monkeypatch.setenv("XIANGXUN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    wanted = request.getfixturevalue("graduated")[0] if "issued" in request.fixturenames else template
    return shutil.copytree(wanted, tmp_path / "home")


@pytest.fixture
def told(home, capsys):
    """Runs a command with --json; gives its exit status and its answer."""

    def tell(*words):
        status = run([*map(str, words), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return tell


@pytest.fixture
def said(home, capsys):
    """Runs a command; gives its exit status, what it said, and what it noted."""

    def say(*words):
        status = run(list(map(str, words)))
        out = capsys.readouterr()
        return status, out.out, out.err

    return say


@pytest.fixture
def issued(home, graduated):
    _, status, rows = graduated
    assert status == 0
    return rows


def test_from_issue_to_hand_out_by_command(told, issued, tmp_path):
    printed = told("certificates", "print", "--class", "2026/01", "--out", tmp_path / "batch.pdf")[1]
    jammed = told("certificates", "confirm", "--good-to", "1", "--spoiled", "2", "--reason", "卡纸")[1]
    resumed = told("certificates", "print", "--job", printed["short_id"], "--out", tmp_path)[1]
    done = told("certificates", "confirm", "--all")[1]
    handed = told(
        "certificates", "hand-out", "--class", "2026/01", "--all", "--except", issued[2]["number"], "--id-checked"
    )
    waiting = told("certificates", "hand-out", "--class", "2026/01")[1]

    assert len(PdfReader(tmp_path / "batch.pdf").pages) == 3
    assert resumed["positions"] == [2, 3]
    assert len(PdfReader(resumed["file"]).pages) == 2
    assert (jammed["counts"], done["is_done"]) == ({"waiting": 2, "good": 1, "spoiled": 1, "dropped": 0}, True)
    assert [row["number"] for row in handed[1]] == [issued[0]["number"], issued[1]["number"]]
    assert [row["number"] for row in waiting] == [issued[2]["number"]]
    (blanks,) = told("certificates", "blanks")[1]["kinds"]
    assert (blanks["used"], blanks["spoiled"], blanks["left"]) == (3, 1, -4)


def test_without_a_ledger_a_certificate_is_verified_by_the_countys_files(issued, county, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XIANGXUN_HOME", str(tmp_path / "nowhere"))
    (tmp_path / "keys").write_bytes(county.key_list())
    (tmp_path / "revoked").write_bytes(county.revocations(Revocation(issued[1]["number"], YESTERDAY, "作废")))
    lists = ["--key-list", "keys", "--revocations", "revoked", "--root", county.root.public.hex(), "--json"]

    good = run(["certificates", "verify", issued[0]["credential_text"], *lists])
    first = json.loads(capsys.readouterr().out)
    revoked = run(["certificates", "verify", issued[1]["credential_text"], *lists])
    second = json.loads(capsys.readouterr().out)

    assert (good, first["verdict"], list(first)) == (0, "valid", KEYS)
    assert (revoked, second["verdict"]) == (1, "revoked")


@pytest.mark.parametrize(
    ("lists", "code"),
    [
        (["--key-list", "keys"], "lists_incomplete"),
        (["--root", "ab" * 32], "lists_incomplete"),
        (["--key-list", "keys", "--root", "zz"], "root_key_wrong"),
        (["--key-list", "missing", "--root", "ab" * 32], "file_unreadable"),
    ],
)
def test_lists_that_cannot_serve_are_refused(told, tmp_path, county, lists, code):
    (tmp_path / "keys").write_bytes(county.key_list())

    status, answer = told("certificates", "verify", "1", *lists)

    assert (status, answer["error"]["code"]) == (2, code)


def test_the_exit_status_tells_valid_from_not_valid_from_unreadable(told, issued):
    text = issued[0]["credential_text"]

    assert told("certificates", "verify", text)[0] == 0
    assert told("certificates", "verify", text.partition("#")[2])[0] == 0
    assert told("certificates", "verify", issued[0]["number"])[0] == 2
    assert told("certificates", "verify", "https://example.com")[0] == 2
    told("certificates", "void", issued[0]["number"], "--reason", "作废")
    status, answer = told("certificates", "verify", text)
    assert (status, answer["verdict"], answer["reason"]) == (1, "revoked", "certificate_revoked")


def test_a_pdf_of_several_certificates_gets_one_answer_each_and_is_valid_only_as_a_whole(told, issued, tmp_path):
    told("certificates", "print", "--class", "2026/01", "--out", "batch.pdf")

    all_good, answers = told("certificates", "verify", "batch.pdf")
    told("certificates", "void", issued[1]["number"], "--reason", "作废")
    one_bad, again = told("certificates", "verify", tmp_path / "batch.pdf")

    assert (all_good, [answer["number"] for answer in answers]) == (0, [row["number"] for row in issued])
    assert (one_bad, [answer["verdict"] for answer in again]) == (1, ["valid", "revoked", "valid"])


def test_a_picture_is_read_and_one_without_a_code_or_a_broken_file_is_unreadable(told, issued, tmp_path):
    told("certificates", "print", "--number", issued[0]["number"], "--out", "one.pdf")
    picture = seen(tmp_path / "one.pdf")
    picture.save("one.png")
    picture.convert("RGB").save("one.jpg", quality=60)
    picture.crop((0, 0, 300, 300)).save("corner.png")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "folder").mkdir()

    assert [told("certificates", "verify", name)[0] for name in ("one.png", "one.jpg", "one.pdf")] == [0, 0, 0]
    for name, reason in (
        ("corner.png", "no_code_found"),
        ("broken.pdf", "unreadable_file"),
        ("missing.png", "file_not_there"),
        ("folder", "folder_not_scanned"),
    ):
        status, answer = told("certificates", "verify", name)
        assert (status, answer["verdict"], answer["reason"], list(answer)) == (2, "unreadable", reason, KEYS)


def test_the_text_may_come_from_the_standard_input(told, issued, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(issued[0]["credential_text"] + "\n"))

    status, answer = told("certificates", "verify", "-")

    assert (status, answer["number"]) == (0, issued[0]["number"])


def test_people_are_told_in_sentences(said, issued):
    status, out, err = said("certificates", "verify", issued[0]["credential_text"])
    refused, _, why = said("certificates", "void", issued[0]["number"])

    assert (status, err) == (0, "")
    assert issued[0]["name"] in out
    assert issued[0]["number"] in out
    assert refused == 1
    assert why


def test_a_certificate_without_a_level_is_told_without_a_gap(told, said, issued):
    corrected = told("certificates", "correct", issued[0]["number"], "--set", "level=", "--reason", "无等级")[1]["new"]

    with_level = said("certificates", "verify", issued[1]["credential_text"])[1]
    without = said("certificates", "verify", corrected["credential_text"])[1]

    assert f"{issued[1]['course']} {issued[1]['level']}," in with_level.replace("，", ",")
    assert f"{corrected['course']}," in without.replace("，", ",")


def test_numbers_are_masked_unless_asked_for_with_a_reason_and_that_is_journaled(told, issued, home):
    assert all("***" in row["id_number"] for row in issued)
    assert all("***" in row["id_number"] for row in told("certificates", "register", "--class", "2026/01")[1])

    refused, error = told("certificates", "register", "--full")
    status, rows = told("certificates", "register", "--full", "--reason", "县局核查")

    assert (refused, error["error"]["code"]) == (1, "reason_missing")
    assert status == 0
    assert not any("*" in row["id_number"] for row in rows)
    assert changes_of(home, "person.unmask") == [{"reason": "县局核查", "rows": 3}]


def changes_of(home, action):
    with open_ledger(home, LOGIN, SystemClock()) as ledger, ledger.reading() as session:
        bodies = [json.loads(body) for body in session.scalars(select(JOURNAL.c.body).where(JOURNAL.c.op == "C"))]
    return [{key: body[key] for key in ("reason", "rows")} for body in bodies if body["action"] == action]


def test_a_correction_by_command_and_the_request_to_the_county(told, issued, tmp_path):
    number = issued[0]["number"]
    status, done = told("certificates", "correct", number, "--set", "name=罗正详", "--reason", "姓名写错")
    asked, wanted = told("certificates", "revocations", "--out", "request.xxreq")

    assert (status, asked) == (0, 0)
    assert (done["old"]["state"], done["new"]["predecessor"]) == ("corrected", number)
    assert [row["number"] for row in wanted["certificates"]] == [number]
    assert (tmp_path / "request.xxreq").stat().st_size > 100


def test_a_dry_run_takes_nothing(told):
    status, answer = told("certificates", "issue", "--class", "2026/01", "--dry-run")

    assert (status, len(answer["eligible"]), answer["skipped"]) == (0, 3, [])
    assert told("certificates", "register")[1] == []


@pytest.mark.parametrize(
    "words",
    [
        ("certificates", "issue"),
        ("certificates", "issue", "--class", "2026/01", "--on", "昨天"),
        ("certificates", "print"),
        ("certificates", "print", "--class", "2026/01", "--layers", "some"),
        ("certificates", "print", "--class", "2026/01", "--offset", "1"),
        ("certificates", "correct", "1", "--set", "name", "--reason", "x"),
        ("certificates", "hand-out", "--all"),
        ("certificates", "blanks", "--receive", "5"),
        ("certificates", "offsets", "--near", "1,2"),
        ("export", "roster", "--class", "2026/01", "--format", "doc"),
        ("export", "sign-in", "--class", "2026/01", "--day", "2020-01-01"),
    ],
)
def test_wrong_usage_is_said_in_a_sentence_and_exits_2(said, words):
    status, _, err = said(*words)

    assert status == 2
    assert "Traceback" not in err
    assert err.strip()


def test_an_offset_is_measured_remembered_and_taken_into_the_test_sheet(told, said):
    tray = ("--printer", "Pantum", "--tray", "manual")
    told("certificates", "offsets", *tray, "--near", "31.5,29", "--far", "268.5,179")
    (known,) = told("certificates", "offsets")[1]

    status, _, _ = said("certificates", "test-sheet", *tray, "--out", "test.pdf")

    assert (known["dx_mm"], known["dy_mm"], known["sx"], known["sy"]) == (-1.5, 1.0, 1.0, 1.0)
    assert status == 0
    assert "-1.5" in PdfReader("test.pdf").pages[0].extract_text()


def test_a_delivery_and_a_record_by_command(told, home):
    _, blanks = told(
        "certificates", "blanks", "--kind", "结业证书", "--receive", "10", "--first", "A01", "--last", "A10"
    )
    with open_ledger(home, LOGIN, SystemClock()) as ledger, ledger.reading() as session:
        trainee = session.scalars(select(Trainee.id)).first()
    facts = ("--type", "JNDJ", "--number", "S000053000101265000001", "--level", "4")
    _, recorded = told("certificates", "record", "--trainee", trainee, *facts)

    assert blanks["deliveries"][0]["left"] == 10
    assert [finding["code"] for finding in recorded[0]["findings"]] == ["record_level_differs"]
    assert told("certificates", "record")[1][0]["number"] == "S000053000101265000001"


@pytest.mark.parametrize("what", ["roster", "scores", "attendance", "certificates"])
def test_a_register_leaves_as_pdf_and_as_spreadsheet_masked_watermarked_and_journaled(
    told, home, issued, tmp_path, what
):
    _, pdf = told("export", what, "--class", "2026/01", "--out", "out")
    _, xlsx = told("export", what, "--class", "2026/01", "--out", "out", "--format", "xlsx")

    assert pdf == {"files": [f"out/{what}-2026-01.pdf"], "rows": 3}
    text = PdfReader(tmp_path / pdf["files"][0]).pages[0].extract_text()
    sheet = openpyxl.load_workbook(tmp_path / xlsx["files"][0]).active
    cells = [str(cell.value or "") for row in sheet.iter_rows() for cell in row]
    assert "533522197001019808" not in text + "".join(cells)
    assert any("罗正祥" in cell for cell in cells)
    assert "station" in text
    assert [each["rows"] for each in changes_of(home, f"export.{what}")] == [3, 3]


def test_a_register_goes_into_the_file_that_was_named_or_nothing_is_written(told, home, tmp_path):
    roster, sheets = ("export", "roster", "--class", "2026/01"), ("export", "sign-in", "--class", "2026/01")
    _, one = told(*roster, "--out", "out/名册.pdf")
    _, other = told(*roster, "--out", "out/名册.xlsx")
    _, alone = told(*sheets, "--out", "out/签到.pdf")

    assert one["files"] == ["out/名册.pdf"]
    assert PdfReader(tmp_path / "out/名册.pdf").pages
    assert other["error"]["code"] == "ending_does_not_fit"
    assert alone["files"] == ["out/签到.pdf"]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["名册.pdf", "签到.pdf"]
    assert len(changes_of(home, "export.roster")) == 1


def test_several_sign_in_sheets_do_not_go_into_one_file(told, home, tmp_path):
    with open_ledger(home, LOGIN, SystemClock()) as ledger, ledger.change("class.open") as change:
        lesson = change.rows(select(Lesson))[0]
        day_before = YESTERDAY - timedelta(days=1)
        change.add(Lesson(class_id=lesson.class_id, day=day_before, half_day="morning", kind="theory", hours=4))

    status, answer = told("export", "sign-in", "--class", "2026/01", "--out", "签到.pdf")

    assert (status, answer["error"]["code"], list(tmp_path.glob("*.pdf"))) == (1, "one_file_for_several", [])


def test_full_numbers_leave_only_with_a_reason(told, home, tmp_path):
    refused, error = told("export", "roster", "--class", "2026/01", "--full", "--format", "xlsx")
    assert (refused, error["error"]["code"], list(tmp_path.glob("*.xlsx"))) == (1, "reason_missing", [])

    told("export", "roster", "--class", "2026/01", "--full", "--format", "xlsx", "--reason", "县局备案")

    sheet = openpyxl.load_workbook(tmp_path / "roster-2026-01.xlsx").active
    assert any(cell.value == "533522197001019808" for row in sheet.iter_rows() for cell in row)
    assert changes_of(home, "person.unmask") == [{"reason": "县局备案", "rows": 3}]


def test_sign_in_sheets_come_one_a_day_with_a_page_code(told, tmp_path):
    _, answer = told("export", "sign-in", "--class", "2026/01", "--out", "out")

    day: date = YESTERDAY
    assert answer == {"files": [f"out/sign-in-2026-01-{day.isoformat()}.pdf"], "rows": 3}
    text = PdfReader(tmp_path / answer["files"][0]).pages[0].extract_text()
    assert f"{day:%Y%m%d}" in text
    assert "晚上签到" in text
