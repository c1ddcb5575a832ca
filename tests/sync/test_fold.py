"""What a row comes to when its entries arrive in any order, more than once, from clocks that are wrong."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.models.fold import Clash, Told, effective, fold

A, B = "replica-a", "replica-b"


def told(replica: str, seq: int, at: int, op: str, fields: dict[str, Any] | None = None) -> Told:
    return Told(replica, seq, f"{replica}/{seq}", at, op, fields)


VALUES = st.sampled_from(["王一", "王二", "李三", None])
NAMES = st.sampled_from(["name", "phone", "village"])
UPDATES = st.dictionaries(NAMES, st.lists(VALUES, min_size=2, max_size=2), min_size=1)
ENTRIES = st.builds(
    told,
    st.sampled_from([A, B]),
    st.integers(2, 9),
    st.integers(10, 20),
    st.just("U"),
    UPDATES,
)


@given(st.lists(ENTRIES, unique_by=lambda each: each.entry_id), st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repeats_never_change_what_a_row_comes_to(history: list[Told], chance: Any) -> None:
    first = told(A, 1, 5, "I", {"name": "王一", "village": "大寺村"})
    expected = fold([first, *history])

    shuffled = [*history, *history, first]
    chance.shuffle(shuffled)

    assert fold(shuffled) == expected


def test_the_later_writer_stands_and_both_values_are_kept_for_review() -> None:
    made = told(A, 1, 10, "I", {"phone": "1"})
    here = told(A, 2, 20, "U", {"phone": ["1", "2"]})
    there = told(B, 7, 30, "U", {"phone": ["1", "3"]})

    came = fold([there, made, here])

    assert came.fields == {"phone": "3"}
    assert came.clashes == (Clash("phone", "2", "3", (A, 2), (B, 7)),)


def test_an_update_that_knew_what_it_replaced_is_no_clash() -> None:
    made = told(A, 1, 10, "I", {"phone": "1"})
    chain = [told(A, 2, 20, "U", {"phone": ["1", "2"]}), told(B, 7, 30, "U", {"phone": ["2", "3"]})]

    assert fold([made, *chain]).clashes == ()


def test_two_people_who_write_the_same_value_do_not_clash() -> None:
    made = told(A, 1, 10, "I", {"phone": "1"})
    both = [told(A, 2, 20, "U", {"phone": ["1", "2"]}), told(B, 7, 30, "U", {"phone": ["1", "2"]})]

    assert fold([made, *both]).clashes == ()


def test_a_removed_row_stays_away_and_the_late_update_is_shown() -> None:
    history = [told(A, 1, 10, "I", {"name": "王一"}), told(A, 2, 20, "D", {"name": "王一"})]
    late = told(B, 7, 30, "U", {"name": ["王一", "王二"]})

    came = fold([*history, late])

    assert came.fields is None
    assert [clash.after for clash in came.clashes] == [(B, 7)]


def test_an_erased_person_never_comes_back_by_a_later_update_of_another_pc() -> None:
    made = told(A, 1, 10, "I", {"name": "王一", "status": "enrolled"})
    erased = told(A, 2, 20, "E", {"name": "", "status": "enrolled"})
    late = told(B, 7, 30, "U", {"name": ["王一", "王二"], "status": ["enrolled", "lost"]})
    harmless = told(B, 8, 40, "U", {"status": ["enrolled", "left"]})

    came = fold([made, erased, late, harmless], personal=frozenset({"name"}))

    # The body that told of the name is blanked as a whole: its other fields go with it, on every side alike.
    assert came.is_erased
    assert came.fields == {"name": "", "status": "left"}
    assert came == fold([made, erased, Told(B, 7, late.entry_id, 30, "U", None), harmless], frozenset({"name"}))


def test_without_its_personal_fields_named_an_erased_name_would_come_back() -> None:
    erased = [told(A, 1, 10, "I", {"name": "王一"}), told(A, 2, 20, "E", {"name": ""})]
    late = told(B, 7, 30, "U", {"name": ["王一", "王二"]})

    assert fold([*erased, late]).fields == {"name": "王二"}


def test_entries_appended_again_under_another_replica_count_once() -> None:
    made = told(A, 1, 10, "I", {"name": "王一"})
    first = told(A, 2, 20, "U", {"name": ["王一", "王二"]})
    again = Told(B, 5, first.entry_id, 20, "U", {"name": ["王一", "王二"]})

    assert fold([made, first, again]) == fold([made, first])


def test_a_clock_years_ahead_does_not_win_beyond_the_moment_of_receipt() -> None:
    ahead, received = 4_000_000_000_000 << 16, 1_700_000_000_000

    assert effective(ahead, received) < (received + 1) << 16
    assert effective(ahead, None) == ahead
    assert effective(5 << 16, received) == 5 << 16
