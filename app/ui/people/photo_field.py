"""The photo on the form of a person: chosen from a file, dropped, or pasted; cut before it is kept."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QPixmap
from PySide6.QtWidgets import QFrame, QLabel

from app.i18n import tr
from app.ui.files import ask_open
from app.ui.notices import TroubleDialog
from app.ui.people.photo_dialog import PhotoDialog
from app.ui.pieces import button, pile_of
from app.ui.theme import FAINT, LINE_DARK
from app.ui.wording import words_for
from app.ui.work import Work

SHOWN = QSize(100, 140)
ENDINGS = (".jpg", ".jpeg", ".png")
PATTERNS = "JPEG, PNG (*.jpg *.jpeg *.png)"


def photo_label() -> QLabel:
    """Where a photo is shown."""
    made = QLabel(tr("No photo"))
    made.setObjectName("photo")
    made.setStyleSheet(f"#photo {{ border:1px dashed {LINE_DARK}; border-radius:4px; color:{FAINT}; }}")
    made.setFixedSize(SHOWN)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setScaledContents(False)
    return made


def show_photo(where: QLabel, photo: bytes | None) -> None:
    """Show this photo, or that there is none."""
    picture = QPixmap()
    if photo and picture.loadFromData(photo):
        smooth = Qt.TransformationMode.SmoothTransformation
        scale = where.devicePixelRatioF()
        picture = picture.scaled(SHOWN * scale, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        picture.setDevicePixelRatio(scale)
        where.setPixmap(picture)
    else:
        where.setText(tr("No photo"))


class PhotoField(QFrame):
    """`photo` is what the clerk chose: None if nothing was touched, b"" if the photo is to go."""

    changed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.photo: bytes | None = None
        self.picture = photo_label()
        self.choose = button(tr("Photo file…"), self.ask_file)
        self.choose.setToolTip(tr("A picture can also be dropped here, or pasted with Ctrl+V"))
        self.paste_button = button(tr("Paste picture"), self.paste)
        self.paste_button.setToolTip("Ctrl+V")
        self.drop = button(tr("Take the photo away"), lambda: self.take(b""), "x")
        self.setAcceptDrops(True)
        layout = pile_of(self.picture, self.choose, self.paste_button, self.drop, None)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_kept(self, photo: bytes | None) -> None:
        """Show the photo that is in the ledger."""
        self.photo = None
        show_photo(self.picture, photo)
        self.drop.setEnabled(photo is not None)

    def take(self, photo: bytes) -> None:
        """The clerk chose this one."""
        self.photo = photo
        show_photo(self.picture, photo)
        self.drop.setEnabled(bool(photo))
        self.changed.emit()

    def ask_file(self) -> None:
        """Choose a file."""
        ask_open(self, self._work.memory, tr("Photo file…"), PATTERNS, self.read_file)

    def read_file(self, path: Path) -> None:
        """Read a photo file beside the window, and cut it."""

        def read(_: object) -> bytes:
            from app.documents.photos import read_photo

            return read_photo(path)

        def tell(error: Exception) -> None:
            TroubleDialog(words_for(error), self).open()

        self._work.ask(read, lambda data: self.cut(data, path.name), tell)

    def paste(self) -> bool:
        """Cut the picture on the clipboard; False if there is none."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._work.said.emit(tr("There is no picture on the clipboard."))
            return False
        self._cut_image(image, tr("the picture pasted"))
        return True

    def _cut_image(self, image: QImage, name: str) -> None:
        # Beside the window: a large picture takes its time.
        self._work.ask(lambda _: _png(image), lambda data: self.cut(data, name))

    def cut(self, data: bytes, name: str) -> None:
        """Open the dialog that cuts it."""
        PhotoDialog(self._work, data, name, self.take, self).read()

    def offers_picture(self) -> bool:
        """True if a picture, and no text, waits on the clipboard."""
        held = QGuiApplication.clipboard().mimeData()
        return held.hasImage() and not held.hasText()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _pictures(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _pictures(event.mimeData())
        event.acceptProposedAction()
        if files:
            self.read_file(files[0])
        elif event.mimeData().hasImage():
            self._cut_image(QImage(event.mimeData().imageData()), tr("the picture dropped"))


def _pictures(held: QMimeData) -> list[Path]:
    """The picture files among what is dragged; other files are for other pages."""
    files = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
    return [file for file in files if file.suffix.lower() in ENDINGS]


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes for the name of the format
    return bytes(data.data())
