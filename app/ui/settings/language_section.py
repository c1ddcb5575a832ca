"""The language of the window; printed papers are Chinese whatever it is."""

from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QRadioButton, QVBoxLayout

from app.i18n import LANGUAGES, current_language, tr
from app.ui.memory import LANGUAGE
from app.ui.pieces import button, card, label, pile_of, row_of
from app.ui.settings.section import Section
from app.ui.work import Work

# Each language by its own name: whoever chose the wrong one still finds the way back.
NAMES = {"zh_CN": "简体中文", "en": "English"}


@runtime_checkable
class Restarts(Protocol):
    """A window that can be started again."""

    def restart(self) -> None: ...


class LanguageSection(Section):
    """A choice of two."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.choices = {language: QRadioButton(NAMES[language]) for language in LANGUAGES}
        self.told = label("", "warn", wraps=True)
        self.again = button(tr("Start again now"), self.restart, "refresh-cw", is_primary=True)
        inner = pile_of(*self.choices.values(), self.told)
        inner.addLayout(row_of(self.again, None))
        layout = QVBoxLayout()
        layout.addWidget(card(inner, 16))
        layout.addStretch()
        words = tr("Names, classes and certificates stay as they were entered; printed papers are always in Chinese.")
        self.fill(tr("Language"), words, layout)
        for language, choice in self.choices.items():
            choice.toggled.connect(lambda chosen, which=language: self._choose(which) if chosen else None)

    def show_section(self, detail: str = "") -> None:
        """Show what is chosen."""
        kept = self.work.memory.get(LANGUAGE) or current_language()
        choice = self.choices.get(kept, self.choices[LANGUAGES[0]])
        choice.setChecked(True)
        self._tell(kept)

    def take_focus(self) -> None:
        next(choice for choice in self.choices.values() if choice.isChecked()).setFocus()

    def restart(self) -> None:
        """Close the window and open it in the chosen language."""
        window = self.window()
        if isinstance(window, Restarts):
            window.restart()

    def _choose(self, language: str) -> None:
        self.work.memory.put(LANGUAGE, language)
        self._tell(language)

    def _tell(self, language: str) -> None:
        differs = language != current_language()
        self.told.setText(tr("From the next start on: {language}", language=NAMES.get(language, language)))
        for each in (self.told, self.again):
            each.setVisible(differs)
