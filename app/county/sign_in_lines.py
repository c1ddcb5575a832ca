"""Where tries to sign in are counted: strangers by what they type, a browser that was let in before by itself."""

import hashlib

STRANGERS = 3
"""Hexadecimal digits of a strangers' line: names share 4,096 lines, so that guessing fills nothing."""


def strangers_line(name: str) -> str:
    """The line of a name in browsers that nobody knows: alike for names that are borne and names that are not."""
    return f"?{_digest('stranger', name)[:STRANGERS]}"


def own_line(name: str, browser: str) -> str:
    """The line of a browser in which this officer was let in before: strangers' tries do not count there."""
    return f"?{_digest('browser', name, browser)[:32]}"


def inside_line(name: str) -> str:
    """The line of an officer who is signed in and types the password once more."""
    return f"?{_digest('inside', name)[:32]}"


def _digest(*told: str) -> str:
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()
