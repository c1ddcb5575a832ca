from datetime import date

import pytest

from app.credential.packages import PackageForged, sign_package
from app.credential.revocations import Revocation
from app.ledger.certificate_events import ReasonMissing, void
from app.ledger.certificate_minting import CannotBeIssued
from app.ledger.certificate_numbering import NumbersUsedUp
from app.ledger.certificate_register import (
    CertificateNotGood,
    NoSuchCertificate,
    find_certificate,
    list_certificates,
)
from app.ledger.certificate_verification import verifier_here
from app.ledger.checking import check_ledger
from app.ledger.correcting import FieldNotCorrectable, NothingToCorrect, correct
from app.ledger.county_packages import PackageOdd
from app.ledger.revocation_requests import read_request, wanted_revocations, write_request
from app.ledger.station_key import signing_key
from app.ledger.trust_lists import take_lists, trust_lists
from app.models.certificate_numbers import (
    DEFAULT_PATTERN,
    CertificateNumberMistyped,
    NotACertificateNumber,
    compose,
)
from tests.makers_certificates import PRINTER, QUICK, issued_class, rename

TODAY = date(2026, 11, 21)


def judged(ledger, row):
    return verifier_here(ledger, trust_lists(ledger), TODAY)(row.credential_text)


def test_a_wrong_name_is_corrected_by_a_successor_that_names_its_predecessor(station):
    made, issued = issued_class(station, 2, QUICK)
    old = issued.certificates[0]
    rename(station, made.trainee_ids[0], "罗正详")

    done = correct(station, QUICK, old.number, "姓名写错", paper_returned=True)

    assert [(each.field, each.old, each.new) for each in done.differences] == [("name", "罗正祥", "罗正详")]
    assert (done.old.state, done.old.successor) == ("corrected", done.new.number)
    assert (done.new.state, done.new.predecessor, done.new.name) == ("good", old.number, "罗正详")
    assert done.new.number not in {row.number for row in issued.certificates}
    assert (judged(station, done.old).verdict, judged(station, done.new).verdict) == ("corrected", "valid")
    assert judged(station, done.old).successor == done.new.number
    assert check_ledger(station).is_sound


def test_values_given_for_a_correction_go_before_those_of_the_ledger(station):
    _, issued = issued_class(station, 1, QUICK)

    given = {"name": "阿依古丽•买买提", "level": "四级", "practical_hours": "60", "id_number": "533522197001019808"}
    done = correct(station, QUICK, issued.certificates[0].number, "抄录错误", given=given)

    assert (done.new.name, done.new.level, done.new.hours) == ("阿依古丽·买买提", "四级/中级工", 100)


def test_id_numbers_in_the_differences_are_masked(station):
    _, issued = issued_class(station, 1, QUICK)

    given = {"id_number": "110101199003079817"}
    done = correct(station, QUICK, issued.certificates[0].number, "身份证号错", given=given)

    told = {each.field: (each.old, each.new) for each in done.differences}
    assert told["id_number"] == ("533***********9808", "110***********9817")


@pytest.mark.parametrize(
    "given",
    [
        {"number": "1"},
        {"name": ""},
        {"hours": "100"},
        {"theory_hours": "四十"},
        {"period_to": "2026-13-01"},
        {"id_number": "533522197001019800"},
        {"sex_label": "其他"},
        {"level": "九级"},
    ],
)
def test_a_value_that_cannot_stand_on_a_certificate_corrects_nothing(station, given):
    _, issued = issued_class(station, 1, QUICK)

    with pytest.raises(FieldNotCorrectable) as refused:
        correct(station, QUICK, issued.certificates[0].number, "更正", given=given)

    assert "姓名(name)" in refused.value.way_out()
    assert [row.state for row in list_certificates(station)] == ["good"]


def test_a_correction_that_changes_nothing_is_refused(station):
    _, issued = issued_class(station, 1, QUICK)

    with pytest.raises(NothingToCorrect):
        correct(station, QUICK, issued.certificates[0].number, "更正")

    assert len(list_certificates(station)) == 1


def test_a_correction_that_cannot_be_drawn_or_numbered_leaves_the_old_one_good(ledger, county):
    county.enrol(ledger, serials=1)
    _, issued = issued_class(ledger, 1, QUICK)
    number = issued.certificates[0].number

    with pytest.raises(CannotBeIssued):
        correct(ledger, PRINTER, number, "更正", given={"course": "核\ue000桃"})
    with pytest.raises(NumbersUsedUp):
        correct(ledger, QUICK, number, "更正", given={"course": "茶叶"})

    assert find_certificate(ledger, number).is_good


def test_a_voided_certificate_is_void_for_ever(station):
    _, issued = issued_class(station, 1, QUICK)
    number = issued.certificates[0].number

    row = void(station, number, "冒名顶替", paper_returned=True)

    assert (row.state, row.remark) == ("voided", "冒名顶替")
    assert judged(station, issued.certificates[0]).verdict == "revoked"
    for act in (
        lambda: void(station, number, "再次"),
        lambda: correct(station, QUICK, number, "更正", given={"name": "别人"}),
    ):
        with pytest.raises(CertificateNotGood):
            act()


def test_a_corrected_certificate_cannot_be_corrected_again_but_its_successor_can(station):
    _, issued = issued_class(station, 1, QUICK)
    first = issued.certificates[0].number
    second = correct(station, QUICK, first, "一", given={"name": "甲某"}).new.number
    with pytest.raises(CertificateNotGood):
        correct(station, QUICK, first, "二", given={"name": "乙某"})

    third = correct(station, QUICK, second, "二", given={"name": "乙某"}).new

    chain = [find_certificate(station, number) for number in (first, second, third.number)]
    assert [(row.predecessor, row.successor) for row in chain] == [
        ("", second),
        (first, third.number),
        (second, ""),
    ]


@pytest.mark.parametrize("reason", ["", "   "])
def test_voiding_and_correcting_need_a_reason(station, reason):
    _, issued = issued_class(station, 1, QUICK)
    number = issued.certificates[0].number

    with pytest.raises(ReasonMissing):
        void(station, number, reason)
    with pytest.raises(ReasonMissing):
        correct(station, QUICK, number, reason, given={"name": "别人"})

    assert find_certificate(station, number).is_good


def test_a_number_typed_with_spaces_is_found_and_a_slip_is_told(station):
    _, issued = issued_class(station, 1, QUICK)
    number = issued.certificates[0].number
    spaced = " ".join((number[:6], number[6:9], number[9:11], number[11:16], number[16:]))

    assert find_certificate(station, spaced).number == number
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(CertificateNumberMistyped):
        find_certificate(station, slip)
    with pytest.raises(NotACertificateNumber):
        find_certificate(station, number[:-2])
    with pytest.raises(NoSuchCertificate):
        find_certificate(station, compose(DEFAULT_PATTERN, county="530921", station="101", year=2026, serial=99_999))


def test_the_county_is_asked_to_revoke_without_anybodys_name(station):
    made, issued = issued_class(station, 3, QUICK)
    void(station, issued.certificates[0].number, "李兰冒名")
    new = correct(station, QUICK, issued.certificates[1].number, "罗正祥写错", given={"name": "改名"}).new

    request = read_request(write_request(station, TODAY))

    assert made.enrolment_ids
    assert request.station == "530921101"
    assert request.public == signing_key(station).public
    assert [(each.number, each.successor, each.since) for each in request.certificates] == [
        (issued.certificates[0].number, "", TODAY),
        (issued.certificates[1].number, new.number, TODAY),
    ]
    told = " ".join(each.reason for each in request.certificates)
    assert not any(name in told for name in ("李兰", "罗正祥", "冒名"))


def test_what_the_county_has_revoked_is_not_asked_for_again(station, county):
    _, issued = issued_class(station, 2, QUICK)
    for row in issued.certificates:
        void(station, row.number, "作废")
    county.day = TODAY

    take_lists(station, county.revocations(Revocation(issued.certificates[0].number, TODAY, "作废")))

    assert [each.number for each in wanted_revocations(station)] == [issued.certificates[1].number]


def test_a_request_that_was_changed_or_is_in_another_form_is_refused(station):
    _, issued = issued_class(station, 1, QUICK)
    void(station, issued.certificates[0].number, "作废")
    data = write_request(station, TODAY)

    with pytest.raises(PackageForged):
        read_request(data[:-1] + bytes([data[-1] ^ 1]))
    key = signing_key(station)
    with pytest.raises(PackageOdd):
        read_request(sign_package("revocation_request", {"public": key.public, "schema": 1}, key))
