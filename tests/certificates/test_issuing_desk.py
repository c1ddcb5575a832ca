"""What the issuing desk knows before it does anything: what waits, who would get what, and what would change."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select

from app.ledger.blank_outlook import blank_outlooks
from app.ledger.blank_stock import receive_blanks, spoil_blanks
from app.ledger.certificate_candidates import KindUnknown
from app.ledger.certificate_events import void
from app.ledger.certificate_register import CertificateNotGood, list_certificates
from app.ledger.class_rows import NoSuchClass
from app.ledger.correcting import correct
from app.ledger.erasing import erase_person
from app.ledger.hand_out import Collection, hand_out, hand_out_class, undo_hand_out
from app.ledger.hand_out_board import Collect, hand_out_board, hand_out_scanned
from app.ledger.issuing import Order, issue
from app.ledger.issuing_overview import Step, issuing_overview
from app.ledger.issuing_preview import number_plan, preview
from app.ledger.issuing_successor import successor_of
from app.ledger.number_blocks import blocks_left
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from app.ledger.sheet_results_scan import ScanKind
from app.models.certificates import Certificate
from app.models.people import Trainee
from tests.conftest import CHINA
from tests.makers_certificates import (
    PRINTER,
    QUICK,
    add_to_class,
    issued_class,
    make_class,
    rename,
    unpressed,
)


def steps(ledger) -> list[tuple[str, str, int, int]]:
    """What waits: the step, the class or job, how many of how many."""
    return [(str(each.step), each.title, each.count, each.total) for each in issuing_overview(ledger).waiting]


def edit(ledger, trainee_id: str, **fields: object) -> None:
    with ledger.change("trainee.edit") as change:
        row = change.get(Trainee, trainee_id)
        for name, value in fields.items():
            setattr(row, name, value)


def test_a_class_walks_over_the_desk_step_by_step(station):
    made = make_class(station, 3)
    seen = [steps(station)]
    issue(station, QUICK, Order(class_id=made.id))
    seen.append(steps(station))
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    seen.append(steps(station))
    confirm(station, job.id, Seen(everything=True))
    seen.append(steps(station))
    hand_out_class(station, made.id, Collection(id_checked=True))

    assert seen == [
        [("issue", "核桃嫁接一班", 3, 3)],
        [("print", "核桃嫁接一班", 3, 3)],
        [("go_on", "2026-01 核桃嫁接一班", 3, 3)],
        [("hand_out", "核桃嫁接一班", 3, 3)],
    ]
    assert steps(station) == []
    assert [each.step for each in issuing_overview(station).done] == [Step.NONE, Step.NONE]


def test_each_step_counts_only_those_who_stand_there(station):
    made, issued = issued_class(station, 4, QUICK)
    add_to_class(station, made, "李小兰")
    numbers = [row.number for row in issued.certificates]
    job = start_job(station, QUICK, unpressed, numbers=numbers[:3])
    confirm(station, job.id, Seen(good_to="2"))
    hand_out(station, numbers[:1], Collection(id_checked=True))

    assert steps(station) == [
        ("go_on", numbers[0], 1, 3),
        ("print", "核桃嫁接一班", 1, 5),
        ("issue", "核桃嫁接一班", 1, 5),
        ("hand_out", "核桃嫁接一班", 1, 5),
    ]


def test_a_voided_certificate_waits_to_be_issued_anew_and_a_hand_out_taken_back_waits_again(station):
    made, issued = issued_class(station, 2, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    hand_out_class(station, made.id, Collection(id_checked=True))
    number = issued.certificates[1].number

    undo_hand_out(station, number, "记错")
    void(station, issued.certificates[0].number, "误签发")

    assert [(step, count) for step, _, count, _ in steps(station)] == [("issue", 1), ("hand_out", 1)]


def test_who_was_erased_waits_for_nothing(station):
    made = make_class(station, 2)
    erase_person(station, made.trainee_ids[0], "本人申请")

    assert [count for _, _, count, _ in steps(station)] == [1]


def test_the_preview_draws_everyone_who_is_ready_and_writes_nothing(station):
    made = make_class(station, 3, names=("罗正祥", "李兰", "鲁忠"))
    before = blocks_left(station).left

    shown = preview(station, PRINTER, made.id)

    assert [person.page.name for person in shown.ready] == ["罗正祥", "李兰", "鲁忠"]
    assert [person.page.number for person in shown.ready] == [""] * 3
    assert all("***" in person.id_number for person in shown.people)
    assert (shown.day, shown.first_day, shown.hindrance) == (date(2026, 11, 21), date(2026, 11, 20), None)
    assert blocks_left(station).left == before
    with station.reading() as session:
        assert session.scalar(select(func.count()).select_from(Certificate)) == 0


def test_the_preview_names_what_hinders_each_and_where_it_is_mended(station):
    made = make_class(station, 5, names=("罗正祥", "杨\ue123", "李兰", "无照", "王志"))
    edit(station, made.trainee_ids[2], sex="")
    edit(station, made.trainee_ids[3], photo="0" * 64)
    edit(station, made.trainee_ids[4], photo=_blob(station, b"no picture at all"))

    shown = preview(station, PRINTER, made.id)

    assert [person.is_ready for person in shown.people] == [True, False, False, False, False]
    assert [person.cause for person in shown.people] == ["", "name", "", "photo", "photo"]
    assert "U+E123" in shown.people[1].why_not
    assert shown.people[2].candidate.hindrance.code == "sex_missing"
    assert "本机" in shown.people[3].why_not
    assert "照片" in shown.people[4].why_not


def _blob(ledger, data: bytes) -> str:
    from app.models.guard import Mode
    from app.models.local import keep_blob

    with ledger.change("trainee.photo") as change, ledger.guard.writing(Mode.JOURNALING):
        return keep_blob(change.session.connection(), data, "image/jpeg")


def test_what_the_preview_promises_is_what_is_issued(station):
    made = make_class(station, 3)
    shown, plan = preview(station, PRINTER, made.id), number_plan(station, 3, 2026)

    issued = issue(station, PRINTER, Order(class_id=made.id))

    ((first, last),) = plan.ranges
    assert [row.number for row in issued.certificates][:: len(issued.certificates) - 1] == [first, last]
    assert [row.name for row in issued.certificates] == [person.page.name for person in shown.ready]
    assert blocks_left(station).left == plan.left_after


def test_numbers_that_come_from_two_blocks_are_told_as_two_ranges(station, county):
    left = blocks_left(station).left
    county.grant_block(station, 10)

    plan = number_plan(station, left + 2, 2026)

    assert [first == last for first, last in plan.ranges] == [False, False]
    assert plan.left_after == 8
    assert plan.warning is not None
    assert dict(plan.warning.figures) == {"left": "8", "size": "1010"}


def test_too_many_numbers_are_refused_with_what_is_missing(station):
    left = blocks_left(station).left

    plan = number_plan(station, left + 1, 2026)

    assert plan.ranges == ()
    assert plan.refusal.code == "numbers_used_up"
    assert plan.left_after == left


def test_before_the_county_enrolled_it_the_preview_says_so(ledger):
    made = make_class(ledger, 2)

    shown = preview(ledger, PRINTER, made.id)

    assert shown.hindrance.code == "not_enrolled"
    assert [person.page for person in shown.people] == [None, None]


def test_a_class_that_has_not_ended_cannot_be_dated(station, clock):
    made = make_class(station, 1, ends_on=date(2026, 12, 4))

    early = preview(station, PRINTER, made.id)
    clock.time = datetime(2026, 12, 5, 9, 0, tzinfo=CHINA)
    then = preview(station, PRINTER, made.id, on=date(2026, 12, 1))

    assert early.hindrance.code == "issue_day_before_class_end"
    assert (then.hindrance, then.day) == (None, date(2026, 12, 4))


def test_an_unknown_class_or_kind_is_refused(station):
    made = make_class(station, 1)

    with pytest.raises(NoSuchClass):
        preview(station, QUICK, "nosuch")
    with pytest.raises(KindUnknown):
        preview(station, QUICK, made.id, "驾驶证")


def test_blanks_are_foreseen_for_graduates_and_for_sheets_that_are_not_good(station):
    receive_blanks(station, "completion", 10, serials=("A01", "A10"))
    made, _ = issued_class(station, 3, QUICK)
    add_to_class(station, made, "李小兰")
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(good=("1",)))

    completion, training_pass = blank_outlooks(station)

    assert (completion.needed, completion.foreseen, completion.next_serial) == (2, 1, "A02")
    assert (training_pass.is_kept, training_pass.warning()) == (False, None)


@pytest.mark.parametrize(
    ("received", "spoiled", "people", "code"),
    [(20, 0, 3, None), (20, 17, 3, "blanks_low"), (20, 18, 3, "blanks_short"), (2, 0, 3, "blanks_short")],
)
def test_the_clerk_is_warned_before_the_paper_runs_out(station, received, spoiled, people, code):
    receive_blanks(station, "completion", received)
    if spoiled:
        spoil_blanks(station, "completion", spoiled, "受潮")
    make_class(station, people)

    warning = blank_outlooks(station)[0].warning()

    assert (warning.code if warning else None) == code


def test_more_blanks_used_than_received_is_told(station):
    made, _ = issued_class(station, 2, QUICK)
    job = start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(everything=True))
    without_account = blank_outlooks(station)[0].warning()

    receive_blanks(station, "completion", 1)

    assert without_account is None
    assert blank_outlooks(station)[0].warning().code == "blanks_missing"


def test_the_counter_shows_who_waits_and_a_scan_hands_out(station):
    made, issued = issued_class(station, 3, PRINTER)
    job = start_job(station, PRINTER, unpressed, class_id=made.id)
    confirm(station, job.id, Seen(good_to="2"))
    other, more = issued_class(station, 1, PRINTER, code="2026-09")
    text = issued.certificates[1].credential_text

    first = hand_out_scanned(station, made.id, text, Collection(id_checked=True))
    again = hand_out_scanned(station, made.id, text, Collection(id_checked=True))
    stranger = hand_out_scanned(station, made.id, more.certificates[0].credential_text, Collection(id_checked=True))
    altered = hand_out_scanned(station, made.id, text[:-3] + "000", Collection(id_checked=True))

    board = hand_out_board(station, made.id)
    kinds = [answer.kind for answer in (first, again, stranger, altered)]
    assert kinds == [ScanKind.GOOD, ScanKind.TWICE, ScanKind.OTHER, ScanKind.NOT_VALID]
    assert [line.stand for line in board.lines] == [Collect.WAITING, Collect.COLLECTED, Collect.NOT_PRINTED]
    assert all("***" in line.id_number for line in board.lines)
    assert other.id != made.id


def test_the_counter_leaves_out_certificates_that_count_no_more(station):
    made, issued = issued_class(station, 2, PRINTER)
    rename(station, made.trainee_ids[0], "罗正洋")
    correct(station, PRINTER, issued.certificates[0].number, "姓名有误")
    void(station, issued.certificates[1].number, "误签发")

    assert [line.name for line in hand_out_board(station, made.id).lines] == ["罗正洋"]


def test_a_correction_shows_both_values_and_masks_the_id_number(station):
    made, issued = issued_class(station, 1, PRINTER)
    rename(station, made.trainee_ids[0], "罗正洋")
    row = issued.certificates[0]
    # The same first and last signs: masked, the two numbers look alike.
    edit(station, made.trainee_ids[0], id_number=f"{row.id_number[:6]}1999{row.id_number[10:]}")

    shown = successor_of(station, PRINTER, row.number)

    fields = {field.field: field for field in shown.fields}
    assert (fields["name"].on_paper, fields["name"].in_ledger) == (row.name, "罗正洋")
    assert fields["id_number"].on_paper == fields["id_number"].in_ledger
    assert fields["id_number"].differs
    assert not fields["course"].differs
    assert (shown.differs, shown.photo_differs) == (True, False)


def test_nothing_differs_where_nothing_was_changed_and_a_voided_one_has_no_successor(station):
    _, issued = issued_class(station, 1, PRINTER)
    number = issued.certificates[0].number

    same = successor_of(station, PRINTER, number)
    void(station, number, "误签发")

    assert not same.differs
    with pytest.raises(CertificateNotGood):
        successor_of(station, PRINTER, number)
    assert len(list_certificates(station)) == 1
