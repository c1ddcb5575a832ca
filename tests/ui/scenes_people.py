"""The pages of people: the list, the form with what the rules say, one person, the dialogs of both."""

import io
from datetime import date

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QDialog, QWidget

from app.ui.people.people_page import PeoplePage
from app.ui.people.person_form import PersonForm
from app.ui.people.person_page import PersonPage
from app.ui.people.photo_dialog import PhotoDialog
from app.ui.spots import PEOPLE, PERSON, PERSON_FORM, Spot
from tests.ui.scene import Scene, Stage

WHO = 80  # has been through a class, and holds a certificate


def invented_photo(size: tuple[int, int] = (900, 1200), wall: str = "#f4f6f5") -> bytes:
    """A drawn head before a wall: nobody's photo."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", size, wall)
    draw, (across, down) = ImageDraw.Draw(picture), size
    draw.ellipse((across * 0.3, down * 0.18, across * 0.7, down * 0.6), fill="#d9b38c")
    draw.pieslice((across * 0.28, down * 0.13, across * 0.72, down * 0.5), 180, 360, fill="#2b2420")
    draw.ellipse((across * 0.1, down * 0.62, across * 0.9, down * 1.4), fill="#35618e")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def people(stage: Stage) -> QWidget:
    page = _list(stage)
    page.take_focus_in_list()
    for place in (1, 2, 4):
        chosen = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        page.list.selectionModel().select(page.rows.index(place, 0), chosen)
    return stage.window


def nobody(stage: Stage) -> QWidget:
    page = _list(stage)
    page.search.setText("欧阳锋")
    stage.wait(lambda: not page.rows.rowCount())
    return stage.window


def enrol(stage: Stage) -> QWidget:
    page = _list(stage)
    page.show_everyone()
    stage.wait(lambda: page.rows.rowCount() > WHO)
    page.list.setFocus()
    page.list.selectAll()
    page.list.clearSelection()
    chosen = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for place in range(2, 12):
        page.list.selectionModel().select(page.rows.index(place, 0), chosen)
    page.put_into_class()
    dialog = page.findChildren(QDialog)[-1]
    stage.wait(dialog.verb.isEnabled)  # type: ignore[attr-defined]
    return dialog


def form(stage: Stage) -> QWidget:
    page = _form(stage)
    _type(page, name="普文学", id_number="533522198501069830", phone="1391111222", village="凤山镇水箐村")
    stage.wait(page.details.columns[0].hints["电话"].text)
    return stage.window


def form_wrong(stage: Stage) -> QWidget:
    page = _form(stage)
    page.begin_anew()
    _type(page, name="毕红(小名)", id_number="53352219850106983O", birth_date="1985-01-06")
    stage.wait(lambda: page.parts.advice.buttons)
    return stage.window


def cutter(stage: Stage) -> QWidget:
    page = _form(stage)
    page.photo.cut(invented_photo(wall="#b9a98f"), "photo.jpg")
    stage.wait(lambda: any(dialog.isVisible() for dialog in page.findChildren(PhotoDialog)))
    return page.findChildren(PhotoDialog)[-1]


def person(stage: Stage) -> QWidget:
    _tell_of(stage, stage.ids.people[WHO])
    _person(stage)
    return stage.window


def group(stage: Stage) -> QWidget:
    page = _person(stage)
    page.open_group(page.groups.rows.row_at(0))
    return page.findChildren(QDialog)[-1]


def record(stage: Stage) -> QWidget:
    page = _person(stage)
    page.open_record(page.records.rows.row_at(0))
    return page.findChildren(QDialog)[-1]


def story(stage: Stage) -> QWidget:
    page = _person(stage)
    page.open_story(next(row for row in page.story.rows.rows if len(row.altered) > 1))
    return page.findChildren(QDialog)[-1]


def edit(stage: Stage) -> QWidget:
    stage.desk.go(Spot(PERSON_FORM, stage.ids.people[WHO], "phone"))
    page = stage.desk.page
    assert isinstance(page, PersonForm)
    stage.wait(page.keep.isEnabled)
    return stage.window


def merge(stage: Stage) -> QWidget:
    page = _person(stage)
    page.open_merge()
    dialog = page.findChildren(QDialog)[-1]
    dialog.typed.insert("li")  # type: ignore[attr-defined]
    stage.wait(lambda: dialog.other.count() and dialog.moves.text())  # type: ignore[attr-defined]
    return dialog


def _list(stage: Stage) -> PeoplePage:
    stage.wait(lambda: stage.desk.page is not None)
    stage.desk.go(Spot(PEOPLE))
    page = stage.desk.page
    assert isinstance(page, PeoplePage)
    stage.wait(page.rows.rowCount)
    return page


def _form(stage: Stage) -> PersonForm:
    stage.desk.go(Spot(PERSON_FORM))
    page = stage.desk.page
    assert isinstance(page, PersonForm)
    stage.wait(page.keep.isEnabled)
    return page


def _type(page: PersonForm, **texts: str) -> None:
    page.details.put(texts)
    page.details.touched.emit()


def _person(stage: Stage) -> PersonPage:
    stage.desk.go(Spot(PERSON, stage.ids.people[WHO]))
    page = stage.desk.page
    assert isinstance(page, PersonPage)
    stage.wait(lambda: page.sheet and page.story.rows.rowCount())
    return page


def _tell_of(stage: Stage, who: str) -> None:
    """What a few months leave of a person in the ledger."""
    from app.documents.photos import Cut, cut_photo
    from app.ledger.other_certificates import RecordFacts
    from app.ledger.other_certificates import record as keep_record
    from app.ledger.past_training import ElsewhereNote, note_elsewhere
    from app.ledger.people import edit_trainee
    from app.ledger.person_categories import Evidence, add_category
    from app.ledger.person_details import PersonDetails
    from tests.makers_people import give_photo

    ledger = stage.ledger
    details = {"ethnic": "彝", "education": "初中", "political_status": "群众", "employment": "在家务农", "hukou": "20"}
    village = {"village": "凤山镇水箐村", "village_group": "大寨组", "labour_ability": "1"}
    edit_trainee(ledger, who, PersonDetails(**details, **village), confirmed=True)  # type: ignore[arg-type]
    seen = Evidence("2026年脱贫户名册", "凤办〔2026〕3号", "张丽")
    add_category(ledger, who, "脱贫户", (date(2026, 1, 1), None), seen)
    add_category(ledger, who, "返乡农民工", (date(2025, 3, 1), date(2026, 2, 28)))
    give_photo(ledger, who, cut_photo(invented_photo(), Cut(0.05, 0.03, 0.9, 0.945)))
    facts = RecordFacts("JNDJ", "S000053000101255000001", "评茶员", "五级", body="某职业技能鉴定中心")
    keep_record(ledger, who, facts)
    note_elsewhere(ledger, ElsewhereNote(who, "training", "县人社局通报", "电工", starts_on=date(2025, 5, 6)))
    edit_trainee(ledger, who, PersonDetails(phone="13911112222"), reason="本人来电")


SCENES = (
    Scene("list", people),
    Scene("enrol", enrol),
    Scene("nobody", nobody),
    Scene("form", form),
    Scene("photo", cutter),
    Scene("form_wrong", form_wrong),
    Scene("person", person),
    Scene("group", group),
    Scene("record", record),
    Scene("story", story),
    Scene("merge", merge),
    Scene("edit", edit),
)
