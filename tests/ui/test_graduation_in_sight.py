"""In a large class the one for whom something is missing is not only chosen but in sight."""

from datetime import datetime

import pytest

from app.ledger.attendance import all_present
from app.ledger.results_typing import TypedScore, type_results
from app.models.ledger import Ledger
from app.models.vocabulary import LessonKind
from app.ui.classes.graduation_part import GraduationPart
from tests.conftest import CHINA
from tests.makers_training import keep_class, person_at, whole

EVENING = datetime(2026, 11, 16, 18, 0, tzinfo=CHINA)
PEOPLE, UNTESTED = 40, 31


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """Forty people with both scores, but one, who has no practice."""

    def fill(ledger: Ledger) -> str:
        row = keep_class(ledger, PEOPLE)
        all_present(ledger, whole(row.id))
        people = [person_at(ledger, row.id, serial).enrolment_id for serial in range(1, PEOPLE + 1)]
        type_results(ledger, [TypedScore(each, LessonKind.THEORY, 1, 800) for each in people])
        tested = [each for place, each in enumerate(people, start=1) if place != UNTESTED]
        type_results(ledger, [TypedScore(each, LessonKind.PRACTICAL, 1, 800) for each in tested])
        return row.id

    return prepare(fill, EVENING)


def test_the_list_begins_at_the_one_who_lacks_something_and_shows_them(qtbot, work, prepared_ledger, clock):
    clock.time = EVENING
    part = GraduationPart(work)
    qtbot.addWidget(part)
    part.resize(1150, 560)
    part.show()

    part.show_class(prepared_ledger.told)
    qtbot.waitUntil(lambda: work.operations.is_idle)

    here = part.list.currentIndex()
    assert here.siblingAtColumn(0).data() == str(UNTESTED)
    assert part.list.viewport().rect().contains(part.list.visualRect(here).center())
