"""A long journal: who comes in, and a person's page, ask it by its index; nobody waits while all of it is read."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from app.ledger.operators import list_operators
from app.ledger.person_story import person_story
from app.models.ledger import Ledger
from app.models.opening import _clerk_named
from tests.makers import add_trainee

# Each of these walks through every entry, or every entry of this PC.
WHOLE = ("SCAN journal", "uq_journal_replica_seq (replica=?)")


def ways(ledger: Ledger, ask: Callable[[], Any]) -> list[str]:
    """How SQLite finds the entries that these questions ask for."""
    found: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "journal" in statement and "limit 1" not in statement:
            plan = cursor.connection.execute(f"explain query plan {statement}", parameters)
            found.extend(row[3] for row in plan if "journal" in row[3])

    event.listen(ledger.engine, "before_cursor_execute", explain)
    try:
        ask()
    finally:
        event.remove(ledger.engine, "before_cursor_execute", explain)
    return found


@pytest.mark.parametrize(
    "ask",
    [
        lambda ledger, person: _clerk_named(ledger, "station"),
        lambda ledger, person: list_operators(ledger),
        person_story,
    ],
    ids=["coming in", "operators", "a person's story"],
)
def test_the_journal_is_asked_by_its_index(ledger, ask):
    person = add_trainee(ledger)

    found = ways(ledger, lambda: ask(ledger, person))

    assert any("ix_journal_row (entity=?" in way for way in found)
    assert not [way for way in found if any(whole in way for whole in WHOLE)]
