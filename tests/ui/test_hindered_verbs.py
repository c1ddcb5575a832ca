"""While something hinders the ledger no verb is offered that would write, on any page and whatever the role."""

import pytest

from app.models.reading_copy import OnlyToRead
from tests.ui.test_lookers_on import WRITING, named, offered, stage

__all__ = ["stage"]


@pytest.fixture
def hindered(stage):
    """The window on a ledger in a place that takes nothing."""
    stage.ledger.hinder(OnlyToRead(folder="E:"))
    yield stage
    stage.ledger.hinder(None)


@pytest.mark.parametrize(("name", "part"), list(WRITING))
def test_where_nothing_can_be_written_no_verb_that_writes_is_offered(hindered, name, part):
    _, buttons = offered(hindered, "administrator", name, part)

    assert named(buttons, WRITING[name, part]) == []
