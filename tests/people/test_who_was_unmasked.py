"""Whoever sees whole numbers leaves a trace that names whose numbers they were."""

import orjson
import pytest
from sqlalchemy import select

from app.ledger.certificate_events import ReasonMissing
from app.ledger.exporting import note_export, note_unmasked
from app.models.journal import JOURNAL
from app.models.ledger import Ledger
from tests.makers_training import keep_trainees


def headers(ledger: Ledger) -> list[dict]:
    """What the journal says of each change, the newest last."""
    with ledger.reading() as session:
        bodies = session.execute(select(JOURNAL.c.body).where(JOURNAL.c.op == "C").order_by(JOURNAL.c.position))
        return [orjson.loads(body) for body in bodies.scalars()]


def test_numbers_shown_in_full_name_each_person_once(ledger):
    one, other = keep_trainees(ledger, 2)

    note_unmasked(ledger, 3, "核对", [other, one, one])

    newest = headers(ledger)[-1]
    assert (newest["action"], newest["about"], newest["reason"]) == ("person.unmask", sorted([one, other]), "核对")


def test_an_export_in_full_names_whom_it_shows_and_a_masked_one_nobody(ledger):
    people = keep_trainees(ledger, 2)

    note_export(ledger, "roster", 2, full=True, reason="上报", about=people)
    note_export(ledger, "roster", 2)

    *_, unmasked, whole, masked = headers(ledger)
    assert unmasked["about"] == sorted(people)
    assert [each["action"] for each in (whole, masked)] == ["export.roster", "export.roster"]
    assert "about" not in masked


def test_without_a_reason_nothing_is_shown_and_nothing_noted(ledger):
    people = keep_trainees(ledger, 1)
    before = headers(ledger)

    with pytest.raises(ReasonMissing):
        note_unmasked(ledger, 1, " ", people)

    assert headers(ledger) == before
