"""The preview of a roster as machines read it: one JSON object a line."""

from collections.abc import Iterator
from typing import Any

import orjson

from app.i18n import tr
from app.ledger.importing.preview import RosterPreview, TableHead
from app.ledger.importing.rows import WHY_SKIPPED


def to_json_lines(shown: RosterPreview) -> Iterator[str]:
    """The preview as JSON, one object a line: the head, then one for each row."""
    for plain in (_head_plain(shown), *(row.to_plain() for row in shown.rows)):
        yield orjson.dumps(plain).decode()


def _head_plain(shown: RosterPreview) -> dict[str, Any]:
    """One object for the file: the first roster at the top level, all of them under `tables`."""
    tables = [_table_plain(table) for table in shown.tables]
    return {
        "file": shown.file,
        **tables[0],
        "tables": tables,
        "skipped_rows": [
            {"sheet": row.sheet, "row": row.row, "kind": str(row.kind), "why": tr(WHY_SKIPPED[row.kind])}
            for row in shown.skipped_rows
        ],
        "skipped_sheets": [{"sheet": sheet.name, "why": tr(sheet.reason)} for sheet in shown.skipped_sheets],
        "counts": {str(status): count for status, count in shown.counts().items()},
    }


def _table_plain(table: TableHead) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "heading_rows": list(table.heading_rows),
        "column_map": dict(table.columns),
        "headings": dict(table.headings),
        "found_by": dict(table.bases),
        "fingerprint": table.fingerprint,
        "first_row": table.first_row,
        "last_row": table.last_row,
    }
