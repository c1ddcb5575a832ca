"""When nobody at the station knows a password any more, the county opens the ledger once, for one operator."""

import json

import pytest

from app.clock import SetClock
from app.county.founding import Founding, found_county
from app.county.office import CountyOffice
from app.county.recovery import NoRecoveryEntry, RecoveredKeysUnwritable
from app.credential.sealing import SealDamaged, WrongPassword, WrongRecoveryKey
from app.models.key_ring import KeyRing, KeysMissing, PasswordTooShort, UnknownOperator
from app.models.opening import Login, create_ledger, open_ledger
from app.models.people import Trainee
from tests.county.makers import PASSWORD, enrolled
from tests.makers import add_trainee

FORGOTTEN = Login("station", "nobody knows it")


@pytest.fixture
def locked(office, tmp_path, clock: SetClock):
    """The folder of an enrolled ledger whose password is forgotten, and the id of someone in it."""
    with create_ledger(tmp_path / "locked", FORGOTTEN, clock) as ledger:
        enrolled(office, ledger)
        trainee = add_trainee(ledger)
    return tmp_path / "locked", trainee


def test_the_county_gives_an_operator_a_new_password_and_the_ledger_opens_with_it(office, locked, clock, tmp_path):
    folder, trainee = locked
    out = tmp_path / "ledger.keys"

    office.recover(folder / "ledger.keys", PASSWORD, "station", "a new password", out)

    out.replace(folder / "ledger.keys")
    with open_ledger(folder, Login("station", "a new password"), clock) as ledger, ledger.reading() as session:
        assert session.get(Trainee, trainee).name == "罗正祥"
    with pytest.raises(WrongPassword):
        open_ledger(folder, FORGOTTEN, clock)
    assert office.audit(1)[0].action == "recover"


def test_what_cannot_be_recovered_is_refused_and_writes_no_file(office, locked, tmp_path):
    folder, _ = locked
    keys, out = folder / "ledger.keys", tmp_path / "out.keys"
    lines = len(office.audit())

    for wanted, refusal in (
        ((keys, "wrong password", "station", "a new password", out), WrongPassword),
        ((keys, PASSWORD, "nobody", "a new password", out), UnknownOperator),
        ((keys, PASSWORD, "station", "short", out), PasswordTooShort),
        ((tmp_path / "nothing", PASSWORD, "station", "a new password", out), KeysMissing),
        ((keys, PASSWORD, "station", "a new password", tmp_path / "no" / "folder"), RecoveredKeysUnwritable),
    ):
        with pytest.raises(refusal):
            office.recover(*wanted)

    assert not out.exists()
    assert len(office.audit()) == lines


def test_a_ledger_that_was_never_enrolled_cannot_be_recovered(office, pc, tmp_path):
    with pytest.raises(NoRecoveryEntry):
        office.recover(pc.places.keys, PASSWORD, "station", "a new password", tmp_path / "out.keys")


def test_another_county_cannot_open_it(locked, tmp_path, clock):
    found_county(tmp_path / "other", Founding("威宁县", "520526", "rc.weining.example"), PASSWORD, clock)

    with CountyOffice.visit(tmp_path / "other", clock) as other, pytest.raises(WrongRecoveryKey):
        other.recover(locked[0] / "ledger.keys", PASSWORD, "station", "a new password", tmp_path / "out.keys")


def test_a_damaged_recovery_entry_is_told_apart_from_a_wrong_key(office, locked, tmp_path):
    keys = locked[0] / "ledger.keys"
    content = json.loads(keys.read_text(encoding="utf-8"))
    box = content["recovery"]["box"]
    content["recovery"]["box"] = ("B" if box.startswith("A") else "A") + box[1:]
    keys.write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(SealDamaged):
        office.recover(keys, PASSWORD, "station", "a new password", tmp_path / "out.keys")

    assert KeyRing.read(keys).operators == ["station"]
