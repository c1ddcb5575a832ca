"""The photo on the form of a person: from a file, pasted or dropped; cut with keys or mouse; kept small and plain."""

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from app.ledger.photos import photo_of
from app.ui.notices import TroubleDialog
from app.ui.people.details_fields import line_of
from app.ui.people.person_form import PersonForm
from app.ui.people.photo_dialog import PhotoDialog
from app.ui.spots import PERSON_FORM, Spot
from tests.makers import add_trainee
from tests.makers_people import give_photo
from tests.ui.scenes_people import invented_photo

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def trainee(ledger) -> str:
    return add_trainee(ledger)


@pytest.fixture
def form(qtbot, work, trainee) -> PersonForm:
    page = PersonForm(work)
    qtbot.addWidget(page, before_close_func=lambda _: work.operations.finish())
    page.resize(1200, 640)
    page.show()
    page.show_spot(Spot(PERSON_FORM, trainee, "photo"))
    qtbot.waitUntil(lambda: page.keep.isEnabled() and page.parts.is_whole)
    qtbot.waitUntil(page.isActiveWindow)
    return page


def cutting(qtbot, form: PersonForm) -> PhotoDialog:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in form.findChildren(PhotoDialog)))
    dialog = form.findChildren(PhotoDialog)[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def take(qtbot, form: PersonForm) -> None:
    qtbot.keyClick(cutting(qtbot, form).cutter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.photo.photo is not None)
    form.activateWindow()


def keep(qtbot, form: PersonForm, work) -> None:
    with qtbot.waitSignal(work.went_back):
        form.submit()


def on_clipboard(data: bytes) -> None:
    picture = QImage()
    picture.loadFromData(data)
    QGuiApplication.clipboard().setImage(picture)


def test_a_form_that_means_the_photo_begins_there(form):
    assert form.photo.choose.hasFocus()


def test_a_picture_file_is_cut_and_kept_small_upright_and_without_camera_data(
    qtbot, form, ledger, work, trainee, tmp_path
):
    exif = Image.Exif()
    exif[0x010F] = "camera of somebody"
    Image.open(io.BytesIO(invented_photo())).save(tmp_path / "photo.jpg", exif=exif)
    qtbot.mouseClick(form.photo.choose, Qt.MouseButton.LeftButton)
    dialog = form.photo.findChild(QFileDialog)
    dialog.selectFile(str(tmp_path / "photo.jpg"))
    dialog.accept()
    take(qtbot, form)
    keep(qtbot, form, work)

    kept = photo_of(ledger, trainee)

    assert kept is not None
    picture = Image.open(io.BytesIO(kept))
    assert (picture.format, picture.size) == ("JPEG", (413, 578))
    assert not picture.getexif()
    assert b"camera" not in kept
    assert len(kept) < 100_000


def test_ctrl_v_takes_a_picture_wherever_the_clerk_stands(qtbot, form, ledger, work, trainee):
    on_clipboard(invented_photo())
    qtbot.keyClick(line_of(form.details.fields["name"]), Qt.Key.Key_V, CONTROL)
    take(qtbot, form)
    keep(qtbot, form, work)

    assert photo_of(ledger, trainee)


def test_ctrl_v_pastes_words_where_words_were_copied(qtbot, form):
    QGuiApplication.clipboard().setText("大寨组")
    line = line_of(form.details.fields["address"])

    qtbot.keyClick(line, Qt.Key.Key_V, CONTROL)

    assert line.text() == "大寨组"
    assert form.findChildren(PhotoDialog) == []


def test_a_picture_dropped_on_the_photo_is_cut(qtbot, form, tmp_path):
    (tmp_path / "photo.png").write_bytes(invented_photo())
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(tmp_path / "photo.png"))])

    form.photo.dropEvent(
        QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0))
    )

    assert cutting(qtbot, form).isVisible()


def test_the_frame_is_moved_and_the_picture_grows_by_keys_and_mouse(qtbot, form, work):
    form.photo.cut(invented_photo((1600, 1200)), "photo.jpg")
    cutter = cutting(qtbot, form).cutter
    begun = cutter.cut
    for _ in range(10):
        qtbot.keyClick(cutter, Qt.Key.Key_Right)
    moved = cutter.cut
    for _ in range(5):
        qtbot.keyClick(cutter, Qt.Key.Key_Plus)
    grown = cutter.cut
    qtbot.mousePress(cutter, Qt.MouseButton.LeftButton, pos=QPoint(180, 190))
    qtbot.mouseMove(cutter, QPoint(200, 190))
    qtbot.mouseRelease(cutter, Qt.MouseButton.LeftButton, pos=QPoint(200, 190))

    assert moved[0] > begun[0]
    assert moved[2:] == begun[2:]
    assert grown[2] < moved[2]
    for left, top, width, height in (begun, moved, grown, cutter.cut):
        assert -1e-9 <= left <= 1 - width + 1e-9
        assert -1e-9 <= top <= 1 - height + 1e-9
        assert width * 1600 / (height * 1200) == pytest.approx(25 / 35)


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (invented_photo((200, 280)), "像素"),
        (invented_photo(wall="#7a6a50"), "白底"),
    ],
)
def test_what_offices_would_send_back_is_told_and_may_be_taken(qtbot, form, photo, words):
    form.photo.cut(photo, "photo.jpg")

    dialog = cutting(qtbot, form)

    assert words in dialog.hint.text()
    take(qtbot, form)
    assert form.photo.photo


def test_a_good_photo_is_not_doubted(qtbot, form):
    form.photo.cut(invented_photo(), "photo.jpg")

    assert cutting(qtbot, form).hint.text() == ""


def test_a_file_that_is_no_picture_is_told_by_name_and_nothing_changes(qtbot, form, tmp_path: Path):
    (tmp_path / "photo.jpg").write_bytes(b"MZ no picture")

    form.photo.read_file(tmp_path / "photo.jpg")

    qtbot.waitUntil(lambda: any(each.isVisible() for each in form.findChildren(TroubleDialog)))
    assert "photo.jpg" in form.findChildren(TroubleDialog)[0].words.what
    assert form.photo.photo is None


def test_a_photo_is_taken_away(qtbot, form, ledger, work, trainee):
    give_photo(ledger, trainee, invented_photo((295, 413)))
    form.show_spot(Spot(PERSON_FORM, trainee))
    qtbot.waitUntil(form.photo.drop.isEnabled)

    qtbot.mouseClick(form.photo.drop, Qt.MouseButton.LeftButton)
    keep(qtbot, form, work)

    assert photo_of(ledger, trainee) is None


def test_a_cut_that_is_given_up_changes_nothing(qtbot, form):
    form.photo.cut(invented_photo(), "photo.jpg")

    qtbot.keyClick(cutting(qtbot, form), Qt.Key.Key_Escape)

    qtbot.waitUntil(lambda: not any(each.isVisible() for each in form.findChildren(PhotoDialog)))
    assert form.photo.photo is None


def test_nothing_to_paste_is_said(qtbot, form, work):
    QGuiApplication.clipboard().setText("大寨组")

    with qtbot.waitSignal(work.said) as told:
        qtbot.mouseClick(form.photo.paste_button, Qt.MouseButton.LeftButton)

    assert told.args == ["剪贴板里没有图片。"]
