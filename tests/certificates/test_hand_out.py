from datetime import date

import pytest

from app.ledger.certificate_events import ReasonMissing, void
from app.ledger.certificate_register import CertificateNotGood, find_certificate, list_certificates
from app.ledger.erasing import erase_person
from app.ledger.hand_out import (
    Collection,
    HandedOutBefore,
    HandOutDayWrong,
    IdNotChecked,
    NotHandedOut,
    NotPrinted,
    ProxyForMany,
    ProxyIncomplete,
    hand_out,
    hand_out_class,
    not_collected,
    undo_hand_out,
)
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from tests.makers_certificates import QUICK, issued_class, unpressed

SEEN = Collection(id_checked=True)


@pytest.fixture
def printed(station):
    """A class of four with every sheet good, and the numbers in the order of the roster."""
    made, issued = issued_class(station, 4, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    return made, [row.number for row in issued.certificates]


def test_a_whole_class_is_handed_out_at_once_but_for_who_did_not_come(station, printed):
    made, numbers = printed

    rows = hand_out_class(station, made.id, SEEN, absent=[numbers[2]])

    assert [row.number for row in rows] == [numbers[0], numbers[1], numbers[3]]
    assert [row.collected_by for row in rows] == [row.name for row in rows]
    assert [row.number for row in not_collected(station, made.id)] == [numbers[2]]


def test_a_proxy_is_entered_with_name_and_relation(station, printed):
    _, numbers = printed

    (row,) = hand_out(station, numbers[:1], Collection(id_checked=True, proxy="李四", relation="配偶"))

    assert row.collected_by == "李四（配偶）"
    assert row.handed_out_on == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        (Collection(), IdNotChecked),
        (Collection(id_checked=True, proxy="李四"), ProxyIncomplete),
        (Collection(id_checked=True, relation="配偶"), ProxyIncomplete),
        (Collection(id_checked=True, on=date(2026, 11, 20)), HandOutDayWrong),
        (Collection(id_checked=True, on=date(2026, 11, 22)), HandOutDayWrong),
    ],
    ids=["unchecked", "no relation", "no name", "before issue", "tomorrow"],
)
def test_an_incomplete_entry_hands_nothing_out(station, printed, how, refusal):
    made, numbers = printed

    with pytest.raises(refusal):
        hand_out(station, numbers, how)

    assert len(not_collected(station, made.id)) == 4


def test_a_reason_stands_in_for_the_id_card(station, printed):
    _, numbers = printed

    hand_out(station, numbers[:1], Collection(reason="本站工作人员认识本人"))

    assert find_certificate(station, numbers[0]).handed_out_on is not None


def test_a_proxy_does_not_collect_for_a_whole_class(station, printed):
    made, _ = printed

    with pytest.raises(ProxyForMany):
        hand_out_class(station, made.id, Collection(id_checked=True, proxy="李四", relation="村干部"))


def test_what_was_handed_out_is_not_handed_out_again_and_all_or_none_is_entered(station, printed):
    made, numbers = printed
    hand_out(station, numbers[1:2], SEEN)

    with pytest.raises(HandedOutBefore):
        hand_out(station, numbers, SEEN)

    assert len(not_collected(station, made.id)) == 3


def test_a_hand_out_entered_by_mistake_is_taken_back_with_a_reason(station, printed):
    made, numbers = printed
    hand_out(station, numbers[:1], SEEN)
    with pytest.raises(ReasonMissing):
        undo_hand_out(station, numbers[0], "")

    row = undo_hand_out(station, numbers[0], "点错人")

    assert row.handed_out_on is None
    with pytest.raises(NotHandedOut):
        undo_hand_out(station, numbers[0], "再次")
    hand_out(station, numbers[:1], Collection(id_checked=True, proxy="李四", relation="配偶"))
    assert find_certificate(station, numbers[0]).collected_by == "李四（配偶）"
    assert len(not_collected(station, made.id)) == 3


def test_a_hand_out_that_was_taken_back_stays_so_when_the_person_is_erased(station, printed):
    made, numbers = printed
    hand_out(station, numbers[:2], SEEN)
    undo_hand_out(station, numbers[0], "点错人")

    for trainee in made.trainee_ids[:2]:
        erase_person(station, trainee, "本人要求")

    rows = {row.number: row for row in list_certificates(station)}
    assert rows[numbers[0]].handed_out_on is None
    assert rows[numbers[1]].handed_out_on == date(2026, 11, 21)
    assert rows[numbers[1]].collected_by == ""


def test_a_certificate_nobody_has_seen_printed_is_not_handed_out(station):
    _, issued = issued_class(station, 1, QUICK)

    with pytest.raises(NotPrinted):
        hand_out(station, [issued.certificates[0].number], SEEN)


def test_a_voided_certificate_is_not_handed_out(station, printed):
    made, numbers = printed
    void(station, numbers[0], "作废")

    with pytest.raises(CertificateNotGood):
        hand_out(station, numbers[:1], SEEN)

    assert [row.number for row in hand_out_class(station, made.id, SEEN)] == numbers[1:]
