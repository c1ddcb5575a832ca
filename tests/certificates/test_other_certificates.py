from datetime import date

import pytest

from app.ledger.other_certificates import (
    LevelUnknown,
    RecordDatesWrong,
    RecordedBefore,
    RecordFacts,
    RecordNumberMissing,
    TraineeUnknown,
    TypeUnknown,
    record,
    recorded_certificates,
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
