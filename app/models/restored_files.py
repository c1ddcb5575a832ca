"""The last step of a restore: files changing places, finished at the next start if the power went."""

import shutil
from pathlib import Path

from app.models.ledger import Places
from app.models.ledger_file import fsync_folder, remove_database

READY = "ready"
MOVED = ("ledger.db", "ledger.keys", "ledger.head")


def finish_restore(places: Places) -> Path | None:
    """Move the former ledger aside and the proved copy in; does nothing where no restore was under way."""
    staging = places.folder / "restoring"
    ready = staging / READY
    if not ready.exists():
        return None
    aside = places.folder / ready.read_text(encoding="utf-8").strip()
    aside.mkdir(mode=0o700, exist_ok=True)
    for name in MOVED:
        _exchange(staging / name, places.folder / name, aside / name)
    fsync_folder(places.folder)
    shutil.rmtree(staging)
    return aside if any(aside.iterdir()) else None


def _exchange(fresh: Path, place: Path, aside: Path) -> None:
    if not fresh.exists():
        return
    if place.exists():
        place.replace(aside)
        for suffix in ("-wal", "-shm"):
            log = Path(f"{place}{suffix}")
            if log.exists():
                log.replace(f"{aside}{suffix}")
    if place.suffix == ".db":
        remove_database(place)
    fresh.replace(place)
