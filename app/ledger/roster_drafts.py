"""What a clerk has done to a roster before it is imported, kept beside the ledger, sealed under the ledger's own key.

The cells hold names and numbers: they are never in the clear on the disk, and in no journal.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.ledger.importing.decisions import Decision, Verdict
from app.ledger.roster_preview import RosterChoices
from app.models.faults import file_fault
from app.models.ledger import Ledger

FOLDER, ENDING = "roster-drafts", ".draft"
KEPT = timedelta(days=30)
_INFO, _NONCE = b"xiangxun/roster draft/1", 12


def keep_draft(ledger: Ledger, sha256: str, choices: RosterChoices) -> None:
    """Keep what was chosen and typed for the file of this hash, in place of what was kept before.

    Raises DiskFull, ReadOnlyPlace.
    """
    path = _path(ledger, sha256)
    nonce = os.urandom(_NONCE)
    sealed = nonce + _box(ledger).encrypt(nonce, orjson.dumps(_to_plain(choices)), sha256.encode())
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        beside = path.with_suffix(".part")
        beside.write_bytes(sealed)
        beside.replace(path)
    except OSError as error:
        raise file_fault(error) from error


def draft_of(ledger: Ledger, sha256: str) -> RosterChoices | None:
    """What was kept for this file; None where nothing was, or where it can no longer be read."""
    try:
        sealed = _path(ledger, sha256).read_bytes()
        plain = _box(ledger).decrypt(sealed[:_NONCE], sealed[_NONCE:], sha256.encode())
        return _from_plain(orjson.loads(plain))
    except (OSError, InvalidTag, ValueError, KeyError, TypeError):
        # A draft is a convenience: one that a power cut tore, or of another ledger, costs only what was typed.
        return None


def drop_draft(ledger: Ledger, sha256: str) -> None:
    """Forget what was kept for this file, and whatever lies there for more than thirty days."""
    _path(ledger, sha256).unlink(missing_ok=True)
    oldest = (ledger.clock.now() - KEPT).timestamp()
    for path in (ledger.places.folder / FOLDER).glob(f"*{ENDING}"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _path(ledger: Ledger, sha256: str) -> Path:
    return ledger.places.folder / FOLDER / f"{sha256[:32]}{ENDING}"


def _box(ledger: Ledger) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_INFO).derive(ledger.file_key))


def _to_plain(choices: RosterChoices) -> dict[str, Any]:
    return {
        "sheet": choices.sheet,
        "columns": choices.columns,
        "edits": [[*key, text] for key, text in choices.edits.items()],
        "decisions": [[*place, str(one.verdict), one.trainee_id] for place, one in choices.decisions.items()],
    }


def _from_plain(plain: Mapping[str, Any]) -> RosterChoices:
    edits = {(sheet, row, column): text for sheet, row, column, text in plain["edits"]}
    decisions = {(table, row): Decision(Verdict(kind), who) for table, row, kind, who in plain["decisions"]}
    return RosterChoices(plain["sheet"], plain["columns"], edits, decisions)
