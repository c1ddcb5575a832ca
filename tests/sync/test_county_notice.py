"""What the county says of rows that wait there is kept as its newest word, and forgotten when the county falls back."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.cli import run
from app.ledger.syncing.county_notice import CountyNotice, county_notice
from app.ledger.syncing.digest import TableDifference, last_unequal, note_unequal
from app.ledger.syncing.feed import FeedFact, FeedTaken, take_feed
from app.ledger.syncing.healing import renew_epoch
from app.models.digest import TableDigest
from app.models.exchange import ExchangeOdd, packed, unpacked
from app.models.ledger import Ledger
from app.models.parked_notice import MOST, ParkedLine, ParkedNotice, pack_notice, unpack_notice
from app.sync.reporting import is_worrying, outcome
from app.sync.round import RoundReport
from tests.conftest import LOGIN, MORNING

NINE = int(MORNING.timestamp() * 1000)
WAITING = ParkedNotice(NINE, (ParkedLine("trainee", "a", "parent"), ParkedLine("lesson", "b", "schema")), 2, 3)
WELL = ParkedNotice(NINE + 3_600_000)


def take(ledger: Ledger, *data: bytes) -> FeedTaken:
    """These notices, numbered from one on."""
    return take_feed(ledger, [FeedFact(number, "notice", each) for number, each in enumerate(data, 1)])


def test_a_pc_that_was_told_nothing_says_so(ledger: Ledger) -> None:
    assert county_notice(ledger) == CountyNotice()


def test_the_newest_word_stands_alone(ledger: Ledger) -> None:
    take(ledger, pack_notice(WAITING))
    before = county_notice(ledger)

    take(ledger, pack_notice(WAITING), pack_notice(WELL))

    parked = (ParkedLine("trainee", "a", "parent"), ParkedLine("lesson", "b", "schema"))
    assert before == CountyNotice(MORNING, parked, 3, 2)
    assert county_notice(ledger) == CountyNotice(MORNING + timedelta(hours=1))
    with ledger.reading() as session:
        kept = session.connection().exec_driver_sql("select count(*) from sync_item where kind = 'notice'").scalar()
    assert kept == 1


def test_a_notice_that_nobody_can_read_is_put_aside_and_the_former_word_stands(ledger: Ledger) -> None:
    taken = take(ledger, pack_notice(WAITING), b"garbage")

    assert taken == FeedTaken(2, 1)
    assert len(county_notice(ledger).parked) == 2


def test_what_a_county_said_before_it_fell_back_is_forgotten(ledger: Ledger) -> None:
    take(ledger, pack_notice(WAITING))

    renew_epoch(ledger, "another", ())

    assert county_notice(ledger) == CountyNotice()


def test_the_status_tells_how_many_rows_wait_at_the_county_and_machines_which(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    take(ledger, pack_notice(replace(WAITING, rows=41, clashes=57)))
    ledger.close()
    monkeypatch.setenv("XIANGXUN_PASSWORD", LOGIN.password)
    words = ["--home", str(tmp_path / "ledger"), "sync", "status"]

    answered = [run(words), run([*words, "--json"])]

    told, more = capsys.readouterr()
    there = json.loads(told[told.index("{") :])["there"]
    assert answered == [0, 0]
    assert all(count in more for count in ("41", "57"))
    assert (there["rows"], there["clashes"], there["parked"][0]["row_id"]) == (41, 57, "a")


ODD = [{"form": 2}, {"rows": -1}, {"clashes": True}, {"parked": [["trainee", "a"]]}, {"parked": [["x" * 41, "a", "b"]]}]


@pytest.mark.parametrize("odd", ODD)
def test_a_notice_says_the_same_after_the_journey_or_is_refused(odd: dict[str, object]) -> None:
    data = pack_notice(WAITING)

    assert unpack_notice(data) == WAITING
    with pytest.raises(ExchangeOdd):
        unpack_notice(packed({**unpacked(data), **odd}))


def test_a_notice_of_too_many_rows_is_refused() -> None:
    row = unpacked(pack_notice(WAITING))

    with pytest.raises(ExchangeOdd):
        unpack_notice(packed({**row, "parked": [["trainee", "a", "parent"]] * (MOST + 1)}))


def test_when_it_was_said_makes_no_notice_another_one() -> None:
    assert WAITING.says_the_same(replace(WAITING, as_of=5))
    assert not WAITING.says_the_same(replace(WAITING, clashes=4))


DIFFERENCE = TableDifference("trainee", TableDigest(3, 7), TableDigest(2, 1 << 255))


def test_what_the_last_comparison_found_is_remembered(ledger: Ledger) -> None:
    note_unequal(ledger, (DIFFERENCE,))
    found = last_unequal(ledger)

    note_unequal(ledger, ())

    assert found == (DIFFERENCE,)
    assert last_unequal(ledger) == ()


def test_a_round_is_told_in_sentences_and_what_is_wrong_is_worrying() -> None:
    well = RoundReport(delivered=17, collected=4, unequal=())
    differing = replace(well, unequal=(DIFFERENCE,))
    parked = replace(well, parked=29, healed=1)

    assert [len(outcome(each)) for each in (RoundReport(), well, differing, parked)] == [1, 2, 2, 4]
    assert [is_worrying(each) for each in (RoundReport(), well, differing, parked)] == [False, False, True, True]
    assert "17" in outcome(well)[0]
    assert "29" in outcome(parked)[-1]
    assert "trainee" not in outcome(differing)[1]
