"""The commands of training as a clerk types them; the day is the PC's own."""

import json
import shutil
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.cli import run
from app.clock import SystemClock
from app.commands import attendance, class_catalogue, class_notes, classes, graduate, results, rules
from app.ledger.classes import ClassPlan, open_class
from app.ledger.enrolling import enrol
from app.ledger.finding_people import person_called
from app.ledger.history import read_history
from app.models.journal import JOURNAL
from app.models.opening import open_ledger
from tests.conftest import LOGIN
from tests.makers_training import id_number, keep_course, keep_trainees, name_of

START = datetime.now().astimezone().date() - timedelta(days=10)
COURSE = ("class", "add-course", "农家菜烹饪", "--theory", 8, "--practical", 16, "--group", "服务", "--level", "五级")
OPEN = ("class", "open", "--course", "农家菜烹饪", "--from", START, "--days", 3, "--code", "烹饪一班")


def keys(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


@pytest.fixture(scope="module")
def empty(empty_ledger, tmp_path_factory):
    """A ledger with three invented people."""
    folder = tmp_path_factory.mktemp("training") / "ledger"
    shutil.copytree(empty_ledger, folder)
    with open_ledger(folder, LOGIN, SystemClock()) as ledger:
        keep_trainees(ledger, 3)
    return folder


@pytest.fixture(scope="module")
def template(empty, tmp_path_factory):
    """The same, and a class of three days with the three in it."""
    folder = tmp_path_factory.mktemp("training") / "ledger"
    shutil.copytree(empty, folder)
    with open_ledger(folder, LOGIN, SystemClock()) as ledger:
        keep_course(ledger, name="农家菜烹饪", theory_hours=8, practical_hours=16)
        row = open_class(ledger, ClassPlan("农家菜烹饪", START, code="烹饪一班", days=3)).row
        enrol(ledger, row.id, [person_called(ledger, name_of(place)).id for place in range(3)])
    return folder


@pytest.fixture
def home(template, tmp_path, monkeypatch):
    """The folder of that ledger, for this test alone."""
    monkeypatch.setenv("XIANGXUN_HOME", str(tmp_path / "home"))
    return shutil.copytree(template, tmp_path / "home")


@pytest.fixture
def opened(home, capsys):
    """Runs a command on that ledger with --json; gives its exit status and its answer."""

    def tell(*words):
        status = run([*map(str, words), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return tell


def test_a_class_is_run_from_its_opening_to_graduation(opened, tmp_path):
    day = START.isoformat()
    scores = tmp_path / "scores.csv"
    lines = [f"{serial},{name_of(serial - 1)},{80 + serial},75.5" for serial in (1, 2)]
    scores.write_text("\n".join(["序号,姓名,理论成绩,实操成绩", *lines]), encoding="utf-8")
    opened("attendance", "mark", "烹饪一班", day, "3=旷课", f"{name_of(1)}＝迟到", "--half-day", "上午")
    opened("attendance", "all-present", "烹饪一班", "--every-day")
    opened("attendance", "mark", "烹饪一班", START + timedelta(days=1), "3=×", "--reason", "核对签到表")
    opened("attendance", "seal", "烹饪一班", day)
    opened("results", "import", "烹饪一班", scores)
    opened("results", "set", "烹饪一班", "3", "--theory", "58", "--practical", "70")

    shown = opened("graduate", "烹饪一班", "--check")[1]
    done = opened("graduate", "烹饪一班")[1]

    missing = {each["serial"]: [item["code"] for item in each["missing"]] for each in done["people"]}
    assert missing == {1: [], 2: [], 3: ["attendance_min_for_exam", "theory_pass_mark"]}
    assert (shown["done"], done["done"], done["eligible"], done["not_eligible"]) == (False, True, 2, 1)
    assert [each["outcome"] for each in done["people"]] == ["completed", "completed", "failed"]
    assert opened("class", "list")[1][0]["status"] == "graduated"


ANSWERS = [
    (("class", "list"), "", classes.CLASS_KEYS),
    (("class", "show", "烹饪一班"), "class", classes.CLASS_KEYS),
    (("class", "show", "烹饪一班"), "lessons", classes.LESSON_KEYS),
    (("class", "roster", "烹饪一班"), "", classes.ROSTER_KEYS),
    (("class", "courses"), "", class_catalogue.COURSE_KEYS),
    (("class", "add-provider", "县职业教育中心"), "", class_catalogue.PROVIDER_KEYS),
    (("class", "add-trainer", "毕师傅", "--kind", "土专家"), "", class_catalogue.TRAINER_KEYS),
    (("class", "add-intake", 2026), "", class_catalogue.INTAKE_KEYS),
    (("class", "note", "烹饪一班", 1, "表扬"), "", class_notes.NOTE_KEYS),
    (("attendance", "mark", "烹饪一班", START, "1=出勤"), "", attendance.MARKING_KEYS),
    (("attendance", "show", "烹饪一班", START), "", attendance.MARK_KEYS),
    (("attendance", "show", "烹饪一班"), "hours", attendance.HOURS_KEYS),
    (("results", "set", "烹饪一班", 1, "--theory", 80), "", results.TAKEN_KEYS),
    (("rules", "list"), "", rules.KEYS),
    (("rules", "show", "age_min"), "rule", rules.KEYS),
]


def test_the_keys_of_an_answer_are_those_its_help_names(opened):
    for words, part, documented in ANSWERS:
        status, answer = opened(*words)

        shown = answer[0] if isinstance(answer, list) else answer
        inner = shown[part] if part else shown
        inner = inner[0] if isinstance(inner, list) else inner
        assert (words, status, list(inner)) == (words, 0, keys(documented))


def test_the_keys_of_graduation_are_those_its_help_names(opened):
    answer = opened("graduate", "烹饪一班", "--check")[1]

    person = answer["people"][0]

    assert ", ".join(answer) == graduate.KEYS.partition(" (serial")[0]
    documented = graduate.PERSON_KEYS.replace(" (code, severity, message, remedy)", "").replace(" (the same)", "")
    assert keys(documented) == list(person)


def test_numbers_are_masked_unless_asked_for_with_a_reason_that_is_journaled(opened, home):
    masked = opened("class", "roster", "烹饪一班")[1][0]["id_number"]
    refused = opened("class", "roster", "烹饪一班", "--full")
    full = opened("class", "roster", "烹饪一班", "--full", "--reason", "打印花名册")[1][0]["id_number"]

    number = id_number(0)
    with open_ledger(home, LOGIN, SystemClock()) as ledger, ledger.reading() as session:
        bodies = session.scalars(select(JOURNAL.c.body).where(JOURNAL.c.op == "C")).all()
    assert (masked, full) == (f"{number[:3]}***********{number[-4:]}", number)
    assert (refused[0], "error" in refused[1]) == (1, True)
    assert any(b"person.unmask" in body and "打印花名册".encode() in body for body in bodies)


def test_lessons_are_moved_swapped_cancelled_and_added_with_a_reason(opened):
    later = START + timedelta(days=5)
    first, second = (START, "上午"), (START + timedelta(days=1), "下午")

    refused = opened("class", "move-lesson", "烹饪一班", *first, later, "上午")
    moved = opened("class", "move-lesson", "烹饪一班", *first, later, "上午", "--reason", "下雨")[1]
    opened("class", "swap-lessons", "烹饪一班", START, "下午", *second, "--reason", "换课")
    opened("class", "cancel-lesson", "烹饪一班", later, "上午", "--reason", "停电")
    opened("class", "add-lesson", "烹饪一班", later, "下午", "--kind", "理论", "--hours", 4, "--reason", "补课")

    lessons = opened("class", "show", "烹饪一班")[1]["lessons"]
    assert refused[1]["error"]["code"] == "reason_missing"
    assert moved["lessons"][0]["moved_from"] == START.isoformat()
    assert [each["cancelled"] for each in lessons].count(True) == 1
    assert sum(each["hours"] for each in lessons if not each["cancelled"]) == 24


WRONG = [
    (("class", "show", "没有"), "no_such_class"),
    (("class", "roster", ""), "no_such_class"),
    (("class", "enrol", "烹饪一班", "没有此人"), "nobody_found"),
    (("class", "withdraw", "烹饪一班", 9, "--reason", "x"), "not_in_class"),
    (("class", "open", "--course", "农家菜烹饪", "--from", "哪天"), "day_unreadable"),
    (("class", "open", "--course", "农家菜烹饪", "--from", START, "--code", "烹饪一班"), "class_code_taken"),
    (("class", "open", "--course", "农家菜烹饪", "--from", START, "--days", 2), "plan_too_short"),
    (("class", "open", "--course", "农家菜烹饪", "--from", START, "--half-day", "半夜"), "word_unknown"),
    (("class", "cancel-lesson", "烹饪一班", START, "", "--reason", "x"), "word_unknown"),
    (("class", "cancel-lesson", "烹饪一班", START, "晚上", "--reason", "x"), "no_lesson"),
    (("attendance", "mark", "烹饪一班", START, "1"), "mark_unreadable"),
    (("attendance", "mark", "烹饪一班", START, "1=在家"), "mark_unreadable"),
    (("attendance", "mark", "烹饪一班", "2020-01-01", "1=出勤"), "no_lesson_that_day"),
    (("attendance", "all-present", "烹饪一班", "2099-01-01"), "no_lesson_that_day"),
    (("attendance", "import", "烹饪一班", "no-such-file.csv"), "file_missing"),
    (("attendance", "seal", "烹饪一班", START), "roll_incomplete"),
    (("results", "set", "烹饪一班", 1, "--theory", "合格"), "score_unreadable"),
    (("results", "set", "烹饪一班", 1, "--theory", "80", "--attempt", 2), "attempt_unfit"),
    (("results", "import", "烹饪一班", "no-such-file.csv"), "file_missing"),
    (("rules", "set", "age_min", "很小", "--source", "x"), "rule_value"),
    (("rules", "set", "age_min", "15"), "rule_source"),
    (("rules", "show", "no_such"), "unknown_rule"),
    (("rules", "reset", "age_min"), "rule_not_set"),
]


def test_a_wrong_word_is_answered_with_its_code_and_a_way_out(opened):
    for words, code in WRONG:
        status, answer = opened(*words)

        assert (words, status, answer["error"]["code"]) == (words, 1, code)
        assert answer["error"]["message"]


@pytest.mark.parametrize(
    "words",
    [
        ("attendance", "all-present", "烹饪一班"),
        ("results", "set", "烹饪一班", "1"),
        ("rules", "set", "age_min"),
        ("class", "open"),
    ],
)
def test_a_command_that_lacks_something_is_a_wrong_usage(home, words, capsys):
    assert run(list(words)) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_speaks_to_people_too(empty, monkeypatch, capsys, tmp_path, language):
    monkeypatch.setenv("XIANGXUN_HOME", str(shutil.copytree(empty, tmp_path / "home")))
    day = START.isoformat()
    punches = tmp_path / "punches.csv"
    punches.write_text(f"序号,打卡时间\n1,{day} 08:20\n9,{day} 08:20", encoding="utf-8")
    steps = [
        COURSE,
        OPEN,
        ("class", "courses"),
        ("class", "add-provider", "职教中心"),
        ("class", "providers"),
        ("class", "add-trainer", "毕师傅", "--kind", "土专家"),
        ("class", "trainers"),
        ("class", "add-intake", 2026),
        ("class", "intakes"),
        ("class", "list"),
        ("class", "show", "烹饪一班"),
        ("class", "enrol", "烹饪一班", *(name_of(place) for place in range(3))),
        ("class", "roster", "烹饪一班"),
        ("class", "change-trainer", "烹饪一班", day, "上午", "毕师傅", "--reason", "生病"),
        ("class", "withdraw", "烹饪一班", 3, "--reason", "家中有事"),
        ("class", "reopen", "烹饪一班", 3, "--reason", "登记错误"),
        ("class", "note", "烹饪一班", 1, "帮助同学"),
        ("class", "notes", "烹饪一班"),
        ("class", "elsewhere", name_of(2), "--kind", "insurance_subsidy", "--source", "手工登记"),
        ("attendance", "import", "烹饪一班", punches),
        ("attendance", "mark", "烹饪一班", day, "2=absent"),
        ("attendance", "show", "烹饪一班", day),
        ("attendance", "all-present", "烹饪一班", day),
        ("attendance", "seal", "烹饪一班", day),
        ("attendance", "all-present", "烹饪一班", "--every-day"),
        ("attendance", "show", "烹饪一班"),
        ("results", "set", "烹饪一班", 1, "--theory", "80.5", "--practical", 90, "--on", day),
        ("results", "show", "烹饪一班"),
        ("rules", "set", "class_size_min", "1", "--source", "站内规定", "--from", day),
        ("rules", "show", "class_size_min"),
        ("rules", "reset", "class_size_min", "--reason", "试"),
        ("rules", "list"),
        ("graduate", "烹饪一班", "--check"),
        ("graduate", "烹饪一班"),
    ]

    steps = steps if language == "zh" else [*steps[:2], steps[11], *steps[-3:]]

    answers = [(run(["--lang", language, *map(str, words)]), capsys.readouterr()) for words in steps]

    failed = [(words, shown.err) for words, (status, shown) in zip(steps, answers, strict=True) if status]
    said = [shown.out for _, shown in answers]
    assert failed == []
    assert all(said)
    assert ("已结业 1 人" if language == "zh" else "0 have graduated") in said[-1]
    assert all(id_number(place) not in shown for place in range(3) for shown in said)


def test_what_the_clerk_did_stands_in_the_journal_with_the_reason(opened, home):
    opened("class", "withdraw", "烹饪一班", 3, "--reason", "家中有事")
    opened("class", "cancel-lesson", "烹饪一班", START, "上午", "--reason", "停电")

    with open_ledger(home, LOGIN, SystemClock()) as ledger:
        cancelled, withdrawn = read_history(ledger)[:2]

    assert (cancelled.action, cancelled.reason) == ("lesson.cancel", "停电")
    assert (withdrawn.action, withdrawn.fields["outcome_reason"]) == ("class.withdraw", ["", "家中有事"])
