import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credential import sealing
from app.credential.sealing import (
    PasswordCost,
    PasswordEmpty,
    SealDamaged,
    SealForOther,
    SealUnknown,
    WrongPassword,
    WrongRecoveryKey,
    new_recovery_key,
    open_sealed,
    recovery_public,
    seal_for,
    unwrap,
    wrap,
)
from app.errors import XiangxunError

CHEAP = PasswordCost(time_cost=1, memory_kib=64, parallelism=1)
SECRET = bytes(range(32))


def wrapped(password="芒种 2026", purpose="ledger key"):
    return wrap(SECRET, password, purpose, CHEAP)


def with_checksum(sealed):
    """As a forger would mend the file after changing it."""
    return sealed | {"checksum": sealing._checksum(sealed)}


def flipped(text):
    data = bytearray(base64.b64decode(text))
    data[0] ^= 1
    return base64.b64encode(data).decode()


@settings(deadline=None, max_examples=30)
@given(st.binary(max_size=100), st.text(st.characters(exclude_categories=("Cs",)), min_size=1), st.text(max_size=9))
def test_a_wrapped_secret_comes_back_through_json(secret, password, purpose):
    stored = json.dumps(wrap(secret, password, purpose.encode("utf-8", "replace").decode(), CHEAP))

    back = unwrap(json.loads(stored), password, purpose.encode("utf-8", "replace").decode())

    assert back == secret


def test_the_usual_cost_is_that_of_the_design():
    sealed = wrap(SECRET, "芒种 2026")

    assert (sealed["time_cost"], sealed["memory_kib"], sealed["parallelism"]) == (3, 65_536, 4)
    assert unwrap(sealed, "芒种 2026") == SECRET


def test_the_same_secret_is_never_wrapped_the_same_way_twice():
    one, other = wrapped(), wrapped()

    assert one["box"] != other["box"]
    assert one["salt"] != other["salt"]


def test_nothing_of_the_secret_or_the_password_stands_in_the_file():
    stored = json.dumps(wrapped(), ensure_ascii=False)

    assert "芒种" not in stored
    assert base64.b64encode(SECRET).decode()[:16] not in stored


@pytest.mark.parametrize("password", ["芒种 2027", "", "芒种 2026 ", "芒種 2026"])
def test_a_wrong_password_is_told_as_such(password):
    with pytest.raises(WrongPassword):
        unwrap(wrapped(), password, "ledger key")


def test_full_width_letters_of_an_input_method_open_as_well():
    sealed = wrapped(password="Abc123")

    assert unwrap(sealed, "Ａｂｃ１２３", "ledger key") == SECRET


def test_an_empty_password_wraps_nothing():
    with pytest.raises(PasswordEmpty):
        wrap(SECRET, "")


@pytest.mark.parametrize("name", sorted(wrapped()))
def test_a_damaged_field_is_told_apart_from_a_wrong_password(name):
    sealed = wrapped()
    value = sealed[name]
    damaged = sealed | {
        name: value + 1 if isinstance(value, int) else "A" + value[1:] if value[0] != "A" else "B" + value[1:]
    }

    with pytest.raises(SealDamaged):
        unwrap(damaged, "芒种 2026", "ledger key")
    with pytest.raises(SealDamaged):
        unwrap({field: each for field, each in sealed.items() if field != name}, "芒种 2026", "ledger key")


@pytest.mark.parametrize("name", ["salt", "nonce", "box"])
def test_a_forged_field_opens_nothing_even_with_its_checksum_mended(name):
    sealed = wrapped()
    forged = with_checksum(sealed | {name: flipped(sealed[name])})

    with pytest.raises(WrongPassword):
        unwrap(forged, "芒种 2026", "ledger key")


def test_a_secret_of_one_purpose_never_serves_another():
    sealed = wrapped(purpose="station signing key")
    forged = with_checksum(sealed | {"purpose": "ledger key"})

    with pytest.raises(SealForOther):
        unwrap(sealed, "芒种 2026", "ledger key")
    with pytest.raises(WrongPassword):
        unwrap(forged, "芒种 2026", "ledger key")


@pytest.mark.parametrize(
    "changes",
    [
        {"memory_kib": 100 * 1024 * 1024},
        {"memory_kib": 2**62},
        {"memory_kib": 0},
        {"time_cost": 10**9},
        {"time_cost": 0},
        {"parallelism": 10**6},
        {"parallelism": -1},
        {"salt": "AAAA"},
        {"version": 2},
        {"method": "none"},
        {"method": sealing.SEALED},
    ],
    ids=str,
)
def test_a_hostile_or_newer_file_is_refused_before_it_costs_anything(changes):
    hostile = with_checksum(wrapped() | changes)

    with pytest.raises(SealUnknown):
        unwrap(hostile, "芒种 2026", "ledger key")


@pytest.mark.parametrize(
    "changes",
    [
        {"memory_kib": "64"},
        {"time_cost": True},
        {"salt": 7},
        {"salt": "not base64!"},
        {"nonce": "AAAA"},
        {"box": None},
        {"box": ""},
    ],
    ids=str,
)
def test_an_odd_field_is_a_refusal_and_not_a_crash(changes):
    odd = with_checksum(wrapped() | changes)

    with pytest.raises((SealDamaged, WrongPassword)):
        unwrap(odd, "芒种 2026", "ledger key")


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from(sorted(wrapped())),
        st.none() | st.integers() | st.text() | st.floats() | st.lists(st.integers(), max_size=2),
        min_size=1,
    )
)
def test_no_file_at_all_makes_the_reader_crash(changes):
    hostile = wrapped() | changes

    for file in (hostile, changes):
        with pytest.raises(XiangxunError):
            unwrap(file, "芒种 2026", "ledger key")
        with pytest.raises(XiangxunError):
            open_sealed(SECRET, file, "ledger key")


@pytest.mark.parametrize("file", [[], "text", 7, None])
def test_a_file_that_holds_something_else_altogether_is_damaged(file):
    with pytest.raises(SealDamaged):
        unwrap(file, "芒种 2026")


def test_what_is_sealed_for_the_county_only_the_county_opens():
    county = new_recovery_key()

    sealed = json.loads(json.dumps(seal_for(recovery_public(county), SECRET, "ledger key")))

    assert open_sealed(county, sealed, "ledger key") == SECRET
    with pytest.raises(WrongRecoveryKey):
        open_sealed(new_recovery_key(), sealed, "ledger key")


@pytest.mark.parametrize("name", ["sender", "nonce", "box"])
def test_a_forged_seal_opens_nothing(name):
    county = new_recovery_key()
    sealed = seal_for(recovery_public(county), SECRET, "ledger key")

    with pytest.raises(SealDamaged):
        open_sealed(county, sealed | {name: flipped(sealed[name])}, "ledger key")
    with pytest.raises(SealDamaged):
        open_sealed(county, with_checksum(sealed | {name: flipped(sealed[name])}), "ledger key")


def test_a_seal_of_one_purpose_never_serves_another():
    county = new_recovery_key()
    sealed = seal_for(recovery_public(county), SECRET, "backup")

    with pytest.raises(SealForOther):
        open_sealed(county, sealed, "ledger key")
    with pytest.raises(SealDamaged):
        open_sealed(county, with_checksum(sealed | {"purpose": "ledger key"}), "ledger key")


@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), b"\1" + bytes(31)])
def test_a_key_that_would_seal_nothing_is_refused(public):
    with pytest.raises(SealDamaged):
        seal_for(public, SECRET)


def test_a_recovery_key_of_the_wrong_length_is_refused():
    with pytest.raises(SealDamaged):
        recovery_public(bytes(31))
