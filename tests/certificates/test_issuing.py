from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from app.credential.verification import verify
from app.ledger import certificate_minting as minting
from app.ledger.certificate_candidates import KindUnknown
from app.ledger.certificate_numbering import NoNumberBlock, NumbersUsedUp
from app.ledger.certificate_pages import page_of
from app.ledger.certificate_register import list_certificates
from app.ledger.checking import check_ledger
from app.ledger.issuing import NobodyToIssue, NotEligible, Order, candidates, issue
from app.ledger.restoring import go_on_anew
from app.ledger.rules import RuleChange, set_rule
from app.ledger.station_identity import NotEnrolled
from app.ledger.trust_lists import take_lists, trust_lists
from app.models.certificate_numbers import parse
from app.models.certificates import Certificate
from app.models.guard import Mode
from app.models.journal import JOURNAL
from app.models.local import keep_blob
from app.models.people import Trainee
from tests.documents.makers import make_photo
from tests.makers_certificates import PRINTER, QUICK, add_to_class, id_number_of, issued_class, make_class

TODAY = date(2026, 11, 21)


def entries(ledger):
    with ledger.reading() as session:
        return session.scalar(select(func.count()).select_from(JOURNAL))


def test_everyone_who_completed_gets_a_certificate_that_verifies_offline(station):
    made, issued = issued_class(station, 4)

    trust = trust_lists(station)
    verdicts = [verify(row.credential_text, trust, TODAY) for row in issued.certificates]

    assert [row.enrolment_id for row in issued.certificates] == list(made.enrolment_ids)
    assert [verdict.reason for verdict in verdicts] == ["genuine"] * 4
    assert [verdict.claims.name for verdict in verdicts] == [row.name for row in issued.certificates]
    assert verdicts[0].claims.masked_id == issued.certificates[0].id_number[:4] + issued.certificates[0].id_number[-4:]
    assert check_ledger(station).is_sound


def test_numbers_follow_each_other_and_carry_county_station_and_year(station):
    _, issued = issued_class(station, 3, QUICK)

    parts = [parse(row.number) for row in issued.certificates]

    assert [(part.county, part.station, part.year) for part in parts] == [("530921", "101", 2026)] * 3
    assert [part.serial for part in parts] == [1, 2, 3]


def test_an_opened_paper_register_goes_on_where_it_ended(ledger, county):
    county.enrol(ledger, serials=100, first=38)

    _, issued = issued_class(ledger, 2, QUICK)

    assert [parse(row.number).serial for row in issued.certificates] == [38, 39]


def test_a_second_issuing_gives_only_to_those_who_have_none(station):
    made, _ = issued_class(station, 2, QUICK)
    add_to_class(station, made, "迟来")

    second = issue(station, QUICK, Order(class_id=made.id))

    assert [row.name for row in second.certificates] == ["迟来"]
    assert [each.hindrance.code for each in second.skipped] == ["has_certificate", "has_certificate"]


def test_two_kinds_of_certificate_can_follow_from_one_class(station):
    made, first = issued_class(station, 1)

    second = issue(station, PRINTER, Order(class_id=made.id, kind="培训合格证书"))

    assert [row.kind for row in (*first.certificates, *second.certificates)] == ["completion", "training_pass"]
    assert [row.template for row in second.certificates] == ["training_pass/1"]


@pytest.mark.parametrize("outcome", ["", "failed", "withdrew"])
def test_who_has_not_completed_gets_none_and_nothing_is_journaled(station, outcome):
    made = make_class(station, 2, outcome=outcome)
    before = entries(station)

    with pytest.raises(NobodyToIssue):
        issue(station, QUICK, Order(class_id=made.id))

    assert (entries(station), list_certificates(station)) == (before, [])


def test_one_person_named_who_is_not_eligible_stops_the_whole_order_by_name(station):
    made = make_class(station, 2)
    other = make_class(station, names=["未结业"], outcome="", code="2026-02")
    before = entries(station)

    with pytest.raises(NotEligible) as refusal:
        issue(station, QUICK, Order(enrolment_ids=(*made.enrolment_ids, *other.enrolment_ids)))

    assert "未结业" in refusal.value.sentence()
    assert (entries(station), list_certificates(station)) == (before, [])


def test_an_enrolment_that_does_not_exist_is_refused(station):
    made = make_class(station, 1)

    with pytest.raises(NotEligible):
        issue(station, QUICK, Order(enrolment_ids=(*made.enrolment_ids, "no-such-enrolment")))


def test_a_kind_that_is_not_printed_here_is_refused(station):
    made = make_class(station, 1)

    with pytest.raises(KindUnknown):
        issue(station, QUICK, Order(class_id=made.id, kind="职业技能等级证书"))


@pytest.mark.parametrize(
    ("names", "named", "unnamed"),
    [
        (["好人", "王\ue000"], "王\ue000", "好人"),
        (["好人", "李\U0002fffe"], "李", "好人"),
        (["好人", "名" * 120], "名" * 120, "好人"),
        (["好人", "张\u200b三"], "张", "好人"),
    ],
    ids=["private use", "no glyph", "too long", "hidden sign"],
)
def test_what_cannot_be_drawn_is_refused_by_name_before_any_number_is_taken(station, names, named, unnamed):
    made = make_class(station, names=names)
    before = entries(station)

    with pytest.raises(minting.CannotBeIssued) as refusal:
        issue(station, PRINTER, Order(class_id=made.id))

    assert named in refusal.value.sentence()
    assert unnamed not in refusal.value.sentence()
    assert (entries(station), list_certificates(station)) == (before, [])


def test_all_who_cannot_be_drawn_are_named_at_once(station):
    made = make_class(station, names=["王\ue000", "好人", "李\ue001"])

    with pytest.raises(minting.CannotBeIssued) as refusal:
        issue(station, PRINTER, Order(class_id=made.id))

    assert "U+E000" in refusal.value.sentence()
    assert "U+E001" in refusal.value.sentence()


def test_after_a_refusal_the_same_number_is_the_next_one(station):
    made = make_class(station, names=["王\ue000"])
    with pytest.raises(minting.CannotBeIssued):
        issue(station, PRINTER, Order(class_id=made.id))

    _, issued = issued_class(station, 1, code="2026-02")

    assert parse(issued.certificates[0].number).serial == 1


def test_a_block_too_small_for_the_class_gives_no_number_to_anyone(ledger, county):
    county.enrol(ledger, serials=2)
    made = make_class(ledger, 3)

    with pytest.raises(NumbersUsedUp) as refusal:
        issue(ledger, QUICK, Order(class_id=made.id))

    assert refusal.value.figures == {"needed": 3, "left": 2, "missing": 1}
    assert list_certificates(ledger) == []


def test_a_class_may_take_its_numbers_from_two_blocks(ledger, county):
    county.enrol(ledger, serials=2)
    county.last = 5000
    county.grant_block(ledger, serials=10)

    _, issued = issued_class(ledger, 4, QUICK)

    assert [parse(row.number).serial for row in issued.certificates] == [1001, 1002, 5001, 5002]


@pytest.mark.parametrize(("people", "told"), [(4, []), (5, ["numbers_low"])])
def test_a_fifth_left_is_told(ledger, county, people, told):
    county.enrol(ledger, serials=6)

    _, issued = issued_class(ledger, people, QUICK)

    assert [finding.code for finding in issued.warnings] == told


def test_after_a_restore_the_former_block_stays_closed(station):
    issued_class(station, 1, QUICK)
    go_on_anew(station, "restore")
    made = make_class(station, 1, code="2026-02")

    with pytest.raises(NoNumberBlock):
        issue(station, QUICK, Order(class_id=made.id))


def test_a_station_without_a_county_issues_nothing(ledger):
    made = make_class(ledger, 1)

    with pytest.raises(NotEnrolled):
        issue(ledger, QUICK, Order(class_id=made.id))


def test_a_certificate_is_dated_neither_before_the_class_ended_nor_in_the_future(station):
    made = make_class(station, 1, ends_on=date(2026, 11, 20))
    order = Order(class_id=made.id)

    with pytest.raises(minting.IssueDayBeforeClassEnd):
        issue(station, QUICK, order, date(2026, 11, 19))
    with pytest.raises(minting.IssueDayInFuture):
        issue(station, QUICK, order, date(2026, 11, 22))

    assert issue(station, QUICK, order, date(2026, 11, 20)).certificates[0].issued_on.day == 20


def test_a_clock_that_went_back_behind_the_countys_lists_is_noticed(station, county, clock):
    made = make_class(station, 1, ends_on=date(2026, 11, 3))
    county.day = date(2026, 11, 15)
    take_lists(station, county.key_list())
    clock.advance(days=-10)

    with pytest.raises(minting.IssueDayBehindLists):
        issue(station, QUICK, Order(class_id=made.id))


def test_a_station_whose_key_the_county_has_revoked_issues_nothing(station, county):
    made = make_class(station, 1)
    (key_id,) = county.entries
    county.entries[key_id] = replace(county.entries[key_id], revoked_since=date(2026, 11, 10))
    take_lists(station, county.key_list())

    with pytest.raises(minting.WouldNotVerify):
        issue(station, QUICK, Order(class_id=made.id))

    assert list_certificates(station) == []


def test_a_kind_the_key_may_not_sign_is_not_issued(ledger, county):
    county.kinds = ("training_pass",)
    county.enrol(ledger)
    made = make_class(ledger, 1, kind="completion")

    with pytest.raises(minting.WouldNotVerify):
        issue(ledger, QUICK, Order(class_id=made.id))


def test_a_dry_look_tells_who_would_get_one_and_takes_nothing(station):
    made = make_class(station, 2)
    before = entries(station)

    found = candidates(station, Order(class_id=made.id))

    assert [each.hindrance for each in found] == [None, None]
    assert entries(station) == before


def test_the_photo_stands_on_the_certificate_and_one_that_is_missing_is_told_by_name(station):
    made = make_class(station, names=["有照", "缺照"])
    with station.change("trainee.photo") as change:
        with station.guard.writing(Mode.JOURNALING):
            photo = keep_blob(change.session.connection(), make_photo(), "image/jpeg")
        for trainee_id, name in zip(made.trainee_ids, (photo, "0" * 64), strict=True):
            change.get(Trainee, trainee_id).photo = name

    with pytest.raises(minting.CannotBeIssued) as refusal:
        issue(station, PRINTER, Order(class_id=made.id))
    issued = issue(station, PRINTER, Order(enrolment_ids=made.enrolment_ids[:1]))

    assert "缺照" in refusal.value.sentence()
    assert "有照" not in refusal.value.sentence()
    with station.reading() as session:
        row = session.scalars(select(Certificate)).one()
        assert page_of(session, row).photo == make_photo()
        assert row.number == issued.certificates[0].number


def test_masked_numbers_and_another_issuer_are_settings(station):
    set_rule(station, RuleChange("certificate_id_number", "县人社局通知", value="masked"))
    set_rule(station, RuleChange("certificate_issuer", "县人社局通知", value="{county}人力资源和社会保障局"))

    _, issued = issued_class(station, 1, QUICK)

    row = issued.certificates[0]
    assert row.id_number == f"533***********{id_number_of(0)[-4:]}"
    assert row.provider == "凤庆县人力资源和社会保障局"
    verdict = verify(row.credential_text, trust_lists(station), TODAY)
    assert verdict.claims.masked_id == id_number_of(0)[:4] + id_number_of(0)[-4:]
