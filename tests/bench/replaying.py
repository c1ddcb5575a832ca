"""Sends prepared requests over several connections: `python -m tests.bench.replaying PORT FOLDER WHICH CONNECTIONS`.

One light process: it only copies bytes. FOLDER is as `prepared_stations` makes it, WHICH its `night` or its `quiet`
requests; a station's own go one after the other, and one that the county was too busy for goes again. It
says `ready`, waits for a line, and tells its figures as JSON in FOLDER/WHICH.times; the answers lie in
FOLDER/WHICH.answers, each behind its length (4 bytes).
"""

import mmap
import queue
import sys
import threading
import time
from pathlib import Path

import orjson

from tests.bench.raw_line import RawLine

TOLD_EVERY = 5.0
BUSY = 503
PAUSE = 0.5


class Replay:
    """Prepared requests on their way."""

    def __init__(self, port: int, folder: Path, which: str) -> None:
        index = orjson.loads((folder / "index.json").read_bytes())
        self.port = port
        self.spans = [each[which] for each in index["stations"]]
        self.left: queue.SimpleQueue[int] = queue.SimpleQueue()
        for station in range(len(self.spans)):
            self.left.put(station)
        with (folder / "requests.bin").open("rb") as file:
            self.bytes = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self.times: list[tuple[float, float, int, int]] = []
        self.answers: list[bytes] = []
        self.troubles: list[str] = []

    def run(self) -> None:
        """One connection: a station at a time until none is left."""
        line = RawLine(self.port)
        try:
            while not self.left.empty():
                try:
                    station = self.left.get_nowait()
                except queue.Empty:
                    return
                self._station(line, station)
        except (OSError, ValueError, KeyError) as error:
            self.troubles.append(repr(error))
        finally:
            line.close()

    def _station(self, line: RawLine, station: int) -> None:
        for start, length in self.spans[station]:
            self._request(line, station, self.bytes[start : start + length])

    def _request(self, line: RawLine, station: int, request: memoryview) -> None:
        status = BUSY
        while status == BUSY:
            began = time.monotonic()
            status, body = line.ask(request)
            self.times.append((began, time.monotonic() - began, status, station))
            if status == BUSY:
                time.sleep(PAUSE)
        if status == 200:
            self.answers.append(body)


def main(port: int, folder: Path, which: str, connections: int) -> None:
    """Wait for the word, send everything, tell."""
    replay = Replay(port, folder, which)
    print("ready", flush=True)
    sys.stdin.readline()
    began, own = time.monotonic(), time.process_time()
    threads = [threading.Thread(target=replay.run, daemon=True) for _ in range(connections)]
    for each in threads:
        each.start()
    said = began
    while any(each.is_alive() for each in threads):
        threads[0].join(0.01) if threads[0].is_alive() else time.sleep(0.01)
        if time.monotonic() - said > TOLD_EVERY:
            said = time.monotonic()
            done = len(replay.spans) - replay.left.qsize()
            print(f"    {said - began:5.0f} s: {done} of {len(replay.spans)} stations", flush=True)
    figures = {"began": began, "ended": time.monotonic(), "cpu": time.process_time() - own}
    told = figures | {"times": replay.times, "troubles": replay.troubles}
    (folder / f"{which}.times").write_bytes(orjson.dumps(told))
    with (folder / f"{which}.answers").open("wb") as file:
        for each in replay.answers:
            file.write(len(each).to_bytes(4, "big") + each)
    print("done", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
