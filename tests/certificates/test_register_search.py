"""The register as it is looked through: what is typed or chosen finds the certificate, and the counts add up."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.documents.certificate_book import BookHead, certificate_book
from app.ledger.certificate_events import void
from app.ledger.certificate_register import EventKind
from app.ledger.certificate_search import (
    RegisterState,
    RegisterWanted,
    register_choices,
    register_rows,
    search_register,
    state_of,
)
from app.ledger.correcting import correct
from app.ledger.erasing import erase_person
from app.ledger.hand_out import Collection, hand_out, undo_hand_out
from app.ledger.people import edit_trainee
from app.ledger.person_details import PersonDetails
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from app.ledger.trust_lists import take_lists
from app.models.certificates import CertificateEvent
from app.models.people import Trainee
from tests.makers_certificates import QUICK, issued_class, make_class, unpressed

STATES = RegisterState


@pytest.fixture
def rows(station):
    """Five certificates in force, none printed."""
    names = ("罗正祥", "李兰", "阿依古丽·买买提", "王𬭎", "欧阳春花")
    return issued_class(station, printer=QUICK, names=names)[1].certificates


def found(station, **wanted) -> list[str]:
    """The names of those found, newest first."""
    answer = search_register(station, RegisterWanted(**wanted))
    return [row.certificate.name for row in register_rows(station, answer.ids)]


def counts(station, **wanted) -> dict[str, int]:
    answer = search_register(station, RegisterWanted(**wanted))
    return {state.value: count for state, count in answer.counts.items() if count}


def print_all(station, rows) -> None:
    job = start_job(station, QUICK, unpressed, numbers=[row.number for row in rows])
    confirm(station, job.id, Seen(everything=True))


def test_the_newest_certificate_stands_first(station, rows):
    assert found(station) == ["欧阳春花", "王𬭎", "阿依古丽·买买提", "李兰", "罗正祥"]


@pytest.mark.parametrize("typed", ["欧阳", "ouyang", "oych", "欧阳春花", " 欧阳春花 "])
def test_a_holder_is_found_by_name_pinyin_and_initials(station, rows, typed):
    with station.change("trainee.edit") as change:
        person = change.get(Trainee, rows[4].trainee_id)
        person.pinyin, person.initials = "ou yang chun hua", "oych"

    assert found(station, typed=typed) == ["欧阳春花"]


def test_a_certificate_is_found_by_number_end_of_number_and_tail_of_the_id(station, rows):
    number, tail = rows[1].number, rows[1].id_number[-6:]
    spaced = f"{number[:6]} {number[6:9]} {number[9:]}"

    assert found(station, typed=number) == ["李兰"]
    assert found(station, typed=spaced) == ["李兰"]
    assert found(station, typed=number[-7:]) == ["李兰"]
    assert "李兰" in found(station, typed=tail)


def test_the_name_on_the_certificate_finds_it_after_the_person_was_renamed(station, rows):
    correct(station, QUICK, rows[1].number, "户口簿为准", given={"name": "李岚"})

    assert found(station, typed="李岚") == ["李岚"]
    assert found(station, typed="李兰") == ["李岚", "李兰"]


def test_the_class_is_found_by_its_code(station, rows):
    issued_class(station, 1, QUICK, code="2026-02", names=["普文学"])

    assert found(station, typed="2026-02") == ["普文学"]
    assert len(found(station, typed="2026-0")) == 6


def test_like_signs_are_signs_and_not_wildcards(station, rows):
    assert found(station, typed="%") == []
    assert found(station, typed="___") == []
    assert found(station, typed="' or '1'='1") == []


def test_year_class_intake_and_kind_narrow_the_register(station, rows, clock):
    other = make_class(station, 2, kind="training_pass", code="2027-01", names=["鲁忠", "字金凤"])
    clock.time += timedelta(days=60)
    issued_class(station, 1, QUICK, code="2027-02", names=["普文学"])
    choices = register_choices(station)

    assert choices.years == (2027, 2026)
    assert [words for _, words in choices.classes] == ["2026-01 核桃嫁接一班", "2027-02 核桃嫁接一班"]
    assert found(station, year=2027) == ["普文学"]
    assert found(station, kind="completion", class_id=choices.classes[0][0]) == found(station, year=2026)
    assert found(station, kind="training_pass") == []
    assert found(station, class_id=other.id) == []


def test_every_state_is_counted_and_can_be_chosen(station, rows, county):
    print_all(station, rows[1:])
    hand_out(station, [rows[2].number, rows[3].number], Collection(id_checked=True))
    undo_hand_out(station, rows[3].number, "领错了")
    void(station, rows[4].number, "作废")
    done = correct(station, QUICK, rows[1].number, "更正", given={"name": "李岚"})

    told = counts(station)

    assert told == {"to_print": 2, "to_hand_out": 1, "handed_out": 1, "voided": 1, "corrected": 1}
    assert found(station, state=STATES.TO_PRINT) == ["李岚", "罗正祥"]
    assert found(station, state=STATES.TO_HAND_OUT) == ["王𬭎"]
    assert found(station, state=STATES.CORRECTED) == ["李兰"]
    assert found(station, state=STATES.VOIDED, typed="罗") == []
    assert done.new.number in {
        row.certificate.number for row in register_rows(station, search_register(station, RegisterWanted()).ids)
    }


def test_what_the_county_revoked_is_shown_beside_the_state_of_the_station(station, rows, county, clock):
    from app.credential.revocations import Revocation

    void(station, rows[0].number, "作废")
    today = clock.now().date()
    take_lists(
        station, county.revocations(Revocation(rows[0].number, today, "作废", "", rows[0].text_sha256), day=today)
    )

    answer = search_register(station, RegisterWanted(state=STATES.REVOKED))
    (row,) = register_rows(station, answer.ids)

    assert (row.certificate.number, row.state, row.is_revoked) == (rows[0].number, STATES.VOIDED, True)
    assert answer.counts[STATES.REVOKED] == answer.counts[STATES.VOIDED] == 1


def test_an_erased_holder_is_found_by_number_alone(station, rows):
    print_all(station, rows[:1])
    erase_person(station, rows[0].trainee_id, "本人申请")

    assert found(station, typed=rows[0].number) == [""]
    assert found(station, typed="罗正祥") == []
    assert found(station, typed=rows[0].id_number) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["handed_out", "hand_out_undone", "voided", "corrected", "reprinted"]), max_size=5))
def test_the_state_of_the_search_is_that_of_the_register_whatever_befell_a_certificate(station, events):
    """Both read the same events in their own way; what they say must be the same."""
    (row,) = issued_class(station, 1, QUICK, code=f"L{len(found(station))}")[1].certificates
    with station.change("certificate.event") as change:
        handed = []
        for kind in events:
            if kind == EventKind.HAND_OUT_UNDONE and not handed:
                continue
            details = {"undoes": handed.pop()} if kind == EventKind.HAND_OUT_UNDONE else {}
            event = change.add(CertificateEvent(certificate_id=row.id, kind=kind, on_day=change.today, details=details))
            if kind == EventKind.HANDED_OUT:
                handed.append(event.id)
            change.session.flush()

    (told,) = register_rows(station, [row.id])

    assert row.id in search_register(station, RegisterWanted(state=told.state)).ids
    assert told.state is state_of(told.certificate)


def test_the_book_masks_numbers_unless_they_are_wanted_and_says_how_each_stands(station, rows):
    void(station, rows[0].number, "作废")
    shown = register_rows(station, search_register(station, RegisterWanted()).ids)
    head = BookHead("鲁史镇乡村人才振兴工作站", "2026年 全部", rows[0].issued_on, "张丽 2026-11-21 09:00")

    masked, full = certificate_book(head, shown), certificate_book(head, shown, full=True)

    told, whole = [" ".join(" ".join(line) for line in table.rows) for table in (masked, full)]
    assert rows[0].id_number not in told
    assert rows[0].id_number in whole
    assert masked.subtitle == "范围：2026年 全部"
    assert {line[-1] for line in masked.rows} == {"未打印", "作废"}
    assert all(len(line) == len(masked.columns) for line in masked.rows)


def test_an_edited_person_is_found_by_the_former_name_too(station, rows):
    edit_trainee(station, rows[1].trainee_id, PersonDetails(name="李岚"))

    assert found(station, typed="李岚") == ["李兰"]
    assert found(station, typed="李兰") == ["李兰"]
