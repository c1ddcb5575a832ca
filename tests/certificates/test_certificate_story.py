"""What the page of a certificate tells: everything that befell it, in order, with who did it and why."""

import pytest

from app.credential.revocations import Revocation
from app.ledger.certificate_events import void
from app.ledger.certificate_pages import ContentErased
from app.ledger.certificate_register import NoSuchCertificate
from app.ledger.certificate_search import RegisterState
from app.ledger.certificate_story import StoryKind, issued_page, story_of
from app.ledger.correcting import correct
from app.ledger.erasing import erase_person
from app.ledger.hand_out import Collection, hand_out, undo_hand_out
from app.ledger.printing import Paper, reprint, start_job
from app.ledger.sheet_results import Seen, confirm
from app.ledger.trust_lists import take_lists
from tests.makers_certificates import QUICK, issued_class, unpressed


@pytest.fixture
def row(station):
    return issued_class(station, 1, QUICK)[1].certificates[0]


def printed(station, row) -> None:
    job = start_job(station, QUICK, unpressed, numbers=[row.number], paper=Paper(printer="HP"))
    confirm(station, job.id, Seen(everything=True))


def kinds(story) -> list[str]:
    return [line.kind.value for line in story.lines]


def test_a_fresh_certificate_was_issued_and_nothing_else(station, row):
    story = story_of(station, row.number)

    assert kinds(story) == ["issued"]
    assert (story.lines[0].by, story.lines[0].at[:16]) == ("station", "2026-11-21T09:00")
    assert (story.state, story.open_job, story.revocation) == (RegisterState.TO_PRINT, "", None)
    assert (story.theory_hours, story.practical_hours, story.row.hours) == (40, 80, 120)
    assert issued_page(station, row.number).name == "罗正祥"


def test_printing_handing_out_and_reprinting_are_told_in_order(station, row, clock):
    job = start_job(station, QUICK, unpressed, numbers=[row.number], paper=Paper(printer="HP"))
    waiting = story_of(station, row.number)
    clock.advance(minutes=5)
    confirm(station, job.id, Seen(everything=True))
    hand_out(station, [row.number], Collection(id_checked=True, proxy="王秀英", relation="配偶"))
    undo_hand_out(station, row.number, "领错了人")
    reprint(station, QUICK, unpressed, row.number, "遗失")

    story = story_of(station, row.number)

    assert waiting.open_job == job.id
    assert kinds(waiting) == ["issued", "queued"]
    assert kinds(story) == ["issued", "queued", "sheet_good", "handed_out", "hand_out_undone", "reprinted", "queued"]
    assert story.lines[2].at[:16] == "2026-11-21T09:05"
    assert story.lines[1].other == "HP"
    assert story.lines[3].other == "王秀英（配偶）"
    assert story.lines[4].reason == "领错了人"
    assert (story.lines[5].other, story.lines[5].reason, story.lines[6].is_copy) == ("1", "遗失", True)


def test_a_correction_names_predecessor_and_successor_and_is_due_at_the_county(station, row, county, clock):
    done = correct(station, QUICK, row.number, "更正姓名", given={"name": "罗正翔"})
    old, new = story_of(station, row.number), story_of(station, done.new.number)
    today = clock.now().date()
    revoked = Revocation(row.number, today, "更正", done.new.number, row.text_sha256)
    take_lists(station, county.revocations(revoked, day=today))

    then = story_of(station, row.number)

    assert (old.row.successor, new.row.predecessor) == (done.new.number, row.number)
    assert old.is_revocation_due
    assert not new.is_revocation_due
    assert not then.is_revocation_due
    assert kinds(then)[-1] == StoryKind.REVOKED
    assert then.lines[-1].other == done.new.number


def test_numbers_in_reasons_are_masked(station, row):
    void(station, row.number, f"身份证号 {row.id_number} 录错")

    assert row.id_number not in story_of(station, row.number).lines[-1].reason


def test_an_erased_holder_leaves_the_story_but_no_page(station, row):
    printed(station, row)
    erase_person(station, row.trainee_id, "本人申请")

    story = story_of(station, row.number)

    assert "issued" in kinds(story)
    assert story.row.is_erased
    assert story.theory_hours == 0
    with pytest.raises(ContentErased):
        issued_page(station, row.number)


def test_an_unknown_number_is_refused(station, row):
    with pytest.raises(NoSuchCertificate):
        story_of(station, "53092110126000028")
