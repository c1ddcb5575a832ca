"""Anki's own sync server and client with the same rows as notes: `PYTHON -m tests.bench.anki_peer FOLDER ROWS HOW`.

Run by a Python that has the package `anki` and nothing of ours; ROWS is a file of JSON objects, a line each; HOW is
`full` (a new collection uploaded whole) or `normal` (the notes synchronised one by one into a collection known before).
Each line that it prints is told by `bench_sync`.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from anki.collection import AddNoteRequest, Collection

from tests.bench.processes import PATIENCE, end_with_parent, free_port, processor

AT_ONCE = 2000
ROUNDS = 20


class Peer:
    """A server in a process of its own, and a collection that speaks to it."""

    def __init__(self, folder: Path, rows: list[dict[str, str]]) -> None:
        self.rows = rows
        self.server = _serve(folder, port := free_port())
        self.collection = Collection(str(folder / "collection.anki2"))
        _wait(self.collection, f"http://127.0.0.1:{port}/")
        self.auth = self.collection.sync_login("u", "p", f"http://127.0.0.1:{port}/")
        self.kind = self._note_type()

    def _note_type(self) -> object:
        models = self.collection.models
        kind = models.new("trainee")
        for name in self.rows[0]:
            models.add_field(kind, models.new_field(name))
        template = models.new_template("card")
        template["qfmt"], template["afmt"] = "{{id}}", "{{name}}"
        models.add_template(kind, template)
        models.add(kind)
        return models.by_name("trainee")

    def add(self) -> None:
        """Every row becomes a note."""
        deck = self.collection.decks.id("Default")
        for at in range(0, len(self.rows), AT_ONCE):
            requests = []
            for row in self.rows[at : at + AT_ONCE]:
                note = self.collection.new_note(self.kind)
                note.fields = list(row.values())
                requests.append(AddNoteRequest(note=note, deck_id=deck))
            self.collection.add_notes(requests)

    def change(self) -> None:
        """Every hundredth note gets another phone."""
        notes = [self.collection.get_note(each) for each in list(self.collection.find_notes(""))[::100]]
        for note in notes:
            note["phone"] = "13800000000"
        self.collection.update_notes(notes)

    def full(self) -> None:
        """Upload the whole collection."""
        said = self.collection.sync_collection(self.auth, False)
        self.collection.close_for_full_sync()
        usn = said.server_media_usn
        self.collection.full_upload_or_download(auth=self.auth, server_usn=usn, upload=True)
        self.collection.reopen(after_full_sync=True)

    def normal(self) -> None:
        """Bring over what changed."""
        said = self.collection.sync_collection(self.auth, False)
        if said.required != said.NO_CHANGES:
            raise SystemExit(f"Anki asks for another sync: {said.required}")

    def timed(self, name: str, deed: Callable[[], None]) -> None:
        """Do it and tell what it cost."""
        own, its, wall = time.process_time(), processor(self.server.pid), time.perf_counter()
        deed()
        wall = time.perf_counter() - wall
        own, its = time.process_time() - own, processor(self.server.pid) - its
        print(json.dumps({"name": name, "wall": wall, "client": own, "serving": its}), flush=True)

    def rounds(self) -> None:
        """The median of rounds with nothing to say."""
        seconds = []
        own, its = time.process_time(), processor(self.server.pid)
        for _ in range(ROUNDS):
            began = time.perf_counter()
            self.normal()
            seconds.append(time.perf_counter() - began)
        own, its = (time.process_time() - own) / ROUNDS, (processor(self.server.pid) - its) / ROUNDS
        told = {"name": "nothing to say", "wall": statistics.median(seconds), "client": own, "serving": its}
        print(json.dumps(told), flush=True)


def _serve(folder: Path, port: int) -> subprocess.Popen:
    (folder / "server").mkdir(parents=True)
    told = {"SYNC_USER1": "u:p", "SYNC_BASE": str(folder / "server"), "SYNC_HOST": "127.0.0.1", "SYNC_PORT": str(port)}
    words = [sys.executable, "-m", "anki.syncserver"]
    env = os.environ | told | {"MAX_SYNC_PAYLOAD_MEGS": "500", "RUST_LOG": "error"}
    return subprocess.Popen(words, env=env, preexec_fn=end_with_parent)  # noqa: PLW1509 - one call of the system


def _wait(collection: Collection, url: str) -> None:
    for _ in range(200):
        try:
            collection.sync_login("u", "p", url)
        except Exception:  # noqa: BLE001 - whatever its library raises while nobody listens
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Anki's sync server did not start")


def main(folder: Path, file: Path, how: str) -> None:
    """Measure one way."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    peer = Peer(folder, rows)
    try:
        if how == "full":
            peer.add()
            peer.timed("first, the whole collection", peer.full)
        else:
            peer.full()
            peer.add()
            peer.timed("first", peer.normal)
            peer.rounds()
            peer.change()
            peer.timed("a hundredth changed", peer.normal)
        print("done", flush=True)
    finally:
        peer.server.terminate()
        peer.server.wait(PATIENCE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
