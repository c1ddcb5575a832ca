"""The same words help at the window and at the command line: no way out is a command of one of them."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import app
from app.errors import MachineFault, Refusal, XiangxunError


def every_error() -> list[type[XiangxunError]]:
    for module in walk_packages(app.__path__, "app."):
        # What upgrades a ledger can only be brought in by an upgrade.
        if "migrations" not in module.name:
            import_module(module.name)
    return sorted(set(_below(Refusal)) | set(_below(MachineFault)), key=lambda each: f"{each.__module__} {each.code}")


def _below(kind: type[XiangxunError]) -> Iterator[type[XiangxunError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _below(each)


def command_in(text: str) -> bool:
    return "`" in text or "xiangxun " in text


def test_no_error_of_a_station_names_an_option_of_the_command_line():
    """The county's register has no window of its own: there an option may be named."""
    at_the_window = (each for each in every_error() if not each.__module__.startswith(("app.county", "app.commands")))

    assert {f"{each.__module__}.{each.__name__}" for each in at_the_window if " --" in each.remedy} == set()


def test_no_error_names_a_command_as_the_way_out():
    found = {
        f"{each.__module__}.{each.__name__}"
        for each in every_error()
        if command_in(each.remedy) or command_in(each.message)
    }

    assert found == set()


@pytest.mark.parametrize("text", ["Make one with `xiangxun ledger backup`.", "Use xiangxun ledger check."])
def test_a_command_is_recognised(text):
    """The control."""
    assert command_in(text)
