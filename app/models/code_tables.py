"""The code tables of the standards, with the words that people write instead of their labels."""

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from app.resources import read_text

Json = Mapping[str, Any]


@dataclass(frozen=True)
class CodeRow:
    """One code: its short label for lists and paper, the full name of the standard, other words for it."""

    code: str
    label: str
    full_name: str = ""
    synonyms: tuple[str, ...] = ()
    group: str = ""
    note: str = ""

    def words(self) -> tuple[str, ...]:
        """Everything that may stand for this code."""
        return tuple(word for word in (self.code, self.label, self.full_name, *self.synonyms) if word)


@dataclass(frozen=True)
class CodeTable:
    """The rows of one table, found by code or by any word for it."""

    name: str
    rows: tuple[CodeRow, ...]

    def codes(self) -> tuple[str, ...]:
        """All codes, in the order of the table."""
        return tuple(row.code for row in self.rows)

    def row(self, code: str) -> CodeRow | None:
        """The row with this code."""
        return self._by_code.get(code)

    def label(self, code: str) -> str:
        """The short Chinese label; an unknown code stands for itself."""
        row = self.row(code)
        return row.label if row else code

    def full_name(self, code: str) -> str:
        """The name as the standard has it, or the label where that is the same."""
        row = self.row(code)
        return (row.full_name or row.label) if row else code

    def find(self, text: object) -> str | None:
        """The code a text stands for: a code, a label, an old name, a synonym; None if it is none of them."""
        word = fold_word(text)
        return self.words.get(word) or (self.words.get(word.zfill(2)) if len(word) == 1 else None)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Every known word, folded, with its code."""
        known: dict[str, str] = {}
        for row in self.rows:
            for word in row.words():
                known.setdefault(fold_word(word), row.code)
        return known

    @cached_property
    def _by_code(self) -> Mapping[str, CodeRow]:
        return {row.code: row for row in self.rows}


def fold_word(text: object) -> str:
    """A text as tables compare it: half-width, without spaces, lower case; 7.0 from a spreadsheet is 7."""
    if text is None:
        return ""
    if isinstance(text, float) and text == int(text):
        text = int(text)
    return "".join(unicodedata.normalize("NFKC", str(text)).split()).casefold()


@cache
def table(name: str) -> CodeTable:
    """A code table by its name. Raises KeyError for a name that is not in `table_names()`."""
    rows = _BUILDERS[name]()
    synonyms: Json = _file("synonyms").get(name, {})
    return CodeTable(name, tuple(replace(row, synonyms=(*row.synonyms, *synonyms.get(row.code, ()))) for row in rows))


def table_names() -> tuple[str, ...]:
    """The names of all tables."""
    return tuple(_BUILDERS)


@cache
def _file(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(read_text(f"codes/{name}.json"))
    return content


def supported_by_poverty_policy() -> frozenset[str]:
    """The person categories that the poverty policies reach: out of poverty and supported, or monitored."""
    return frozenset(_file("synonyms")["supported_by_poverty_policy"])


def relocated() -> frozenset[str]:
    """The person categories of people moved in the relocation programme."""
    return frozenset(_file("synonyms")["relocated"])


def _plain(rows: Iterable[Json]) -> tuple[CodeRow, ...]:
    return tuple(
        CodeRow(row["code"], row["name"], group=row.get("group", ""), note=row.get("note", "")) for row in rows
    )


def _shortened(rows: Iterable[Json], short: Callable[[Json], str]) -> tuple[CodeRow, ...]:
    return tuple(CodeRow(row["code"], short(row), row["name"]) for row in rows)


def _sexes() -> tuple[CodeRow, ...]:
    printed = {"0": "未知", "9": "未说明", **_file("code_sex")["print_as"]}
    return _shortened(_file("code_sex")["codes"], lambda row: printed[row["code"]])


def _ethnic_groups() -> tuple[CodeRow, ...]:
    """The 56 groups, each also without its 族 (彝, as on the card), and the two extensions of the police."""
    content = _file("code_ethnic_groups")
    official = (
        CodeRow(row["code"], row["name"], synonyms=(row["name"].removesuffix("族"), row["alpha"]))
        for row in content["codes"]
    )
    return (*official, *_plain(content["extra_codes"]))


def _education() -> tuple[CodeRow, ...]:
    """The eight words of rural forms; each also answers to the codes and names of GB/T 4658 in its decade."""
    content = _file("code_education")
    return tuple(_education_row(row, content["codes"]) for row in content["station_picklist"])


def _education_row(row: Json, standard: Iterable[Json]) -> CodeRow:
    within = [one for one in standard if one["code"][0] == row["code"][0] and one["code"] != "90"]
    words = [word for one in within for word in (one["code"], one["name"], one["name"].removesuffix("教育"))]
    return CodeRow(row["code"], row["name"], synonyms=tuple(words))


def _person_categories() -> tuple[CodeRow, ...]:
    added = _file("synonyms")["additional_rows"]["person_categories"]
    rows = _plain((*_file("code_person_categories")["codes"], *added))
    return tuple(_without_explanation(row) for row in sorted(rows, key=lambda row: row.code[:3] != "POV"))


def _without_explanation(row: CodeRow) -> CodeRow:
    """Only the words before the bracket are the label."""
    return replace(row, label=row.label.split("（")[0], full_name=row.label)


def _skill_levels() -> tuple[CodeRow, ...]:
    rows = sorted(_file("code_skill_levels_and_certificates")["levels"]["codes"], key=lambda row: int(row["order"]))
    return tuple(CodeRow(row["code"], row["name"], row.get("printed", "")) for row in rows)


def _occupations() -> tuple[CodeRow, ...]:
    rows = [row for row in _file("occupations_rural")["codes"] if row["code"]]
    return tuple(CodeRow(row["code"], row["name"], synonyms=tuple(row["aliases"]), group=row["group"]) for row in rows)


def _labelled(pairs: Mapping[str, str]) -> tuple[CodeRow, ...]:
    return tuple(CodeRow(code, label) for code, label in pairs.items())


_BUILDERS: Mapping[str, Callable[[], tuple[CodeRow, ...]]] = {
    "sex": _sexes,
    "ethnic_groups": _ethnic_groups,
    "education": _education,
    "education_gb": lambda: _plain(_file("code_education")["codes"]),
    "political_status": lambda: _shortened(_file("code_political_status")["codes"], lambda row: str(row["short"])),
    "hukou": lambda: _plain(_file("code_hukou_nature")["codes"]),
    "id_types": lambda: _plain(_file("code_id_types")["codes"]),
    "disability_categories": lambda: _labelled(_file("code_id_types")["disability"]["category"]),
    "disability_grades": lambda: _labelled(_file("code_id_types")["disability"]["grade"]),
    "person_categories": _person_categories,
    "labour_ability": lambda: _plain(_file("code_person_categories")["labour_ability"]),
    "household_relations": lambda: _plain(_file("code_person_categories")["relation_to_household_head"]["codes"]),
    "employment_status": lambda: _plain(_file("code_employment")["status"]),
    "work_areas": lambda: _plain(_file("code_employment")["work_area"]),
    "work_channels": lambda: _plain(_file("code_employment")["channel"]),
    "work_contracts": lambda: _plain(_file("code_employment")["contract"]),
    "skill_levels": _skill_levels,
    "certificate_types": lambda: _plain(_file("code_skill_levels_and_certificates")["cert_types"]),
    "occupations": _occupations,
}
