"""Pictures of the classes: the list, the form, the timetable, the roster, the roll call."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.ledger.class_roster import roster_of
from app.ledger.classes import ClassPlan, open_class
from app.ledger.conduct import note_conduct
from app.ledger.enrolling import enrol, withdraw
from app.ledger.lesson_edits import LessonEdit, edit_lessons
from app.ledger.lessons import cancel_lesson, move_lesson
from app.ledger.rules import RuleChange, set_rule
from app.ledger.teaching import ProviderPlan, TrainerPlan, add_provider, add_trainer
from app.ledger.timetable import timetable
from app.models.vocabulary import HalfDay
from app.ui.classes.class_form import ClassForm
from app.ui.classes.class_page import ClassPage
from app.ui.classes.class_part import ClassPart
from app.ui.classes.classes_page import ClassesPage
from app.ui.classes.lesson_dialogs import LessonDialog
from app.ui.classes.roll_page import RollPage
from app.ui.classes.roll_punches import PunchDialog
from app.ui.classes.roster_dialogs import EnrolDialog
from app.ui.classes.roster_part import RosterPart
from app.ui.classes.timetable_calendar import Slot
from app.ui.classes.timetable_part import TimetablePart
from app.ui.spots import CLASS, CLASSES, Spot
from tests.ui.scene import Scene, Stage

TOPICS = ("食品安全与卫生", "刀工基础", "火候与调味", "凉菜制作", "云南小吃", "热菜制作", "面点制作", "宴席设计")


def the_class(stage: Stage, part: str, class_id: str = "") -> ClassPart:
    """A part of the class of 60, or of another one."""
    stage.wait(lambda: stage.desk.page is not None)
    stage.work.go(Spot(CLASS, class_id or stage.ids.running, part))
    page = stage.desk.page_of(CLASS)
    assert isinstance(page, ClassPage)
    stage.wait(lambda: stage.desk.page is page)
    return page.part(part)


def classes(stage: Stage) -> QWidget:
    stage.work.go(Spot(CLASSES))
    page = stage.desk.page_of(CLASSES)
    assert isinstance(page, ClassesPage)
    stage.wait(lambda: page.rows.rowCount() > 3)
    return stage.window


def new_class(stage: Stage) -> QWidget:
    set_rule(stage.ledger, RuleChange("holidays", "国务院办公厅关于2026年部分节假日安排的通知", ["2026-12-03"]))
    add_trainer(stage.ledger, TrainerPlan("杨正福", "土专家", phone="13900001234"))
    add_provider(stage.ledger, ProviderPlan("凤庆县职业教育中心", "县职业教育中心"))
    stage.work.go(Spot(CLASSES, part="new"))
    page = stage.desk.page_of(CLASSES)
    stage.wait(lambda: page.findChild(ClassForm))
    form = page.findChild(ClassForm)
    assert form is not None
    stage.wait(lambda: form.is_whole)
    form.form.course.choose(form.form.course.list.itemData(1))
    form.form.starts_on.step(5)
    form.form.weekdays_off.tick([7])
    form.form.days.setValue(16)
    form.form.place.setText("安石村文化活动室")
    form.look_ahead()
    stage.wait(lambda: form.preview)
    return form


def filled_timetable(stage: Stage) -> TimetablePart:
    """The class of 60 with topics, a trainer who is elsewhere too, a lesson moved and one that fell out."""
    ledger, class_id = stage.ledger, stage.ids.running
    trainer, other = (add_trainer(ledger, TrainerPlan(name, "土专家")) for name in ("李国栋", "茶春兰"))
    lessons = timetable(ledger, class_id)
    for place in range(0, 30, 2):
        ids = [lesson.id for lesson in lessons[place : place + 2]]
        who = trainer.id if place % 4 else other.id
        edit_lessons(ledger, ids, LessonEdit(topic=TOPICS[place // 4 % len(TOPICS)], trainer=who))
    set_rule(ledger, RuleChange("trainer_clash", "本站规定", severity="warn"))
    set_rule(ledger, RuleChange("market_days", "凤山镇赶集日", _markets()))
    plan = ClassPlan("核桃嫁接", date(2026, 11, 21), days=15, name="核桃嫁接第三期", theory_trainer=trainer.id)
    open_class(ledger, plan)
    move_lesson(ledger, lessons[27].id, date(2026, 11, 24), HalfDay.MORNING, "教师临时有会")
    cancel_lesson(ledger, lessons[25].id, "下雨，路不通")
    part = the_class(stage, "timetable")
    assert isinstance(part, TimetablePart)
    stage.wait(lambda: part.board and part.board.clashes)
    part.grid.go(Slot(date(2026, 11, 20), "morning"))
    return part


def _markets() -> dict[str, object]:
    return {"dates": ["2026-11-26", "2026-12-01"], "weekdays": [], "endings": [], "every": 0, "counted_from": ""}


def the_timetable(stage: Stage) -> QWidget:
    filled_timetable(stage)
    return stage.window


def lesson_form(stage: Stage) -> QWidget:
    part = the_class(stage, "timetable")
    assert isinstance(part, TimetablePart)
    stage.wait(lambda: part.board)
    part.grid.go(Slot(date(2026, 11, 19), "morning"))
    part.grid.go(Slot(date(2026, 11, 20), "afternoon"), extends=True)
    part.open()
    stage.wait(lambda: True)
    dialog = part.findChild(LessonDialog)
    assert dialog is not None
    return dialog


def roster(stage: Stage) -> QWidget:
    people = roster_of(stage.ledger, stage.ids.running)
    withdraw(stage.ledger, people[11].enrolment_id, date(2026, 11, 13), "外出务工")
    note_conduct(stage.ledger, people[4].enrolment_id, date(2026, 11, 12), "主动帮厨，表扬")
    part = the_class(stage, "roster")
    assert isinstance(part, RosterPart)
    stage.wait(part.rows.rowCount)
    return stage.window


def enrolling(stage: Stage) -> QWidget:
    part = the_class(stage, "roster")
    assert isinstance(part, RosterPart)
    stage.wait(part.rows.rowCount)
    part.enrol()
    dialog = part.findChild(EnrolDialog)
    assert dialog is not None
    for typed in ("zh", "l"):
        dialog.search.setText(typed)
        dialog.take_first()
        stage.wait(dialog.found.rowCount)
        for place in (-1, -2):
            dialog.take(dialog.found.row_at(dialog.found.rowCount() + place))
            stage.wait(lambda: True)
    return dialog


def roll_call(stage: Stage) -> QWidget:
    part = the_class(stage, "roll")
    assert isinstance(part, RollPage)
    stage.wait(lambda: part.model.people)
    return stage.window


def punches(stage: Stage) -> QWidget:
    plan = ClassPlan("厨师", date(2026, 11, 17), days=15, name="厨师班第二期")
    row = open_class(stage.ledger, plan).row
    enrol(stage.ledger, row.id, stage.ids.people[100:112])
    part = the_class(stage, "roll", row.id)
    assert isinstance(part, RollPage)
    stage.wait(lambda: len(part.model.people) == 12)
    lines = [f"{serial},2026-11-17 {8 + serial // 12}:{serial * 5:02d}" for serial in range(1, 12)]
    lines += [f"{serial},2026-11-17 14:0{serial}" for serial in range(1, 9)]
    path = Path(stage.folder) / "打卡记录.csv"
    path.write_text("\n".join(["序号,打卡时间", *lines, "99,2026-11-17 14:00", "3,昨天下午"]), encoding="utf-8")
    part.read_punches(path)
    dialog = part.findChild(PunchDialog)
    assert dialog is not None
    stage.wait(lambda: dialog.preview)
    return dialog


SCENES = (
    Scene("roll_call", roll_call),
    Scene("punches", punches),
    Scene("classes", classes),
    Scene("new_class", new_class),
    Scene("timetable", the_timetable),
    Scene("lesson", lesson_form),
    Scene("roster", roster),
    Scene("enrolling", enrolling),
)
