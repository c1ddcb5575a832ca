"""A large roster is taken in without the search for garbage, which would stop the window while it looks."""

import gc

import pytest

from app.ui.garbage import MUCH, put_off


@pytest.fixture(autouse=True)
def as_before():
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.enable()


def test_nothing_is_looked_through_while_much_is_made_nor_ever_after():
    before = gc.get_freeze_count()

    with put_off():
        was_looking = gc.isenabled()
        held = [[number] for number in range(2 * MUCH)]

    assert not was_looking
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(held)


def test_a_few_things_are_looked_through_as_ever():
    gc.collect()
    before = gc.get_freeze_count()

    with put_off():
        held = [[number] for number in range(100)]

    assert len(held) == 100
    assert gc.get_freeze_count() <= before


def test_work_within_work_leaves_the_search_off_until_the_outer_one_is_done():
    with put_off():
        with put_off():
            pass
        still_off = not gc.isenabled()

    assert still_off
    assert gc.isenabled()


def test_the_search_goes_on_after_a_failure():
    with pytest.raises(ValueError, match="broken"), put_off():
        raise ValueError("broken")

    assert gc.isenabled()
