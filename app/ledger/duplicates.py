"""Training or subsidy twice: what a person already has, held against the class they are to join."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.i18n import mark, tr
from app.ledger.past_training import AWAY, INSURANCE_SUBSIDY, TRAINING, PastTraining
from app.ledger.rules import Rules
from app.models.code_tables import fold_word, table
from app.models.findings import Finding
from app.models.vocabulary import Outcome


@dataclass(frozen=True)
class Aim:
    """What a class leads to, and when: what a person's past is held against."""

    name: str
    occupation_code: str
    level: str
    starts_on: date
    ends_on: date


def duplicate_findings(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    """Every rule on repeated training that this class would break for a person with this past."""
    known = tuple(past)
    return (
        *_at_the_same_time(rules, aim, known),
        *_same_again(rules, aim, known),
        *_lower_after_higher(rules, aim, known),
        *_too_often(rules, aim, known),
        *_subsidy_drawn(rules, aim, known),
        *_other_township(rules, aim, known),
        *_away(rules, aim, known),
    )


def is_same_trade(aim: Aim, past: PastTraining) -> bool:
    """The same occupation by its code, or by its name where one of the two has no code."""
    if aim.occupation_code and past.occupation_code:
        return aim.occupation_code == past.occupation_code
    return bool(past.name) and fold_word(aim.name) == fold_word(past.name)


def _at_the_same_time(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    message = mark("Also in {where} ({course}) from {start} to {end}, at the same time.")
    remedy = mark("Let the person withdraw from one of the two classes.")
    clashing = (one for one in past if one.kind in ("class", TRAINING) and one.overlaps(aim.starts_on, aim.ends_on))
    named = (rules.finding("overlapping_class", message, remedy, **_figures(one)) for one in clashing)
    return tuple(finding for found in named for finding in found)


def _same_again(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    done = next(
        (one for one in past if _is_done(aim, one) and is_same_trade(aim, one) and one.level == aim.level), None
    )
    message = mark("Has already completed this occupation at this level ({where}, {end}).")
    remedy = mark("Choose a higher level or another course.")
    return rules.finding("same_occupation_same_level", message, remedy, **_figures(done)) if done else ()


def _lower_after_higher(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    mine = _height(aim.level)
    higher = (one for one in past if _is_done(aim, one) and is_same_trade(aim, one) and _height(one.level) > mine >= 0)
    best = max(higher, key=lambda one: _height(one.level), default=None)
    message = mark("Already holds a higher level of this occupation: {level} ({where}).")
    remedy = mark("Choose a level above it.")
    return rules.finding("lower_level_after_higher", message, remedy, **_figures(best)) if best else ()


def _too_often(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    year, most = aim.starts_on.year, rules.value("subsidy_times_per_year")
    trained = [one for one in past if one.kind in ("class", TRAINING) and one.outcome != Outcome.FAILED]
    begun = [one.starts_on for one in trained if one.starts_on and one.starts_on <= aim.starts_on]
    count = sum(day.year == year for day in begun)
    if count < most:
        return ()
    message = mark("This would be training number {count} in {year}; at most {most} are subsidised.")
    return rules.finding("subsidy_times_per_year", message, "", count=count + 1, year=year, most=most)


def _subsidy_drawn(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    drawn = (one for one in past if one.kind == INSURANCE_SUBSIDY)
    found = next((one for one in drawn if not (one.name or one.occupation_code) or is_same_trade(aim, one)), None)
    message = mark("Has already drawn the skill subsidy of the unemployment insurance ({where}).")
    return rules.finding("insurance_subsidy_drawn", message, "", **_figures(found)) if found else ()


def _other_township(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    year = aim.starts_on.year
    elsewhere = (one for one in past if one.kind == TRAINING and one.starts_on and one.starts_on.year == year)
    found = next((one for one in elsewhere if not one.overlaps(aim.starts_on, aim.ends_on)), None)
    message = mark("Was trained elsewhere this year: {course}, {where}.")
    remedy = mark("Ask there whether it was the same subsidy.")
    return rules.finding("two_townships", message, remedy, **_figures(found)) if found else ()


def _away(rules: Rules, aim: Aim, past: Iterable[PastTraining]) -> tuple[Finding, ...]:
    away = (one for one in past if one.kind in AWAY and one.overlaps(aim.starts_on, aim.ends_on))
    message = mark("Was {what} from {start} on, during the class ({where}).")
    remedy = mark("Check who sits in the class under this name.")
    named = (
        rules.finding("away_during_class", message, remedy, what=tr(AWAY[one.kind]), **_figures(one)) for one in away
    )
    return tuple(finding for found in named for finding in found)


def _is_done(aim: Aim, past: PastTraining) -> bool:
    """True for what was completed before the class began; a certificate of later comes from the class itself."""
    ended = past.ends_on or past.starts_on
    completed = past.kind == TRAINING or past.outcome == Outcome.COMPLETED
    return completed and (ended is None or ended < aim.starts_on)


def _height(level: str) -> int:
    """How high a level stands; -1 if it is none."""
    order = table("skill_levels").codes()
    return order.index(level) if level in order else -1


def _figures(past: PastTraining) -> dict[str, Any]:
    return {
        "where": past.where,
        "course": past.name,
        "level": table("skill_levels").label(past.level),
        "start": past.starts_on or "",
        "end": past.ends_on or past.starts_on or "",
    }
