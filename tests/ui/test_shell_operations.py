"""The one door for slow work: the window goes on, order is kept, what was cancelled is not heard of."""

import threading

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget

from app.i18n import choose_language, tr
from app.models.faults import DiskFull
from app.ui.operation import Operations
from tests.ui.patience import PATIENCE


def test_the_window_goes_on_turning_while_work_is_under_way(qtbot, operations: Operations):
    free, beats = threading.Event(), []
    heart = QTimer(interval=1)
    heart.timeout.connect(lambda: beats.append(1) or len(beats) < 20 or free.set())
    heart.start()
    answers = []

    operations.read(lambda _: free.wait(PATIENCE), answers.append)
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [True]
    assert len(beats) >= 20


def test_what_was_cancelled_is_not_heard_of(qtbot, operations: Operations):
    heard, told, go_on = [], [], threading.Event()
    operations.trouble.connect(told.append)

    def work(operation):
        go_on.wait(PATIENCE)
        operation.step(1, 2)

    operation = operations.read(work, heard.append)
    operation.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: operations.is_idle)

    assert (heard, told) == ([], [])


def test_progress_and_errors_arrive_in_the_thread_of_the_window(qtbot, operations: Operations):
    steps, errors = [], []

    def work(operation):
        operation.step(1, 2)
        raise DiskFull

    operations.read(work, print, lambda e: errors.append((e, threading.get_ident())), lambda *s: steps.append(s))
    qtbot.waitUntil(lambda: bool(errors))

    assert steps == [(1, 2)]
    assert isinstance(errors[0][0], DiskFull)
    assert errors[0][1] == threading.get_ident()


def test_writing_keeps_the_order_in_which_it_was_asked_for(qtbot, operations: Operations):
    done, heard = [], []

    for number in range(50):
        operations.write(lambda _, n=number: done.append(n), lambda _, n=number: heard.append(n))
    qtbot.waitUntil(lambda: len(heard) == 50)

    assert done == heard == list(range(50))


def test_work_speaks_the_language_of_the_window(qtbot, operations: Operations):
    choose_language("en")
    answers = []

    operations.read(lambda _: tr("Roll call"), answers.append)
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == ["Roll call"]


def test_whoever_leaves_hears_no_more_but_of_what_failed_while_writing(qtbot, operations: Operations):
    go_on, heard, unheard = threading.Event(), [], []

    def refused(_):
        go_on.wait(PATIENCE)
        raise DiskFull

    operations.write(refused, heard.append, heard.append)
    operations.write(lambda _: "saved", heard.append)
    operations.read(refused, heard.append, heard.append)
    operations.leave(unheard.append)
    go_on.set()
    qtbot.waitUntil(lambda: operations.is_idle)

    assert heard == []
    assert [type(error) for error in unheard] == [DiskFull]


def test_the_end_gives_what_failed_while_writing_and_nobody_heard(qtbot, operations: Operations):
    begun, go_on = threading.Event(), threading.Event()

    def refused(_):
        begun.set()
        go_on.wait(PATIENCE)
        raise DiskFull

    operations.write(refused, print)
    begun.wait(PATIENCE)
    threading.Timer(0.05, go_on.set).start()

    assert [type(error) for error in operations.finish()] == [DiskFull]


class Slate(QWidget):
    """Says when it is painted."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self._told = told

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._told.append("painted")
        return super().event(event)


def test_what_comes_into_sight_is_painted_before_anything_is_asked_for_it(qtbot, operations: Operations):
    order: list[str] = []
    slate = Slate(order)
    qtbot.addWidget(slate)
    slate.show()
    qtbot.waitUntil(lambda: bool(order))
    order.clear()

    with operations.painting_first():
        slate.update()
        operations.read(lambda _: order.append("read"), lambda _: None)
    qtbot.waitUntil(lambda: operations.is_idle)

    assert order == ["painted", "read"]


def test_what_was_asked_for_is_done_though_all_ends_before_it_is_painted(operations: Operations):
    done = []

    with operations.painting_first():
        operations.write(lambda _: done.append("written"), print)
    operations.finish()

    assert done == ["written"]


def test_rest_is_told_once_nothing_is_under_way(qtbot, operations: Operations):
    with qtbot.waitSignal(operations.rested):
        operations.read(lambda _: 1, lambda _: None)

    assert operations.is_idle
