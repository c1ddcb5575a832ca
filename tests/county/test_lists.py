"""The county's signed lists: published once a day, taken in only if newer, and what a verifier makes of them."""

import pytest

from app.county.revoking import (
    NoSuchKey,
    NumberUnlikely,
    ReasonNeeded,
    RevokedAlready,
    SinceInFuture,
)
from app.credential.packages import PackageForged
from app.credential.revocations import read_revocations
from app.credential.trust import ListNotNewer
from app.credential.verification import verify
from app.ledger.county_enrolment import take_in
from app.ledger.station_identity import NotEnrolled
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import keys_ever_listed, take_lists, trust_lists
from app.models.certificate_numbers import DEFAULT_PATTERN, CertificateNumberMistyped, compose
from app.models.stations import TrustList
from tests.county.makers import NUMBER, certificate_text, enrolled, head

NEXT = compose(DEFAULT_PATTERN, county="530921", station="101", year=2026, serial=39)


def judged(pc, clock, number: str = NUMBER, receipt=None):
    return verify(certificate_text(signing_key(pc), number), trust_lists(pc), clock.now().date(), receipt)


def test_lists_that_say_the_same_on_the_same_day_are_the_same_files(office, clock):
    first = office.publish_lists()

    assert office.publish_lists() == first
    clock.advance(days=1)
    assert office.publish_lists().keys.sequence == first.keys.sequence + 1


def test_a_revoked_number_is_refused_by_the_station_after_the_list_came(office, pc, clock):
    enrolled(office, pc)
    office.revoke_certificate(NUMBER, None, "姓名写错", NEXT)
    before = judged(pc, clock)

    take_in(pc, office.publish_lists().revocations.data)

    verdict = judged(pc, clock)
    assert before.verdict == "valid"
    assert (verdict.verdict, verdict.successor) == ("corrected", NEXT)
    assert judged(pc, clock, NEXT).verdict == "valid"


@pytest.mark.parametrize("data", ["no hexadecimal", "00ff", ""])
def test_a_row_of_another_pc_that_is_no_list_hides_none_that_is(office, pc, clock, data):
    enrolled(office, pc)
    office.revoke_certificate(NUMBER, None, "姓名写错", NEXT)
    take_in(pc, office.publish_lists().revocations.data)
    with pc.change("trust.take") as change:
        for kind in ("key_list", "revocations"):
            change.add(TrustList(kind=kind, sequence=10**6, issued_on=clock.now().date(), data=data))

    listed = keys_ever_listed(pc)

    assert judged(pc, clock).verdict == "corrected"
    assert signing_key(pc).key_id in listed


def test_a_revoked_key_is_judged_by_the_day_of_receipt(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=10)
    office.revoke_key(signing_key(pc).key_id.hex(), clock.now().date(), "电脑被盗")
    lists = office.publish_lists()
    take_lists(pc, lists.keys.data, lists.revocations.data)

    unknown = judged(pc, clock)
    in_time = judged(pc, clock, receipt=lambda _: clock.now().date().replace(day=25, month=11))

    assert (unknown.verdict, unknown.reason) == ("revoked", "key_revoked")
    assert in_time.verdict == "valid"


def test_an_older_list_played_back_is_refused_and_the_newest_stays_in_use(office, pc, clock):
    enrolled(office, pc)
    older = office.publish_lists().revocations.data
    office.revoke_certificate(NUMBER, None, "作废")
    take_in(pc, office.publish_lists().revocations.data)
    before = head(pc)

    with pytest.raises(ListNotNewer):
        take_in(pc, older)

    assert head(pc) == before
    assert judged(pc, clock).verdict == "revoked"
    clock.advance(days=1)
    assert take_in(pc, office.publish_lists().revocations.data).is_repeat is False


def test_a_list_taken_in_twice_changes_nothing(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=1)
    data = office.publish_lists().keys.data
    take_in(pc, data)
    before = head(pc)

    again = take_in(pc, data)

    assert again.is_repeat
    assert head(pc) == before


def test_of_two_lists_one_of_which_is_forged_none_is_taken_in(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=1)
    lists = office.publish_lists()
    forged = lists.revocations.data.replace(b"2026-11-22", b"2026-11-23")
    before = head(pc)

    with pytest.raises(PackageForged):
        take_lists(pc, lists.keys.data, forged)

    assert head(pc) == before
    assert len(take_lists(pc, lists.keys.data, lists.revocations.data)) == 2


def test_a_station_without_a_county_trusts_no_list(office, pc):
    data = office.publish_lists().keys.data

    with pytest.raises(NotEnrolled):
        take_in(pc, data)
    with pytest.raises(NotEnrolled):
        trust_lists(pc)


def test_a_clock_that_was_turned_back_does_not_make_an_old_list_fresh(office, pc, clock):
    enrolled(office, pc)
    clock.advance(days=40)
    take_in(pc, office.publish_lists().keys.data)
    clock.advance(days=-40)

    verdict = judged(pc, clock)

    assert (verdict.reason, verdict.list_age_days, verdict.list_stale) == ("list_stale", 40, True)


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10), CertificateNumberMistyped),
        ("", NumberUnlikely),
        ("1" * 41, NumberUnlikely),
        ("12\u200b34", NumberUnlikely),
    ],
)
def test_a_mistyped_number_revokes_nobody(office, number, refusal):
    with pytest.raises(refusal):
        office.revoke_certificate(number, None, "作废")

    assert office.figures().revoked_certificates == 0
    assert office.revoke_certificate(" ".join(NUMBER), None, "作废").name == NUMBER


def test_a_revocation_needs_a_reason_and_a_day_that_has_come(office, clock):
    with pytest.raises(ReasonNeeded):
        office.revoke_certificate(NUMBER, None, "  ")
    with pytest.raises(SinceInFuture):
        office.revoke_certificate(NUMBER, clock.now().date().replace(day=22), "作废")

    assert office.revoke_certificate(NUMBER, clock.now().date(), "作废").since == clock.now().date()


def test_what_is_revoked_stays_as_it_was_published(office, root_key):
    office.revoke_certificate(NUMBER, None, "作废")

    again = office.revoke_certificate(NUMBER, None, "作废")
    with pytest.raises(RevokedAlready):
        office.revoke_certificate(NUMBER, None, "另一个原因")

    assert again.is_repeat
    listed = read_revocations(office.publish_lists().revocations.data, root_key.public)
    assert [(each.number, each.reason) for each in listed.certificates] == [(NUMBER, "作废")]


def test_a_key_may_be_revoked_from_an_earlier_day_but_not_from_a_later_one(office, pc, clock):
    enrolled(office, pc)
    key_id = signing_key(pc).key_id.hex()
    clock.advance(days=10)
    today = clock.now().date()
    office.revoke_key(key_id, today.replace(month=11, day=25), "电脑被盗")

    earlier = office.revoke_key(key_id, today.replace(month=11, day=22), "被盗日期更早")
    with pytest.raises(RevokedAlready):
        office.revoke_key(key_id, today, "改回来")
    with pytest.raises(NoSuchKey):
        office.revoke_key("00000000", None, "没有这把密钥")

    assert earlier.since.day == 22
    assert office.stations()[0].keys[0].revoked_since == earlier.since
