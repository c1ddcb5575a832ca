"""A roster tells who of the new people was trained at another station, and of which day that knowledge is."""

from pathlib import Path

from app.ledger.importing.preview import RowStatus
from app.ledger.syncing.elsewhere import keep_known
from app.models.county_index import IndexHead, Training, pack_head, pack_part, parts_of, person_hash
from app.models.ledger import Ledger
from app.models.rows import new_id
from tests.makers_people import id_number, look, roster_line, take, write_csv

KEY = bytes(range(32))
AS_OF = 1_790_000_000_000  # 21 September 2026


def told_by_the_county(ledger: Ledger, *places: int) -> None:
    """The county's index tells of a training of each of these people at another station."""
    people = [person_hash(KEY, "01", id_number(place)) or b"" for place in places]
    days = ("2026-03-05", "2026-03-09", "completed")
    found = [Training(person, "养蜂", "", "5", *days, new_id(), "大寺站") for person in people]
    for part in parts_of(found).values():
        keep_known(ledger, "index", pack_part(part))
    keep_known(ledger, "index", pack_head(IndexHead(KEY, AS_OF)))


def test_a_new_person_trained_at_another_station_is_told_of_with_the_day_of_the_knowledge(
    ledger: Ledger, tmp_path: Path
) -> None:
    told_by_the_county(ledger, 2)

    first, second = look(ledger, write_csv(tmp_path / "名册.csv", map(roster_line, (1, 2)))).shown.rows

    (problem,) = second.problems
    assert (first.status, second.status) == (RowStatus.NEW, RowStatus.DOUBTFUL)
    assert (problem.field, problem.finding.code) == ("id_number", "trained_elsewhere")
    assert problem.finding.sentence() == "此人在大寺站参加过养蜂培训，2026年3月9日结束；县里数据截至2026年9月21日。"


def test_who_is_known_here_is_not_told_of_again(ledger: Ledger, tmp_path: Path) -> None:
    roster = write_csv(tmp_path / "名册.csv", map(roster_line, (1, 2)))
    take(ledger, roster)
    told_by_the_county(ledger, 2)

    rows = look(ledger, roster).shown.rows

    assert [row.status for row in rows] == [RowStatus.KNOWN, RowStatus.KNOWN]


def test_without_the_countys_index_nothing_is_said(ledger: Ledger, tmp_path: Path) -> None:
    rows = look(ledger, write_csv(tmp_path / "名册.csv", map(roster_line, (1, 2)))).shown.rows

    assert [row.problems for row in rows] == [(), ()]
