"""Whoever asked may be gone before the answer comes: then nothing of theirs is touched, and nothing saved is lost."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from shiboken6 import delete

from app.models.faults import DiskFull
from app.ui.work import Work


class Asker(QDialog):
    """Shows each answer in a field."""

    def __init__(self, owner: QWidget | None = None) -> None:
        super().__init__(owner)
        self.field, self.heard = QLabel(parent=self), []

    def take(self, answer: object) -> None:
        self.field.setText(str(answer))
        self.heard.append(answer)

    def take_second(self, _: str, answer: object) -> None:
        self.take(answer)

    def nested(self) -> Callable[[object], None]:
        def first(answer: object) -> None:
            self.take(answer)

        def second(answer: object) -> None:
            first(answer)

        return second


WAYS: dict[str, Callable[[Asker], Callable[[object], None]]] = {
    "method": lambda asker: asker.take,
    "part": lambda asker: partial(asker.take_second, "x"),
    "nested": lambda asker: asker.nested(),
    "function of another": lambda asker: lambda answer: asker.take(str(answer)),
    "handed over": lambda asker: partial(Asker.take, asker),
}


@pytest.fixture
def gate():
    """Holds the work in the pool until the asker has left."""
    made = threading.Event()
    yield made
    made.set()


def ask(work: Work, heard: Callable[[object], None], gate: threading.Event, answer: object = "read") -> None:
    def question(_: object) -> object:
        gate.wait(20)
        if isinstance(answer, Exception):
            raise answer
        return answer

    work.ask(question, heard, heard)


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_for_a_dialog_that_was_deleted_is_dropped(qtbot, work, gate, way):
    asker = Asker()
    ask(work, WAYS[way](asker), gate)

    delete(asker)
    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert asker.heard == []


@pytest.mark.parametrize("way", WAYS)
def test_the_same_answer_is_heard_while_the_dialog_is_there(qtbot, work, gate, way):
    asker = Asker()
    qtbot.addWidget(asker)
    ask(work, WAYS[way](asker), gate)

    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert asker.heard == ["read"]


def test_a_dialog_that_was_closed_hears_nothing_either_and_one_still_to_open_does(qtbot, work, gate):
    closed, unopened = Asker(), Asker()
    for each in (closed, unopened):
        qtbot.addWidget(each)
        ask(work, each.take, gate)
    closed.open()
    closed.reject()

    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert (closed.heard, unopened.heard) == ([], ["read"])


def test_a_failed_reading_that_nobody_waits_for_is_not_told(qtbot, work, gate):
    asker, told = Asker(), []
    work.operations.trouble.connect(told.append)
    ask(work, asker.take, gate, DiskFull())

    delete(asker)
    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert told == []


def test_what_was_written_is_told_though_the_dialog_is_gone(qtbot, work, gate):
    asker, saved, said = Asker(), [], []
    work.saved.connect(saved.append)
    work.said.connect(said.append)
    work.change(lambda _: gate.wait(20), asker.take, asker.take, said="entered")

    delete(asker)
    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert (len(saved), said, asker.heard) == (1, ["entered"], [])


def test_what_could_not_be_written_is_told_though_the_dialog_is_gone(qtbot, work, gate):
    asker, told = Asker(), []
    work.operations.trouble.connect(told.append)

    def deed(_: object) -> None:
        gate.wait(20)
        raise DiskFull

    work.change(deed, asker.take, asker.take)
    delete(asker)
    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert [type(each) for each in told] == [DiskFull]


def test_silence_is_for_what_was_read_for_this_widget_alone(qtbot, work, gate):
    quiet, other = Asker(), Asker()
    for each in (quiet, other):
        qtbot.addWidget(each)
        ask(work, each.take, gate)
        work.change(lambda _: "written", each.take)

    work.silence(quiet)
    gate.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert (quiet.heard, sorted(other.heard)) == (["written"], ["read", "written"])
