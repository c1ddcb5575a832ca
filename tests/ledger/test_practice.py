"""The practice ledger: invented people, classes in every state, certificates that verify; never in a real ledger."""

from datetime import datetime

import pytest

from app.ledger.certificate_register import list_certificates
from app.ledger.certificate_verification import verifier_here
from app.ledger.checking import check_ledger
from app.ledger.home_today import today
from app.ledger.practice import NotForPractice, fill_practice
from app.ledger.trust_lists import trust_lists
from tests.conftest import CHINA
from tests.makers_certificates import QUICK


@pytest.mark.parametrize("day", [datetime(2026, 11, 22, 9, tzinfo=CHINA), datetime(2027, 2, 10, 15, tzinfo=CHINA)])
def test_a_filled_practice_ledger_has_something_to_do_on_every_page(ledger, clock, day):
    """On a Sunday, and in the days of the Spring Festival with their days off."""
    clock.time = day
    steps = []

    fill_practice(ledger, QUICK, lambda done, total: steps.append((done, total)))

    found = today(ledger)
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]
    assert found.classes.left_open
    assert found.classes.in_danger
    assert found.classes.graduations
    assert found.certificates.to_issue
    assert found.certificates.jobs
    assert found.certificates.to_hand_out
    assert found.station.is_enrolled
    assert check_ledger(ledger).is_sound


def test_practice_certificates_are_valid_here_and_name_no_real_county(ledger, clock):
    fill_practice(ledger, QUICK)
    judge = verifier_here(ledger, trust_lists(ledger), clock.now().date())
    rows = list_certificates(ledger)

    verdicts = {str(answer.verdict) for row in rows for answer in [judge(row.credential_text)]}

    assert verdicts == {"valid"}
    assert all("practice.invalid" in row.credential_text for row in rows)


def test_a_real_ledger_is_left_alone(ledger, monkeypatch):
    monkeypatch.setattr(ledger, "is_practice", False)

    with pytest.raises(NotForPractice):
        fill_practice(ledger, QUICK)

    assert not today(ledger).has_people
