"""What a field from elsewhere may hold: whatever else it says waits, at the county and on every PC alike."""

from typing import Any

import pytest

from app.models.parking import DEEPEST, LONGEST_SHORT, LONGEST_TEXT, judged, told_fields

STATION = "0193f000-0000-7000-8000-00000000000a"
PARENTS = {"class_id": STATION, "trainee_id": STATION}


def trouble(entity: str, fields: dict[str, Any], op: str = "I") -> str:
    """The code of what is wrong with an entry that sets these fields, empty if nothing is."""
    found, _ = judged(entity, op, 1, fields, frozenset({STATION}))
    return f"{found.code}/{found.detail}" if found else ""


def nested(depth: int) -> Any:
    made: Any = 1
    for _ in range(depth):
        made = [made]
    return made


@pytest.mark.parametrize(
    ("entity", "fields"),
    [
        ("trainee", {"name": "罗" * LONGEST_SHORT}),
        ("trainee", {"note": "注" * LONGEST_TEXT}),
        ("trainee", {"name": "罗正祥", "other_names": ["罗祥"], "place_id": None}),
        ("trust_list", {"data": "0f" * LONGEST_TEXT}),
        ("training_class", {"plan": {"days": nested(DEEPEST - 1)}}),
        ("rule_setting", {"value": 40}),
        ("rule_setting", {"value": nested(DEEPEST)}),
        ("certificate", {"fields": {"name": "罗正祥", "hours": 120}}),
    ],
)
def test_what_a_program_of_ours_says_is_in_order(entity: str, fields: dict[str, Any]) -> None:
    assert trouble(entity, fields) == ""
    assert trouble(entity, {name: ["", value] for name, value in fields.items()}, "U") == ""


@pytest.mark.parametrize(
    ("entity", "fields"),
    [
        ("trainee", {"name": "罗" * (LONGEST_SHORT + 1)}),
        ("trainee", {"note": "注" * (LONGEST_TEXT + 1)}),
        ("trainee", {"name": "a\0b"}),
        ("trainee", {"place_id": "x" * 37}),
        ("trainee", {"other_names": 5}),
        ("trainee", {"other_names": {"a": 1}}),
        ("trainee", {"other_names": [{"a": [1]}]}),
        ("trainee", {"other_names": ["a\0b"]}),
        ("trainee", {"other_names": nested(300)}),
        ("enrolment", {**PARENTS, "categories_at_start": [[]]}),
        ("training_class", {"plan": {"days": nested(DEEPEST)}}),
        ("training_class", {"plan": {"a": {"b\0": 1}}}),
        ("training_class", {"plan": []}),
        ("rule_setting", {"value": nested(DEEPEST + 1)}),
        ("certificate", {"fields": ["x"]}),
        ("column_memory", {"columns": "x"}),
    ],
)
def test_what_nobody_could_write_again_or_look_up_waits(entity: str, fields: dict[str, Any]) -> None:
    name = next(reversed(fields))

    assert trouble(entity, fields) == f"field/{name}"
    assert trouble(entity, {each: ["", value] for each, value in fields.items()}, "U") == f"field/{name}"


def test_what_an_update_says_of_before_is_not_endless_either() -> None:
    assert told_fields("U", {"name": [nested(DEEPEST), "罗正祥"]}) == {"name": "罗正祥"}
    assert told_fields("U", {"name": [nested(DEEPEST + 1), "罗正祥"]}) is None
