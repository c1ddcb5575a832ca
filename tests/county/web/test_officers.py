"""Officers sign in with their own password, a guesser waits longer each time, and a session ends when it should."""

import json
from itertools import count

import pytest
from argon2 import Type
from typer.testing import CliRunner

from app.clock import SetClock
from app.commands import county as county_commands
from app.county.office import CountyOffice
from app.county.officer_rows import OfficerRole, WebSessionRow
from app.county.officers import HASHER as DEAR
from app.county.officers import LastAdministrator, NoSuchOfficer, OfficerKnown, OfficerNameOdd, OfficerRoleUnknown
from app.county.sign_in_lines import strangers_line
from app.county.signing_in import (
    PasswordUnchanged,
    SignInPaused,
    SignInRefused,
    change_password,
    sign_in,
    sign_out,
    signed_in,
)
from app.models.key_ring import PasswordTooShort

OWN, OTHER = "自己的长口令 1", "别人的长口令 2"


@pytest.fixture
def desk(office: CountyOffice) -> CountyOffice:
    """A county with one administrator who has a password of her own."""
    office.add_officer("李主任", "administrator", OWN, must_change=False)
    return office


def come_in(desk: CountyOffice, clock: SetClock, name: str = "李主任", password: str = OWN) -> str:
    return sign_in(desk.register, name, password, clock.now())


def is_in(desk: CountyOffice, clock: SetClock, token: str) -> bool:
    return signed_in(desk.register, token, clock.now()) is not None


def test_who_knows_the_password_is_in_and_the_register_keeps_neither_it_nor_the_token(desk, clock):
    token = come_in(desk, clock)

    found = signed_in(desk.register, token, clock.now())
    assert (found.name, found.role, found.must_change) == ("李主任", OfficerRole.ADMINISTRATOR, False)
    with desk.register.reading() as session:
        kept = repr([vars(row) for row in session.query(WebSessionRow)])
    assert token not in kept
    assert desk.audit(1)[0].action == "sign_in"
    assert not is_in(desk, clock, token + "x")


def test_a_wrong_password_and_a_name_that_nobody_bears_are_refused_alike(desk, clock):
    told = []
    for name, password in (("李主任", OTHER), ("王二", OWN), ("'; drop table officer --", OWN), ("", "")):
        with pytest.raises(SignInRefused) as refused:
            come_in(desk, clock, name, password)
        told.append(refused.value.sentence())

    assert len(set(told)) == 1


@pytest.mark.parametrize("name", ["李主任", "没有这个人"])
def test_after_five_wrong_passwords_even_the_right_one_waits_and_then_longer(desk, clock, name):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            come_in(desk, clock, name, OTHER)

    with pytest.raises(SignInPaused) as paused:
        come_in(desk, clock, name)
    clock.advance(seconds=paused.value.figures["seconds"])
    with pytest.raises(SignInRefused):
        come_in(desk, clock, name, OTHER)
    with pytest.raises(SignInPaused) as later:
        come_in(desk, clock, name)
    assert later.value.figures["seconds"] > paused.value.figures["seconds"]


def test_who_waits_and_knows_the_password_is_in_and_begins_anew(desk, clock):
    for _ in range(5):
        with pytest.raises(SignInRefused):
            come_in(desk, clock, password=OTHER)
    clock.advance(minutes=15)

    assert is_in(desk, clock, come_in(desk, clock))
    with pytest.raises(SignInRefused):
        come_in(desk, clock, password=OTHER)
    assert is_in(desk, clock, come_in(desk, clock))


def test_guessing_names_fills_no_more_than_a_few_thousand_lines():
    assert 4000 < len({strangers_line(f"某人{number}") for number in range(30_000)}) <= 4096


@pytest.mark.engines("sqlite")
def test_neither_words_nor_pauses_tell_whether_a_name_is_an_officers(desk, clock):
    def told(name: str) -> list[str]:
        return [refusal_of(desk, clock, name) for _ in range(7)]

    nobody = next(f"某人{number}" for number in count() if strangers_line(f"某人{number}") != strangers_line("李主任"))
    assert told("李主任") == told(nobody)
    # Names of one line wait for each other, whoever bears one of them.
    shared = next(f"某人{number}" for number in count() if strangers_line(f"某人{number}") == strangers_line("李主任"))
    assert refusal_of(desk, clock, shared) == refusal_of(desk, clock, "李主任") == "SignInPaused 5"


def refusal_of(desk: CountyOffice, clock: SetClock, name: str) -> str:
    with pytest.raises((SignInRefused, SignInPaused)) as refused:
        come_in(desk, clock, name, OTHER)
    return " ".join([type(refused.value).__name__, *map(str, refused.value.figures.values())][:2])


def test_guesses_at_an_officers_name_stand_in_the_audit_and_those_at_nobodys_do_not(desk, clock):
    for name in ("李主任", "没有这个人"):
        for _ in range(8):
            clock.advance(minutes=16)
            refusal_of(desk, clock, name)

    lines = [line for line in desk.audit() if line.action == "sign_in_tries"]
    assert [(line.officer, line.details["count"]) for line in lines] == [("李主任", 8), ("李主任", 7), ("李主任", 6)]


def test_a_browser_that_was_let_in_before_is_counted_by_itself(desk, clock):
    for _ in range(5):
        refusal_of(desk, clock, "李主任")

    assert is_in(desk, clock, sign_in(desk.register, "李主任", OWN, clock.now(), "ab" * 16))
    for _ in range(5):
        with pytest.raises(SignInRefused):
            sign_in(desk.register, "李主任", OTHER, clock.now(), "ab" * 16)
    with pytest.raises(SignInPaused):
        sign_in(desk.register, "李主任", OWN, clock.now(), "ab" * 16)
    assert is_in(desk, clock, sign_in(desk.register, "李主任", OWN, clock.now(), "cd" * 16))
    assert refusal_of(desk, clock, "李主任").startswith("SignInPaused")


def test_a_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours_of_work(desk, clock):
    resting, working = come_in(desk, clock), come_in(desk, clock)

    for _ in range(25):
        clock.advance(minutes=28)
        assert is_in(desk, clock, working)
    assert not is_in(desk, clock, resting)
    clock.advance(minutes=28)
    assert not is_in(desk, clock, working)


def test_signing_out_ends_this_session_and_no_other(desk, clock):
    here, there = come_in(desk, clock), come_in(desk, clock)

    sign_out(desk.register, here)

    assert (is_in(desk, clock, here), is_in(desk, clock, there)) == (False, True)


def test_a_new_password_ends_all_sessions_and_the_old_one_opens_nothing(desk, clock):
    before = come_in(desk, clock)

    with pytest.raises(SignInRefused):
        change_password(desk.register, "李主任", OTHER, OTHER, clock.now())
    with pytest.raises(PasswordUnchanged):
        change_password(desk.register, "李主任", OWN, OWN, clock.now())
    with pytest.raises(PasswordTooShort):
        change_password(desk.register, "李主任", OWN, "短", clock.now())
    token = change_password(desk.register, "李主任", OWN, OTHER, clock.now())

    assert (is_in(desk, clock, before), is_in(desk, clock, token)) == (False, True)
    with pytest.raises(SignInRefused):
        come_in(desk, clock)
    assert is_in(desk, clock, come_in(desk, clock, password=OTHER))


def test_a_dismissed_officer_is_out_at_once_and_the_name_is_never_given_again(desk, clock):
    desk.add_officer("王登记", "registrar", OTHER)
    token = come_in(desk, clock, "王登记", OTHER)

    desk.dismiss_officer("王登记")

    assert not is_in(desk, clock, token)
    with pytest.raises(SignInRefused):
        come_in(desk, clock, "王登记", OTHER)
    with pytest.raises(OfficerKnown):
        desk.add_officer("王登记", "auditor", OTHER)
    assert [(each.name, each.active) for each in desk.officers()] == [("李主任", True), ("王登记", False)]


def test_a_stolen_register_makes_guessing_dear():
    assert DEAR.time_cost >= 2
    assert DEAR.memory_cost >= 19 * 1024
    assert DEAR.type is Type.ID


def test_the_last_administrator_stays(desk):
    with pytest.raises(LastAdministrator):
        desk.dismiss_officer("李主任")
    with pytest.raises(LastAdministrator):
        desk.set_officer_role("李主任", "auditor")
    desk.add_officer("张副主任", "administrator", OTHER)
    desk.dismiss_officer("李主任")
    with pytest.raises(LastAdministrator):
        desk.dismiss_officer("张副主任")


def test_odd_names_unknown_roles_and_short_passwords_add_nobody(desk):
    for name in ("", " 李", "李\n主任", "?ab", "长" * 41):
        with pytest.raises(OfficerNameOdd):
            desk.add_officer(name, "auditor", OTHER)
    with pytest.raises(OfficerRoleUnknown):
        desk.add_officer("王登记", "root", OTHER)
    with pytest.raises(PasswordTooShort):
        desk.add_officer("王登记", "auditor", "1234567")
    with pytest.raises(NoSuchOfficer):
        desk.set_officer_password("王登记", OTHER)

    assert len(desk.officers()) == 1


def test_officers_are_added_listed_and_dismissed_from_the_keyboard(county_folder, monkeypatch):
    monkeypatch.setenv("XIANGXUN_COUNTY", str(county_folder))
    monkeypatch.setenv("XIANGXUN_NEW_PASSWORD", OWN)

    def type_(*words: str) -> str:
        result = CliRunner().invoke(county_commands.group, ["officer", *words], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    added = json.loads(type_("add", "李主任", "--role", "administrator", "--json"))
    type_("add", "王登记", "--role", "registrar", "--keep")
    type_("password", "王登记")
    type_("role", "王登记", "--role", "auditor")
    type_("dismiss", "王登记")

    assert (added["role"], added["must_change"]) == ("administrator", True)
    listed = json.loads(type_("list", "--json"))
    assert [(each["name"], each["active"], each["must_change"]) for each in listed] == [
        ("李主任", True, True),
        ("王登记", False, True),
    ]
    assert "审计员" in type_("list")
