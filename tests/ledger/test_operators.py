"""Operators: who may come in with which role, and that somebody can always let others in."""

import pytest

from app.clock import SetClock
from app.credential.sealing import WrongPassword
from app.ledger.checking import check_ledger
from app.ledger.history import read_history
from app.ledger.operators import (
    LastAdministrator,
    StillActive,
    add_operator,
    let_in_again,
    list_operators,
    reset_password,
    send_away,
    set_role,
)
from app.models.key_ring import PasswordTooShort, UnknownOperator
from app.models.ledger import Clerk, Ledger
from app.models.opening import Login, create_ledger, open_ledger
from app.models.roles import NotAllowed
from app.models.vocabulary import Role

ME = "station"


def roles(ledger: Ledger) -> dict[str, str]:
    return {row.name: row.role if row.active else "" for row in list_operators(ledger)}


def test_a_role_can_be_changed_but_never_that_of_the_last_administrator(ledger: Ledger) -> None:
    add_operator(ledger, "李四", Role.CLERK, "password1")
    with pytest.raises(LastAdministrator):
        set_role(ledger, ME, Role.CLERK)
    set_role(ledger, "李四", Role.ADMINISTRATOR)
    set_role(ledger, ME, Role.AUDITOR)

    assert roles(ledger) == {ME: "auditor", "李四": "administrator"}
    assert ledger.clerk.role == "auditor"
    with pytest.raises(NotAllowed):
        set_role(ledger, ME, Role.ADMINISTRATOR)


def test_a_forgotten_password_is_set_anew_by_an_administrator_alone(tmp_path, clock: SetClock) -> None:
    folder = tmp_path / "ledger"
    with create_ledger(folder, Login(ME, "password1"), clock) as ledger:
        add_operator(ledger, "李四", Role.CLERK, "forgotten1")
        with pytest.raises(PasswordTooShort):
            reset_password(ledger, "李四", "short")
        reset_password(ledger, "李四", "password2")
        with pytest.raises(UnknownOperator):
            reset_password(ledger, "王五", "password3")
        acts = [line.action for line in read_history(ledger, limit=5)]
        assert check_ledger(ledger).is_sound
    with pytest.raises(WrongPassword):
        open_ledger(folder, Login("李四", "forgotten1"), clock)
    with open_ledger(folder, Login("李四", "password2"), clock) as ledger:
        with pytest.raises(NotAllowed):
            reset_password(ledger, ME, "password9")
        assert ledger.clerk.name == "李四"
    assert "operator.add" in acts


def test_whoever_was_sent_away_can_be_let_in_again_under_the_same_name(ledger: Ledger) -> None:
    add_operator(ledger, "李四", Role.CLERK, "password1")
    with pytest.raises(StillActive):
        let_in_again(ledger, "李四", Role.CLERK, "password1")
    send_away(ledger, "李四")
    gone = roles(ledger)
    let_in_again(ledger, "李四", Role.STATION_HEAD, "password1")

    assert gone["李四"] == ""
    assert roles(ledger)["李四"] == "station_head"
    with pytest.raises(UnknownOperator):
        let_in_again(ledger, "王五", Role.CLERK, "password1")


def test_the_last_administrator_is_not_sent_away_and_nothing_is_kept_of_the_attempt(ledger: Ledger) -> None:
    with pytest.raises(LastAdministrator) as refusal:
        send_away(ledger, ME)

    assert roles(ledger) == {ME: "administrator"}
    assert "xiangxun" not in str(refusal.value)
    assert "--" not in str(refusal.value)


@pytest.mark.parametrize("role", ["clerk", "station_head", "auditor"])
def test_nobody_but_an_administrator_touches_operators(ledger: Ledger, role: str) -> None:
    add_operator(ledger, "李四", Role.CLERK, "password1")
    ledger.clerk = Clerk(ledger.clerk.id, "王五", role)

    for deed in (
        lambda: set_role(ledger, "李四", Role.ADMINISTRATOR),
        lambda: reset_password(ledger, "李四", "password2"),
        lambda: send_away(ledger, "李四"),
        lambda: let_in_again(ledger, "李四", Role.CLERK, "password2"),
        lambda: add_operator(ledger, "赵六", Role.CLERK, "password2"),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert roles(ledger) == {ME: "administrator", "李四": "clerk"}
