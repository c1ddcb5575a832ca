"""A line that is cut at any byte, or answered by somebody else: what was written reaches the county exactly once."""

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from app.ledger.syncing.receipts import outbox
from app.models.ledger import Ledger
from app.sync import line
from app.sync.pace import Pace
from app.sync.reporting import report
from tests.sync.fault_proxy import Fault, FaultProxy, faulty
from tests.sync.front_desks import FrontDesk, open_desk
from tests.sync.real_county import Founded, Hall, found
from tests.sync.served import exactly_once, lead, opened, served, write

CUTS = 200
SMALL = Pace(most_bytes=1200, most_entries=12)
PORTAL = b"<html><body>\xe8\xaf\xb7\xe7\x99\xbb\xe5\xbd\x95</body></html>"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    return found(tmp_path_factory.mktemp("founded"), [("a", 0)])


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    """An answer of somebody who is not the county."""
    told = "".join(f"{header}\r\n" for header in headers)
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{told}\r\n".encode() + body


INSTEAD = {
    "a login page": http("200 OK", PORTAL, "Content-Type: text/html"),
    "sent elsewhere": http("302 Found", b"", "Location: http://127.0.0.1:9/"),
    "too large": http("413 Payload Too Large"),
    "too often": http("429 Too Many Requests", b"", "Retry-After: 90"),
    "a fault": http("500 Internal Server Error", b"oops"),
    "garbage": bytes(range(256)) * 8,
    "nothing": b"",
}


@contextmanager
def over_a_line(
    founded: Founded, room: Path, faults: Iterable[Fault]
) -> Iterator[tuple[Hall, str, FaultProxy, Ledger]]:
    """A county, its own address, a line to it with these faults, and a PC that reports over it."""
    with served(founded, room) as (hall, url), faulty(url, faults) as proxy, opened(room / "a", proxy.url) as pc:
        yield hall, url, proxy, pc


def any_fault(chance: random.Random) -> Fault:
    """A cut at any byte of a question or an answer, or something in the place of the answer."""
    kind = chance.choice(("up", "up", "down", "down", "instead", "longer"))
    if kind == "up":
        return Fault(up=int(chance.uniform(0, 1) ** 2 * 6000), piece=chance.choice((17, 65536)))
    if kind == "down":
        return Fault(down=int(chance.uniform(0, 1) ** 2 * 3000), piece=chance.choice((17, 65536)))
    if kind == "longer":
        return Fault(longer=chance.choice((-40, 40)))
    return Fault(instead=chance.choice(list(INSTEAD.values())), heard=chance.random() < 0.7)


def faults(seed: int) -> Iterator[Fault]:
    """Now and then a connection that holds, so that something gets through."""
    chance = random.Random(seed)
    while True:
        yield any_fault(chance) if chance.random() < 0.8 else Fault()


def test_two_hundred_cuts_at_any_byte_and_every_entry_arrives_exactly_once(founded: Founded, tmp_path: Path) -> None:
    rounds = 0
    with (
        served(founded, tmp_path) as (hall, url),
        faulty(url, faults(4)) as proxy,
        opened(tmp_path / "a", proxy.url) as pc,
    ):
        write(pc, 60)
        while proxy.struck < CUTS:
            rounds += 1
            if rounds % 4 == 0:
                write(pc, 2)
            try_once(pc)
        lead(pc, url)
        last = report(pc)

        exactly_once(hall, pc)
    assert proxy.struck >= CUTS
    assert (last.waiting, last.unequal) == (0, ())


def try_once(pc) -> None:
    """A round as far as it gets: whatever comes over such a line, it is told as trouble of the line."""
    try:
        report(pc, pace=SMALL)
    except line.LineTrouble:
        assert outbox(pc).last_trouble


TROUBLES = {
    "a login page": "not_the_county",
    "sent elsewhere": "not_the_county",
    "too often": "county_busy",
    "a fault": "county_fault",
    "garbage": "cut_off",
    "nothing": "cut_off",
}


@pytest.mark.parametrize("heard", [True, False], ids=["the county heard it", "the county heard nothing"])
@pytest.mark.parametrize("what", TROUBLES)
def test_whoever_answers_instead_is_named_and_the_next_round_brings_everything_once(
    founded: Founded, tmp_path: Path, what: str, heard: bool
) -> None:
    fault = Fault(instead=INSTEAD[what], heard=heard)
    with (
        served(founded, tmp_path) as (hall, url),
        faulty(url, [fault]) as proxy,
        opened(tmp_path / "a", proxy.url) as pc,
    ):
        with pytest.raises(line.LineTrouble) as told:
            report(pc)
        last = report(pc)

        exactly_once(hall, pc)
    assert told.value.code == TROUBLES[what]
    assert (last.waiting, last.unequal) == (0, ())


@pytest.mark.parametrize("fault", [Fault(piece=7), Fault(instead=INSTEAD["too large"])], ids=["slow", "too large"])
def test_a_line_that_is_slow_or_bears_little_is_lived_with(founded: Founded, tmp_path: Path, fault: Fault) -> None:
    with (
        served(founded, tmp_path) as (hall, url),
        faulty(url, [fault]) as proxy,
        opened(tmp_path / "a", proxy.url) as pc,
    ):
        made = report(pc)

        exactly_once(hall, pc)
    assert (made.waiting, made.unequal) == (0, ())


@pytest.mark.parametrize("longer", [-40, 40])
def test_an_answer_of_the_wrong_length_is_no_answer(founded: Founded, tmp_path: Path, longer: int) -> None:
    fault = Fault(longer=longer)
    with (
        served(founded, tmp_path) as (hall, url),
        faulty(url, [fault]) as proxy,
        opened(tmp_path / "a", proxy.url) as pc,
    ):
        with pytest.raises(line.LineTrouble):
            report(pc)
        report(pc)

        exactly_once(hall, pc)


def test_a_plain_post_that_is_tried_again_doubles() -> None:
    chance, batches = random.Random(4), [bytes([number]) * 900 for number in range(40)]
    with open_desk(FrontDesk()) as desk, faulty(desk.url) as proxy:
        for batch in batches:
            proxy.faults = iter([any_fault(chance) for _ in range(3)])
            while not posted(proxy, batch):
                pass

    assert set(desk.came) >= set(batches)
    assert len(desk.came) > len(batches)


def posted(proxy: FaultProxy, body: bytes) -> bool:
    """Whether a client without receipts believes that its rows have arrived."""
    try:
        with requests.post(
            proxy.url, data=body, headers={"Xiangxun-Nonce": "00"}, timeout=10, allow_redirects=False
        ) as told:
            return told.ok and "Xiangxun-Signature" in told.headers
    except requests.RequestException:
        return False
