"""What would stop the window if it were done at once is done step by step, and whatever else waits comes between."""

from PySide6.QtCore import QObject, QTimer

from app.ui.in_turns import in_turns


def test_between_two_steps_others_have_their_turn(qtbot):
    owner, seen = QObject(), []
    heart = QTimer(owner, interval=0)
    heart.timeout.connect(lambda: seen.append("beat"))
    heart.start()

    turns = in_turns(owner, [lambda n=n: seen.append(n) for n in range(3)])
    at_once = list(seen)
    qtbot.waitUntil(lambda: turns.is_over)

    assert at_once == []
    assert [each for each in seen if each != "beat"] == [0, 1, 2]
    assert "beat" in seen[seen.index(0) : seen.index(1)]
    assert "beat" in seen[seen.index(1) : seen.index(2)]


def test_nothing_is_done_for_an_owner_that_is_gone(qtbot):
    owner, window, done = QObject(), QObject(), []

    in_turns(owner, [lambda: done.append("first"), owner.deleteLater, lambda: done.append("never")])
    after = in_turns(window, [lambda: None] * 5)
    qtbot.waitUntil(lambda: after.is_over)

    assert done == ["first"]


def test_a_step_that_fails_is_the_last(qtbot):
    owner, window, done = QObject(), QObject(), []

    def fail():
        raise ValueError("broken")

    with qtbot.captureExceptions() as errors:
        in_turns(owner, [fail, lambda: done.append("never")])
        after = in_turns(window, [lambda: None] * 5)
        qtbot.waitUntil(lambda: after.is_over)

    assert [str(error) for _, error, _ in errors] == ["broken"]
    assert done == []


def test_who_cannot_wait_has_the_rest_done_at_once(qtbot):
    owner, done = QObject(), []
    turns = in_turns(owner, [lambda n=n: done.append(n) for n in range(3)])

    turns.finish()

    assert done == [0, 1, 2]
    assert turns.is_over


def test_what_nobody_wants_any_more_is_not_done(qtbot):
    owner, window, done = QObject(), QObject(), []

    turns = in_turns(owner, [lambda: done.append("never")])
    turns.stop()
    after = in_turns(window, [lambda: None] * 3)
    qtbot.waitUntil(lambda: after.is_over)

    assert done == []
