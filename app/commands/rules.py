"""`xiangxun rules`: every policy number, what it is now, and how to set it."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.class_words import a_day, the_day
from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.rules import Rule

KEYS = "key, label, value, unit, severity, scope, source, valid_from, valid_to"
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help=tr("Key of the rule, such as attendance_min_for_exam."))
]
ScopeOption = Annotated[str, typer.Option("--scope", help=tr("Whose rule it is: station, county, province, national."))]

group = typer.Typer(
    help=tr("Rules: hours, thresholds, ages, and whether they warn or block."),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@group.command("list", help=with_keys(tr("Every rule as it holds today or on a day."), KEYS))
def list_command(
    context: typer.Context,
    on: Annotated[str, typer.Option("--on", help=tr("Day on which it is to hold."))] = "today",
    as_json: JsonOption = False,
) -> None:
    """List the rules in force."""
    from app.ledger.rules import list_rules

    with opened(context) as ledger:
        rules = list_rules(ledger, the_day(ledger, on))
    if as_json:
        print_json([_json(rule) for rule in rules])
    else:
        _show(rules)


SHOW_HELP = with_keys(
    tr("One rule: what holds today, and everything that was set."), f"rule ({KEYS}), settings (the same)"
)


@group.command("show", help=SHOW_HELP)
def show(context: typer.Context, key: KeyArgument, as_json: JsonOption = False) -> None:
    """Show one rule."""
    from app.ledger.rule_catalogue import known_rule
    from app.ledger.rule_values import expected
    from app.ledger.rules import list_settings, rule_today

    with opened(context) as ledger:
        held = rule_today(ledger, key)
        settings = list_settings(ledger, key)
    if as_json:
        print_json({"rule": _json(held), "settings": [_json(each) for each in settings]})
        return
    _tell_whole(held)
    say(tr("It may be: {expected}", expected=expected(known_rule(key).shape)))
    for each in settings:
        say(tr("Set here:"))
        _tell_whole(each)


SET_HELP = with_keys(tr("Set a rule for this station, or for a wider scope; --source says where it is written."), KEYS)


@group.command("set", help=SET_HELP)
def set_command(
    context: typer.Context,
    key: KeyArgument,
    value: Annotated[
        str,
        typer.Argument(metavar="[VALUE]", help=tr("The value, such as 0.8 or 80%; may be left out with --severity.")),
    ] = "",
    source: Annotated[str, typer.Option("--source", help=tr("Document and number, or who decided it."))] = "",
    severity: Annotated[str, typer.Option("--severity", help=tr("If it is broken: warn, block or off."))] = "",
    scope: ScopeOption = "station",
    starts_on: Annotated[str, typer.Option("--from", help=tr("First day on which it holds."))] = "",
    ends_on: Annotated[str, typer.Option("--to", help=tr("Last day on which it holds."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Set a rule."""
    from app.ledger.rule_catalogue import known_rule
    from app.ledger.rule_values import from_text
    from app.ledger.rules import RuleChange, set_rule

    if not (value or severity):
        raise typer.BadParameter(tr("name a value, --severity or both"))
    with opened(context) as ledger:
        read = from_text(known_rule(key), value) if value else None
        days = (a_day(ledger, starts_on), a_day(ledger, ends_on))
        made = set_rule(ledger, RuleChange(key, source, read, severity, scope, *days))
    _tell(made, as_json)


@group.command("reset", help=with_keys(tr("Take back what was set here for a scope; what is wider holds again."), KEYS))
def reset(
    context: typer.Context,
    key: KeyArgument,
    scope: ScopeOption = "station",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Take a setting back."""
    from app.ledger.rules import reset_rule

    with opened(context) as ledger:
        now = reset_rule(ledger, key, scope, reason)
    _tell(now, as_json)


def _json(rule: "Rule") -> dict[str, Any]:
    told = asdict(rule)
    return {"key": told.pop("key"), "label": rule.label, "value": told.pop("value"), "unit": rule.unit, **told}


def _tell(rule: "Rule", as_json: bool) -> None:
    if as_json:
        print_json(_json(rule))
    else:
        _tell_whole(rule)


def _show(rules: "tuple[Rule, ...]") -> None:
    """A line for each: there are many, and a table of them is wider than a screen."""
    from app.ledger.rules import SCOPE_WORDS, SEVERITY_WORDS

    for rule in rules:
        words = [tr(SEVERITY_WORDS[word]) for word in (rule.severity,) if word] + [tr(SCOPE_WORDS[rule.scope])]
        say(f"{rule.key}  {rule.label}: {_value(rule)}  [{', '.join(words)}]")


def _tell_whole(rule: "Rule") -> None:
    from app.ledger.rules import SCOPE_WORDS, SEVERITY_WORDS

    say(f"{rule.key}  {rule.label}: {_value(rule)}")
    severity = tr(SEVERITY_WORDS[rule.severity]) if rule.severity else "—"
    figures = {"severity": severity, "scope": tr(SCOPE_WORDS[rule.scope]), "source": rule.source or "—"}
    say(tr("If broken: {severity}. Scope: {scope}. Source: {source}", **figures))
    if rule.valid_from or rule.valid_to:
        say(tr("Holds from {start} to {end}.", start=rule.valid_from or "…", end=rule.valid_to or "…"))


def _value(rule: "Rule") -> str:
    if isinstance(rule.value, bool):
        return tr("yes") if rule.value else tr("no")
    value = rule.value if isinstance(rule.value, str) else json.dumps(rule.value, ensure_ascii=False)
    return f"{value} {rule.unit}".strip()
