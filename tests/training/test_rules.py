"""Every policy number is a setting: the nearest valid one wins, and a value that cannot be is refused."""

import re
from datetime import date

import pytest

from app.i18n import choose_language
from app.ledger.rule_catalogue import UnknownRule, known_rule, known_rules
from app.ledger.rule_values import RuleValueRefused, checked, expected, from_text
from app.ledger.rules import (
    RuleChange,
    RuleEndsBeforeItBegins,
    RuleNeedsSource,
    RuleNotSet,
    RuleScopeUnknown,
    list_rules,
    list_settings,
    reset_rule,
    rule,
    set_rule,
)
from app.models.ledger import Clerk, Ledger
from app.models.roles import NotAllowed

KEY = "attendance_min_for_exam"
DAY = date(2026, 11, 2)
PAPER = "县人社发〔2026〕3号"


def value_on(ledger: Ledger, key: str, day: date) -> object:
    with ledger.reading() as session:
        return rule(session, key, day).value


@pytest.mark.parametrize("key", known_rules())
def test_every_default_is_a_value_that_the_rule_itself_allows(key):
    known = known_rule(key)

    kept = checked(known, known.value)

    assert kept == known.value
    assert known.chinese
    assert known.english
    assert expected(known.shape)


def test_without_any_setting_the_default_holds_with_its_source(ledger):
    with ledger.reading() as session:
        held = rule(session, KEY, DAY)

    assert (held.value, held.scope, held.severity) == (0.8, "default", "block")
    assert held.label == "参加结业考核的最低出勤率"


def test_the_nearest_scope_wins_whatever_the_order_of_setting(ledger):
    for scope, value in (("station", 0.7), ("national", 0.9), ("county", 0.75), ("province", 0.85)):
        set_rule(ledger, RuleChange(KEY, PAPER, value, scope=scope))

    held = value_on(ledger, KEY, DAY)
    reset_rule(ledger, KEY, "station")
    without_station = value_on(ledger, KEY, DAY)

    assert (held, without_station) == (0.7, 0.75)


def test_a_rule_holds_from_its_first_day_to_its_last(ledger):
    set_rule(ledger, RuleChange(KEY, PAPER, 0.6, valid_from=date(2026, 6, 1), valid_to=date(2026, 6, 30)))

    values = [value_on(ledger, KEY, date(2026, month, day)) for month, day in ((5, 31), (6, 1), (6, 30), (7, 1))]

    assert values == [0.8, 0.6, 0.6, 0.8]


def test_of_one_scope_what_began_last_holds(ledger):
    set_rule(ledger, RuleChange(KEY, PAPER, 0.6, valid_from=date(2026, 6, 1)))
    set_rule(ledger, RuleChange(KEY, PAPER, 0.9, valid_from=date(2026, 1, 1)))

    values = [value_on(ledger, KEY, date(2026, month, 15)) for month in (3, 7)]

    assert values == [0.9, 0.6]


def test_a_later_word_on_the_same_time_replaces_the_earlier_one(ledger):
    set_rule(ledger, RuleChange(KEY, PAPER, 0.6))

    set_rule(ledger, RuleChange(KEY, "更正", 0.65))

    assert value_on(ledger, KEY, DAY) == 0.65
    assert [each.value for each in list_settings(ledger, KEY)] == [0.65, 0.6]


def test_the_severity_alone_may_be_set_and_the_value_stays(ledger):
    made = set_rule(ledger, RuleChange("overlapping_class", PAPER, severity="warn"))

    assert (made.value, made.severity) == (True, "warn")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (KEY, 80),
        (KEY, -0.1),
        (KEY, "0.8"),
        (KEY, True),
        (KEY, float("nan")),
        ("class_size_max", 50.5),
        ("class_size_max", 0),
        ("age_max", {"男": 60}),
        ("age_max", {"男": 60, "女": "五十五"}),
        ("same_occupation_same_level", "是"),
        ("day_seal_time", "25:00"),
        ("holidays", ["2026-02-30"]),
        ("holidays", "2026-02-03"),
        (
            "half_day_times",
            {"morning": ["12:00", "08:30"], "afternoon": ["14:00", "17:30"], "evening": ["19:00", "21:30"]},
        ),
        ("attendance_weights", {"present": 1}),
        ("attendance_basis", "按天"),
        ("market_days", {"weekday": [1]}),
        ("market_days", {"every": 5}),
        ("excluded_categories", ["没有这一类"]),
        ("certificate_id_number", "hidden"),
        ("certificate_number_pattern", ""),
    ],
)
def test_a_value_the_rule_cannot_have_is_refused(key, value):
    with pytest.raises(RuleValueRefused):
        checked(known_rule(key), value)


def test_a_refused_value_sets_nothing(ledger):
    with pytest.raises(RuleValueRefused):
        set_rule(ledger, RuleChange(KEY, PAPER, 80))

    assert list_settings(ledger) == ()


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        (KEY, "75%", 0.75),
        (KEY, "０.７５", 0.75),
        ("class_size_max", "60", 60),
        ("age_max", "男=63,女=58", {"男": 63, "女": 58}),
        ("same_occupation_same_level", "否", False),
        ("holidays", "2026-10-02、2026-10-01", ["2026-10-01", "2026-10-02"]),
        ("day_seal_time", "20:00", "20:00"),
        ("excluded_categories", "企业职工", ["EMP09"]),
        (
            "market_days",
            '{"endings": [3, 8]}',
            {"dates": [], "weekdays": [], "endings": [3, 8], "every": 0, "counted_from": ""},
        ),
    ],
)
def test_a_value_is_read_as_a_clerk_types_it(key, typed, value):
    assert from_text(known_rule(key), typed) == value


def test_a_setting_without_source_or_sense_is_refused(ledger):
    refusals = {
        RuleNeedsSource: RuleChange(KEY, "  ", 0.7),
        RuleScopeUnknown: RuleChange(KEY, PAPER, 0.7, scope="default"),
        RuleEndsBeforeItBegins: RuleChange(KEY, PAPER, 0.7, valid_from=DAY, valid_to=date(2026, 1, 1)),
        UnknownRule: RuleChange("no_such_rule", PAPER, 1),
    }

    for refusal, wanted in refusals.items():
        with pytest.raises(refusal):
            set_rule(ledger, wanted)
    with pytest.raises(RuleScopeUnknown) as refused:
        set_rule(ledger, RuleChange(KEY, PAPER, 0.7, severity="ignore"))

    assert "拦截(block)" in refused.value.way_out()
    assert list_settings(ledger) == ()


def test_a_clerk_may_not_set_rules_and_the_station_head_may(ledger):
    ledger.clerk = Clerk("", "经办", "clerk")
    with pytest.raises(NotAllowed):
        set_rule(ledger, RuleChange(KEY, PAPER, 0.1))

    ledger.clerk = Clerk("", "站长", "station_head")
    set_rule(ledger, RuleChange(KEY, PAPER, 0.7))

    assert value_on(ledger, KEY, DAY) == 0.7


def test_what_was_not_set_cannot_be_taken_back(ledger):
    with pytest.raises(RuleNotSet):
        reset_rule(ledger, KEY)


def test_every_rule_is_listed_in_the_readers_language(ledger):
    chinese = list_rules(ledger, DAY)
    choose_language("en")

    english = [each.label for each in list_rules(ledger, DAY)]

    assert len(chinese) == len(known_rules())
    assert all(label.isascii() for label in english)


def test_a_refused_value_names_what_is_expected():
    with pytest.raises(RuleValueRefused) as refusal:
        from_text(known_rule("class_size_max"), "很多")

    assert refusal.value.figures["value"] == "很多"
    assert "1000" in refusal.value.figures["expected"]


def test_the_sources_of_the_shipped_rules_are_named_in_chinese():
    sources = {key: rule.source for key, rule in known_rules().items()}

    assert {key: source for key, source in sources.items() if re.search("[A-Za-z]{2}", source)} == {}
