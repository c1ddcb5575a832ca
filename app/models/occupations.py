"""The occupations of rural classes; many of them have no national code, so a code is never demanded."""

import json
from dataclasses import dataclass
from functools import cache

from app.models.code_tables import fold_word
from app.models.vocabulary import SkillGroup
from app.resources import read_text


@dataclass(frozen=True)
class Occupation:
    """One occupation. `code` is "" where the national list has none; `is_confirmed` is False for codes to check."""

    name: str
    code: str
    group: str
    skill_group: SkillGroup
    aliases: tuple[str, ...]
    is_confirmed: bool


@cache
def occupations() -> tuple[Occupation, ...]:
    """All occupations shipped with the program, in the order of the list."""
    rows = json.loads(read_text("codes/occupations_rural.json"))["codes"]
    return tuple(
        Occupation(
            row["name"],
            row["code"] or "",
            row["group"],
            SkillGroup.read(row["skill_category"]) or SkillGroup.PROFESSIONAL,
            tuple(row["aliases"]),
            row["certainty"] == "A",
        )
        for row in rows
    )


def find_occupation(text: object) -> Occupation | None:
    """The occupation with this name, code or alias; None if the list has none."""
    word = fold_word(text)
    return next((one for one in occupations() if word and word in _words(one)), None)


def _words(occupation: Occupation) -> set[str]:
    return {fold_word(word) for word in (occupation.name, occupation.code, *occupation.aliases) if word}
