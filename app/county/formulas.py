"""Cells of files for spreadsheets: a text that a station chose must never be taken for a formula."""

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """A cell as text, whatever it begins with."""
    return f"'{cell}" if cell.startswith(_BEGINNINGS) else cell
