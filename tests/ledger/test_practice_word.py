"""What the key file says of practice is a plain word: it may never take a password away from a real ledger."""

import json
from pathlib import Path

import pytest

from app.credential.sealing import WrongPassword
from app.ledger.operators import add_operator, change_password, let_in_again, reset_password, send_away
from app.models.key_ring import PRACTICE_WORD, PURPOSE, KeyRing, KeysChanged
from app.models.ledger import Ledger, Places
from app.models.local import local_value, set_local_value
from app.models.opening import Login, create_ledger, open_ledger
from app.models.vocabulary import Role

LOGIN = Login("站长", "a long sentence 1")
ANOTHER = "another long sentence"


@pytest.fixture(scope="module")
def real_folder(tmp_path_factory) -> Path:
    """A real ledger, whose password costs what passwords cost."""
    from app.clock import SetClock
    from tests.conftest import MORNING

    folder = tmp_path_factory.mktemp("real") / "ledger"
    create_ledger(folder, LOGIN, SetClock(MORNING)).close()
    return folder


@pytest.fixture
def real(real_folder, tmp_path, clock):
    """It, open, in a folder of its own."""
    import shutil

    shutil.copytree(real_folder, tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as opened:
        yield opened


def say_practice(folder: Path, *, is_practice: bool) -> None:
    """What anybody who can write to the folder can do."""
    keys = Places(folder).keys
    keys.write_text(json.dumps(json.loads(keys.read_text()) | {"practice": is_practice}))


def opens_without_password(ledger: Ledger, name: str) -> bool:
    try:
        return KeyRing.read(ledger.places.keys).unlock(name, "") == ledger.file_key
    except (WrongPassword, KeysChanged):
        return False


def test_a_new_colleague_gets_no_key_without_password_after_the_word_was_changed(real):
    say_practice(real.places.folder, is_practice=True)

    with pytest.raises(KeysChanged):
        add_operator(real, "小王", Role.CLERK, ANOTHER)

    assert KeyRing.read(real.places.keys).operators == ["站长"]


def test_a_colleague_added_to_an_unchanged_ledger_needs_the_password(real):
    add_operator(real, "小王", Role.CLERK, ANOTHER)

    assert not opens_without_password(real, "小王")
    assert KeyRing.read(real.places.keys).unlock("小王", ANOTHER) == real.file_key


@pytest.mark.parametrize("deed", ["reset", "let in again"])
def test_no_other_way_to_a_new_password_believes_the_changed_word(real, deed):
    add_operator(real, "小王", Role.CLERK, ANOTHER)
    if deed == "let in again":
        send_away(real, "小王")
    say_practice(real.places.folder, is_practice=True)

    def again() -> None:
        if deed == "reset":
            reset_password(real, "小王", "a third long sentence")
        else:
            let_in_again(real, "小王", Role.CLERK, "a third long sentence")

    with pytest.raises(KeysChanged):
        again()

    assert not opens_without_password(real, "站长")


def test_the_own_password_is_changed_for_a_real_one_whatever_the_word_says(real, clock):
    folder = real.places.folder
    say_practice(folder, is_practice=True)

    change_password(folder, "站长", LOGIN.password, ANOTHER)

    assert not opens_without_password(real, "站长")
    assert KeyRing.read(real.places.keys).unlock("站长", ANOTHER) == real.file_key


def test_a_changed_word_is_told_and_the_password_puts_it_right(real, clock):
    folder = real.places.folder
    real.close()
    say_practice(folder, is_practice=True)

    with pytest.raises(KeysChanged) as told:
        open_ledger(folder, Login("站长", ""), clock)
    with pytest.raises(WrongPassword):
        open_ledger(folder, Login("站长", "not the password"), clock)
    open_ledger(folder, LOGIN, clock).close()

    assert "密钥文件" in str(told.value)
    assert not KeyRing.read(Places(folder).keys).is_practice


def test_a_key_that_opens_without_password_is_refused_by_the_ledger_itself(real, clock):
    # Whoever once held the key of a real ledger writes a ring that needs no password.
    folder = real.places.folder
    ring = KeyRing.create(real.places.keys)
    ring.mark_practice()
    ring.wrap_for("站长", "", real.file_key, is_practice=True)
    ring.save()
    real.close()

    with pytest.raises(KeysChanged):
        open_ledger(folder, Login("站长", ""), clock)


def test_a_practice_ledger_opens_without_password_whatever_the_word_says(tmp_path, clock):
    folder = tmp_path / "practice"
    create_ledger(folder, Login("练习", ""), clock, practice=True).close()
    say_practice(folder, is_practice=False)

    with open_ledger(folder, Login("练习", ""), clock) as opened:
        is_practice = opened.is_practice

    assert is_practice
    assert KeyRing.read(Places(folder).keys).is_practice


def test_a_practice_ledger_of_the_first_days_opens_as_ever_and_learns_what_it_is(tmp_path, clock):
    from app.credential.sealing import wrap
    from app.models.guard import Mode
    from app.models.key_ring import PRACTICE_COST

    folder = tmp_path / "practice"
    with create_ledger(folder, Login("练习", ""), clock, practice=True) as made:
        ring = json.loads(made.places.keys.read_text())
        ring["operators"]["练习"] = wrap(made.file_key, PRACTICE_WORD, PURPOSE, PRACTICE_COST)
        made.places.keys.write_text(json.dumps(ring))
        connecting = made.engine.connect().execution_options
        with connecting(writing=True) as connection, connection.begin(), made.guard.writing(Mode.JOURNALING):
            set_local_value(connection, "practice", "")

    with open_ledger(folder, Login("练习", ""), clock) as opened, opened.engine.connect() as connection:
        known = local_value(connection, "practice")

    assert opened.is_practice
    assert known == "yes"
