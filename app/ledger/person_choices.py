"""The words of the code tables as a field searches them: by label, code, other words, pinyin and initials."""

from collections.abc import Iterator
from functools import cache

from app.ledger.place_rows import PlaceRow, list_places
from app.models.code_tables import table
from app.models.ledger import Ledger
from app.models.pinyin import full_pinyin, initials
from app.models.regions import VILLAGE
from app.models.vocabulary import TalentKind

TALENT_KINDS = "talent_kinds"
TABLES = (
    "id_types",
    "sex",
    "ethnic_groups",
    "education",
    "political_status",
    "hukou",
    "labour_ability",
    "employment_status",
    "person_categories",
    TALENT_KINDS,
)


def plain_words(table_name: str) -> dict[str, str]:
    """Each label of a table with all that it is written as, in the order of the table."""
    return dict(_rows(table_name))


@cache
def spoken_words(table_name: str) -> dict[str, str]:
    """The same with pinyin and initials besides; the dictionary behind them takes its time at the first call."""
    return {label: f"{words} {full_pinyin(label)} {initials(label)}" for label, words in _rows(table_name)}


def _rows(table_name: str) -> Iterator[tuple[str, str]]:
    if table_name == TALENT_KINDS:
        return ((kind.label, " ".join((kind.label, *sorted(kind.spellings())))) for kind in TalentKind)
    return ((row.label, " ".join(row.words())) for row in table(table_name).rows)


def village_words(ledger: Ledger) -> dict[str, str]:
    """Every village with its town, such as 凤山镇水箐村, with what it may be searched by."""
    rows = list_places(ledger, level=VILLAGE)
    return {f"{row.parent}{row.name}": " ".join(_village_words(row)) for row in rows}


def _village_words(row: PlaceRow) -> Iterator[str]:
    whole = f"{row.parent}{row.name}"
    yield from (whole, row.name, row.code)
    for name in (row.name, whole):
        yield from (full_pinyin(name), initials(name))
