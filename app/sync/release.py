"""Which release of the program this is, as the county is told."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The version of the installed program; empty in a checkout that was not installed."""
    try:
        return version("xiangxun") or ""
    except PackageNotFoundError:
        return ""
