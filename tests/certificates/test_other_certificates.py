from datetime import date

import pytest

from app.ledger.certificate_events import ReasonMissing
from app.ledger.history import read_history
from app.ledger.other_certificates import (
    LevelUnknown,
    NoSuchRecord,
    RecordDatesWrong,
    RecordedBefore,
    RecordFacts,
    RecordNumberMissing,
    TraineeUnknown,
    TypeUnknown,
    amend_record,
    record,
    recorded_certificates,
    remove_record,
)
from tests.makers import add_trainee

TODAY = date(2026, 11, 21)
NUMBER = "S000053000101265000001"


def test_a_skill_level_certificate_is_recorded_as_printed(ledger):
    trainee = add_trainee(ledger)

    facts = RecordFacts(
        "职业技能等级证书", " S0000 53 000101 26 5 000001 ", "中式烹调师", "初级工", "4-03-02-01", "某技能鉴定中心"
    )
    kept = record(ledger, trainee, facts)

    assert (kept.certificate_type, kept.number, kept.level, kept.findings) == ("JNDJ", NUMBER, "5", ())
    assert [each.number for each in recorded_certificates(ledger, TODAY, trainee)] == [NUMBER]


def test_a_number_that_disagrees_with_what_is_stated_is_told_and_kept(ledger):
    trainee = add_trainee(ledger)

    facts = RecordFacts("JNDJ", "S000051000101245000001", level="四级", issued_on=date(2026, 3, 1))
    kept = record(ledger, trainee, facts)

    assert [finding.code for finding in kept.findings] == [
        "record_year_differs",
        "record_level_differs",
        "record_other_province",
    ]
    assert recorded_certificates(ledger, TODAY)[0].number == "S000051000101245000001"


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        (RecordFacts("结业证书", "1"), TypeUnknown),
        (RecordFacts("驾驶证", "1"), TypeUnknown),
        (RecordFacts("JNDJ", "  "), RecordNumberMissing),
        (RecordFacts("JNDJ", NUMBER, level="九级"), LevelUnknown),
        (RecordFacts("JKZ", "1", issued_on=date(2026, 12, 1)), RecordDatesWrong),
        (
            RecordFacts("JKZ", "1", issued_on=date(2026, 5, 1), expires_on=date(2026, 4, 1)),
            RecordDatesWrong,
        ),
    ],
)
def test_what_cannot_be_recorded_is_refused(ledger, facts, refusal):
    trainee = add_trainee(ledger)

    with pytest.raises(refusal):
        record(ledger, trainee, facts)

    assert recorded_certificates(ledger, TODAY) == []


def test_one_certificate_belongs_to_one_person(ledger):
    first = add_trainee(ledger)
    second = add_trainee(ledger, name="李兰", id_number="")
    record(ledger, first, RecordFacts("JNDJ", NUMBER))

    with pytest.raises(RecordedBefore) as refusal:
        record(ledger, second, RecordFacts("JNDJ", NUMBER.lower()))
    record(ledger, second, RecordFacts("ZXNL", NUMBER))

    assert "罗正祥" in refusal.value.sentence()


def test_nobody_gets_a_certificate_who_is_not_in_the_ledger(ledger):
    with pytest.raises(TraineeUnknown):
        record(ledger, "nobody", RecordFacts("JNDJ", NUMBER))


@pytest.mark.parametrize(
    ("expires", "told"),
    [
        (date(2027, 3, 1), []),
        (date(2027, 1, 5), ["record_expires_soon"]),
        (TODAY, ["record_expires_soon"]),
        (date(2026, 11, 20), ["record_expired"]),
    ],
)
def test_what_runs_out_within_ninety_days_says_so(ledger, expires, told):
    trainee = add_trainee(ledger)

    kept = record(ledger, trainee, RecordFacts("TZZY", "T533522", expires_on=expires))

    assert [finding.code for finding in kept.findings] == told


def test_a_record_is_corrected_and_only_what_differs_is_written(ledger):
    trainee = add_trainee(ledger)
    kept = record(ledger, trainee, RecordFacts("JNDJ", NUMBER, "中式烹调师", "五级", body="某中心"))

    amended = amend_record(ledger, kept.id, RecordFacts("JNDJ", NUMBER, "中式面点师", "五级", body="某中心"))
    amend_record(ledger, kept.id, RecordFacts("JNDJ", NUMBER, "中式面点师", "五级", body="某中心"))

    assert [each.name for each in recorded_certificates(ledger, TODAY, trainee)] == ["中式面点师"]
    assert amended.id == kept.id
    newest = read_history(ledger)[0]
    assert newest.fields == {"name": ["中式烹调师", "中式面点师"]}


def test_a_record_cannot_take_the_number_of_another_and_stays_as_it_was(ledger):
    trainee = add_trainee(ledger)
    record(ledger, trainee, RecordFacts("JNDJ", NUMBER))
    other = record(ledger, trainee, RecordFacts("JKZ", "77"))

    with pytest.raises(RecordedBefore):
        amend_record(ledger, other.id, RecordFacts("JNDJ", NUMBER))

    assert {each.number for each in recorded_certificates(ledger, TODAY, trainee)} == {NUMBER, "77"}


def test_a_record_is_taken_out_with_a_reason_that_the_journal_keeps(ledger):
    trainee = add_trainee(ledger)
    kept = record(ledger, trainee, RecordFacts("JKZ", "77"))
    with pytest.raises(ReasonMissing):
        remove_record(ledger, kept.id, " ")

    remove_record(ledger, kept.id, "录错了人")

    assert recorded_certificates(ledger, TODAY, trainee) == []
    assert (read_history(ledger)[0].op, read_history(ledger)[0].reason) == ("D", "录错了人")
    with pytest.raises(NoSuchRecord):
        remove_record(ledger, kept.id, "录错了人")
