"""Pictures of results, graduation, the class file, and the registers."""

import random
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.ledger.class_file import PAPERS, file_paper
from app.ledger.class_roster import roster_of
from app.ledger.graduating import hold_back
from app.ledger.results_typing import TypedRemark, TypedScore, type_results
from app.models.vocabulary import LessonKind
from app.ui.classes.class_page import ClassPage
from app.ui.classes.file_part import FilePart
from app.ui.classes.graduation_part import GraduationPart
from app.ui.classes.results_dialogs import ConductDialog, PasteDialog, ScoreFileDialog
from app.ui.classes.results_model import LEFT
from app.ui.classes.results_part import ResultsPart
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.reports.reports_page import ReportsPage
from app.ui.spots import CLASS, REPORTS, Spot
from tests.ui.scene import Scene, Stage

REMARKS = {3: "遵守作息，学习认真", 11: "11月9日请假半天，已补课", 20: "实操动手能力强，可推荐就业"}
SCORED = 56


def results_part(stage: Stage) -> ResultsPart:
    """The results of the class of 60, with most of the scores."""
    stage.wait(lambda: stage.desk.page is not None)
    people = roster_of(stage.ledger, stage.ids.running)
    chance = random.Random(7)
    scores = [
        TypedScore(person.enrolment_id, part, 1, 10 * min(99, max(41, round(chance.gauss(77, 11)))))
        for person in people[:SCORED]
        for part in LessonKind
    ]
    failed = [each for each in scores if each.part is LessonKind.THEORY and (each.tenths or 0) < 600][:2]
    resits = [TypedScore(each.enrolment_id, each.part, 2, 10 * (66 + place)) for place, each in enumerate(failed)]
    remarks = [TypedRemark(people[place].enrolment_id, text) for place, text in REMARKS.items()]
    type_results(stage.ledger, [*scores, *resits], remarks, reason="录入")
    stage.work.go(Spot(CLASS, stage.ids.running, part="results"))
    part = class_part(stage, "results")
    assert isinstance(part, ResultsPart)
    stage.wait(lambda: part.model.rowCount() == len(people))
    return part


def class_part(stage: Stage, name: str) -> QWidget:
    """A part of the page of a class."""
    page = stage.desk.page_of(CLASS)
    assert isinstance(page, ClassPage)
    return page.part(name)


def opened(owner: QWidget, kind: type[QDialog]) -> QDialog:
    """The dialog that was just opened."""
    dialog = owner.findChild(kind)
    assert dialog is not None
    return dialog


def results(stage: Stage) -> QWidget:
    part = results_part(stage)
    part.model.fill({(SCORED, LEFT): "805"})
    part.grid.setCurrentIndex(part.model.index(2, LEFT + 1))
    stage.wait(lambda: True)
    return stage.window


def paste(stage: Stage) -> QWidget:
    part = results_part(stage)
    names = [person.name for person in part.model.people[SCORED:]]
    lines = [f"{names[0]}\t82\t90", f"{names[1]}\t八十\t85", "罗不在\t70\t75", f"{names[3]}\t77\t101"]
    QGuiApplication.clipboard().setText("\n".join(["姓名\t理论成绩\t实操成绩", *lines]))
    part.grid.paste()
    return opened(part, PasteDialog)


def score_file(stage: Stage) -> QWidget:
    part = results_part(stage)
    path = Path(stage.folder) / "结业考核成绩.csv"
    names = [person.name for person in part.model.people[SCORED:]]
    rows = [f"57,{names[0]},82,90", f"58,{names[1]},185,85", "61,罗不在,70,75"]
    path.write_text("\n".join(["序号,姓名,理论成绩,实操成绩", *rows]), encoding="utf-8")
    part.take_file(path)
    dialog = opened(part, ScoreFileDialog)
    assert isinstance(dialog, ScoreFileDialog)
    dialog.submit()
    stage.wait(dialog.trouble.isVisible)
    return dialog


def conduct(stage: Stage) -> QWidget:
    part = results_part(stage)
    part.show_conduct()
    dialog = opened(part, ConductDialog)
    assert isinstance(dialog, ConductDialog)
    stage.wait(lambda: dialog.notes.rowCount() == len(REMARKS))
    return dialog


def graduation_part(stage: Stage, class_id: str) -> GraduationPart:
    """The graduation of a class."""
    stage.work.go(Spot(CLASS, class_id, part="graduation"))
    part = class_part(stage, "graduation")
    assert isinstance(part, GraduationPart)
    stage.wait(lambda: part.board is not None and part.board.graduation.class_id == class_id)
    return part


def graduation(stage: Stage) -> QWidget:
    people = roster_of(stage.ledger, stage.ids.ended)
    change = [TypedScore(people[place].enrolment_id, LessonKind.THEORY, 1, 520) for place in (3, 8)]
    drop = [TypedScore(people[5].enrolment_id, LessonKind.PRACTICAL, 1, None)]
    type_results(stage.ledger, [*change, *drop], reason="以纸质成绩册为准")
    hold_back(stage.ledger, people[10].enrolment_id, "考试由他人代考")
    graduation_part(stage, stage.ids.ended)
    return stage.window


def graduation_running(stage: Stage) -> QWidget:
    results_part(stage)
    graduation_part(stage, stage.ids.running)
    return stage.window


def graduated(stage: Stage) -> QWidget:
    part = graduation_part(stage, stage.ids.ended)
    part.graduate()
    stage.wait(lambda: part.board is not None and part.board.completed > 0)
    return stage.window


def file_part(stage: Stage) -> FilePart:
    """The file of the class with certificates, some of its papers filed."""
    for kind in PAPERS[3:6]:
        file_paper(stage.ledger, stage.ids.issued, kind.key, is_filed=True)
    stage.work.go(Spot(CLASS, stage.ids.issued, part="file"))
    part = class_part(stage, "file")
    assert isinstance(part, FilePart)
    stage.wait(lambda: part.file is not None)
    return part


def class_file(stage: Stage) -> QWidget:
    file_part(stage)
    return stage.window


def class_file_paper(stage: Stage) -> QWidget:
    part = file_part(stage)
    part.preview_all()
    dialog = opened(part, PaperDialog)
    assert isinstance(dialog, PaperDialog)
    stage.wait(lambda: dialog.view.is_drawn)
    return dialog


def report(key: str) -> Scene:
    """The picture of one report."""

    def show(stage: Stage) -> QWidget:
        stage.work.go(Spot(REPORTS, detail=key))
        page = stage.desk.page_of(REPORTS)
        assert isinstance(page, ReportsPage)
        stage.wait(lambda: page.shown_key == key)
        page.kinds.setFocus(Qt.FocusReason.OtherFocusReason)
        return stage.window

    return Scene(f"report-{key.replace('_', '-')}", show)


SCENES = (
    Scene("results", results),
    Scene("results-paste", paste),
    Scene("results-file", score_file),
    Scene("results-conduct", conduct),
    Scene("graduation", graduation),
    Scene("graduation-running", graduation_running),
    Scene("graduation-done", graduated),
    Scene("class-file", class_file),
    Scene("class-file-paper", class_file_paper),
    *(report(key) for key in ("figures", "people", "classes", "holders", "attendance_total")),
)
