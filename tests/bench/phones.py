"""Phones that verify certificates at a steady pace: `python -m tests.bench.phones PORT FILE RATE`.

FILE holds the questions as JSON: kind, method, path, headers, body. Question n is due at n/RATE seconds, and what it
took is counted from when it was due, not from when it could be sent: an answer that keeps others waiting counts for
each of them. Every question comes from an address of its own, told as a proxy tells it. It says `ready`, asks until a
line comes, and leaves its figures in FILE.times: when each was due, how long it took, its kind, its status.
"""

import sys
import threading
import time
from pathlib import Path

import orjson

from tests.bench.raw_line import RawLine, message

WORKERS = 32


class Phones:
    """Questions on their way, at a steady pace."""

    def __init__(self, port: int, questions: list[dict[str, str]], rate: float) -> None:
        self.port, self.questions, self.rate = port, questions, rate
        self.began = time.monotonic()
        self.is_over = threading.Event()
        self.times: list[tuple[float, float, str, int]] = []
        self.late = 0.0
        """How late this process itself was at worst (seconds): beyond that the county is to blame."""

    def work(self, first: int) -> None:
        """Every so-many-th question, from this one on; late ones are asked at once, none is left out."""
        line, number = RawLine(self.port), first
        while not self.is_over.is_set():
            due = self.began + number / self.rate
            if (early := due - time.monotonic()) > 0:
                if self.is_over.wait(early):
                    break
                self.late = max(self.late, time.monotonic() - due)
            question = self.questions[number % len(self.questions)]
            headers = question["headers"] | {"X-Forwarded-For": _address(number)}
            asked = message(question["method"], question["path"], headers, question["body"].encode())
            self.times.append((due, *self._asked(line, asked, due, question["kind"])))
            number += WORKERS
        line.close()

    def _asked(self, line: RawLine, asked: bytes, due: float, kind: str) -> tuple[float, str, int]:
        try:
            status, _ = line.ask(asked)
        except OSError:
            line.close()
            status = 0
        return time.monotonic() - due, kind, status


def _address(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def main(port: int, file: Path, rate: float) -> None:
    """Ask until told to stop."""
    phones = Phones(port, orjson.loads(file.read_bytes()), rate)
    own = time.process_time()
    threads = [threading.Thread(target=phones.work, args=(each,), daemon=True) for each in range(WORKERS)]
    for each in threads:
        each.start()
    print("ready", flush=True)
    sys.stdin.readline()
    own = time.process_time() - own
    phones.is_over.set()
    for each in threads:
        each.join(30)
    told = {"cpu": own, "late": phones.late, "times": phones.times}
    Path(f"{file}.times").write_bytes(orjson.dumps(told))
    print("done", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
