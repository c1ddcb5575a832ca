from dataclasses import replace
from datetime import date, timedelta

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.credential.digits import from_digits
from app.credential.fields import FieldOdd
from app.credential.key_list import KIND as KEY_LIST
from app.credential.key_list import KeyEntryWrong, KeyListedTwice, read_key_list
from app.credential.keys import SM2
from app.credential.packages import PackageForged, PackageOfAnotherKind, PackageUnreadable, sign_package
from app.credential.revocations import KIND as REVOCATION_LIST
from app.credential.revocations import KeyRevocation, Revocation, RevokedTwice, read_revocations
from app.credential.text import HostRefused, digits_of
from app.credential.trust import ListNotNewer, TrustLists
from app.credential.verification import verify
from app.errors import Refusal
from tests.credential.makers import (
    HOST,
    ISSUED,
    LISTED,
    NUMBER,
    OTHER_STATION,
    ROOT,
    STATION,
    THIEF,
    as_text,
    make_entry,
    make_key_list,
    make_revocations,
    make_text,
    make_trust,
)

REVOKED = Revocation(NUMBER, LISTED, "姓名有误", "53092110426000029")
KEY_REVOKED = KeyRevocation(STATION.key_id, LISTED, "电脑失窃")


def payload_of(data):
    return cbor2.loads(cbor2.loads(data)[2])


def test_a_key_list_comes_back_as_it_was_signed():
    entries = (
        make_entry(number_prefixes=("530921104",)),
        make_entry(OTHER_STATION, station="530921107", kinds=("training_pass",), revoked_since=date(2026, 6, 1)),
    )

    listed = read_key_list(make_key_list(*entries, sequence=7), ROOT.public)

    assert set(listed.entries) == set(entries)
    assert (listed.sequence, listed.issued_on, listed.hosts) == (7, LISTED, (HOST,))
    assert listed.find(STATION.key_id) == entries[0]
    assert listed.find(THIEF.key_id) is None
    assert listed.find(STATION.key_id, alg=SM2) is None


def test_the_same_key_list_is_the_same_file_in_whatever_order_it_was_given():
    one, other = make_entry(), make_entry(OTHER_STATION)

    files = {make_key_list(one, other), make_key_list(other, one)}

    assert len(files) == 1


def test_a_revocation_list_comes_back_as_it_was_signed():
    one_text = Revocation("53092110426000037", LISTED, "伪造", digest="ab" * 32)

    listed = read_revocations(make_revocations(REVOKED, one_text, keys=[KEY_REVOKED], sequence=9), ROOT.public)

    assert set(listed.certificates) == {REVOKED, one_text}
    assert listed.keys == (KEY_REVOKED,)
    assert (listed.sequence, listed.issued_on) == (9, LISTED)
    assert listed.of_certificate(NUMBER, "any") == REVOKED
    assert listed.of_certificate(one_text.number, "any") is None


@pytest.mark.parametrize("read", [read_key_list, read_revocations])
def test_a_list_that_the_root_key_did_not_sign_is_refused(read):
    data = make_key_list(root=THIEF) if read is read_key_list else make_revocations(root=THIEF)

    with pytest.raises(PackageForged):
        read(data, ROOT.public)


def test_one_list_never_passes_for_the_other():
    with pytest.raises(PackageOfAnotherKind):
        read_key_list(make_revocations(), ROOT.public)
    with pytest.raises(PackageOfAnotherKind):
        read_revocations(make_key_list(), ROOT.public)


@pytest.mark.parametrize("data", [make_key_list(), make_revocations(), sign_package("anything", {}, STATION)])
def test_a_list_or_package_never_passes_for_a_certificate(data):
    verdict = verify(as_text(data), make_trust([make_entry(), make_entry(ROOT)]), ISSUED)

    assert verdict.reason == "text_form"


def test_a_certificate_never_passes_for_a_list():
    certificate = from_digits(digits_of(make_text(key=ROOT)))

    with pytest.raises(PackageUnreadable):
        read_key_list(certificate, ROOT.public)
    with pytest.raises(PackageUnreadable):
        read_revocations(certificate, ROOT.public)


def test_a_key_stands_once_in_a_list_even_if_the_root_key_signed_it_twice():
    row = payload_of(make_key_list())["keys"][0]
    twice = sign_package(KEY_LIST, payload_of(make_key_list()) | {"keys": [row, row]}, ROOT)

    with pytest.raises(KeyListedTwice):
        make_key_list(make_entry(), make_entry(station="530921107"))
    with pytest.raises(KeyListedTwice):
        read_key_list(twice, ROOT.public)


@pytest.mark.parametrize(
    "changes", [{"key_id": b"0000"}, {"public": THIEF.public}, {"alg": -65537}, {"not_before": date(2027, 1, 1)}]
)
def test_an_entry_that_contradicts_itself_is_refused(changes):
    with pytest.raises(KeyEntryWrong):
        make_key_list(make_entry(**changes))


def test_a_key_list_names_only_hosts_that_can_stand_in_a_code():
    with pytest.raises(HostRefused):
        make_key_list(hosts=["RC.example.cn"])


def test_a_certificate_or_key_stands_once_in_a_revocation_list():
    with pytest.raises(RevokedTwice):
        make_revocations(REVOKED, replace(REVOKED, successor=""))
    with pytest.raises(RevokedTwice):
        make_revocations(keys=[KEY_REVOKED, KEY_REVOKED])


@pytest.mark.parametrize("kind", [KEY_LIST, REVOCATION_LIST])
@pytest.mark.parametrize(
    "changes",
    [
        {"schema": 2},
        {"schema": True},
        {"sequence": "1"},
        {"issued_on": "20261120"},
        {"issued_on": "2026-11-31"},
        {"issued_on": 7},
        {"next_update": None},
        {"keys": {}},
        {"keys": [7]},
        {"keys": [{}]},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_list_in_a_form_of_tomorrow_is_refused_though_rightly_signed(kind, changes):
    usual, read = (make_key_list(), read_key_list) if kind == KEY_LIST else (make_revocations(), read_revocations)
    data = sign_package(kind, payload_of(usual) | changes, ROOT)

    with pytest.raises(FieldOdd):
        read(data, ROOT.public)


@pytest.mark.parametrize(
    "changes",
    [{"public": "text"}, {"kinds": "completion"}, {"kinds": [1]}, {"not_after": "tomorrow"}, {"revoked_since": 0}],
    ids=str,
)
def test_an_entry_in_a_form_of_tomorrow_is_refused_though_rightly_signed(changes):
    usual = payload_of(make_key_list())
    data = sign_package(KEY_LIST, usual | {"keys": [usual["keys"][0] | changes]}, ROOT)

    with pytest.raises(FieldOdd):
        read_key_list(data, ROOT.public)


@settings(deadline=None)
@given(st.data())
def test_a_changed_list_is_refused_and_never_a_crash(data):
    usual = data.draw(st.sampled_from([make_key_list(), make_revocations(REVOKED, keys=[KEY_REVOKED])]))
    place = data.draw(st.integers(0, len(usual)))
    changed = usual[:place] + data.draw(st.binary(max_size=4)) + usual[place + data.draw(st.integers(0, 4)) :]

    for read in (read_key_list, read_revocations):
        try:
            listed = read(changed, ROOT.public)
        except Refusal:
            continue
        assert listed.signed == changed == usual


def test_an_older_list_never_replaces_a_newer_one():
    trust = TrustLists(ROOT.public).with_revocations(make_revocations(REVOKED, sequence=5))
    before = make_revocations(sequence=4)
    dated_later = make_revocations(sequence=4, issued_on=LISTED + timedelta(1))

    for older in (before, dated_later):
        with pytest.raises(ListNotNewer):
            trust.with_revocations(older)

    assert trust.revocations.of_certificate(NUMBER, "") == REVOKED


def test_an_older_key_list_never_brings_a_revoked_key_back():
    trust = TrustLists(ROOT.public).with_key_list(make_key_list(make_entry(revoked_since=LISTED), sequence=5))

    with pytest.raises(ListNotNewer):
        trust.with_key_list(make_key_list(make_entry(), sequence=4))


def test_another_list_under_the_same_number_and_day_is_refused_but_the_same_file_is_welcome():
    trust = TrustLists(ROOT.public).with_revocations(make_revocations(REVOKED))

    again = trust.with_revocations(make_revocations(REVOKED))

    assert again == trust
    with pytest.raises(ListNotNewer):
        trust.with_revocations(make_revocations())


def test_a_newer_list_replaces_an_older_one():
    trust = TrustLists(ROOT.public).with_revocations(make_revocations(sequence=1))

    newer = trust.with_revocations(make_revocations(REVOKED, sequence=2, issued_on=LISTED + timedelta(9)))

    assert newer.revocations.certificates == (REVOKED,)
    assert newer.newest_day == LISTED + timedelta(9)


def test_the_newest_signed_day_is_kept_whatever_the_clock_says():
    trust = make_trust().seen(LISTED + timedelta(40)).seen(LISTED)

    ages = [trust.age_days(day) for day in (date(1970, 1, 1), LISTED + timedelta(3), LISTED + timedelta(50))]

    assert ages == [40, 40, 50]
    assert trust.is_stale(LISTED)
    assert not make_trust().is_stale(LISTED)
