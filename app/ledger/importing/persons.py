"""What a row of a roster says of a person, in the ledger's own words and codes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.models.findings import Finding


@dataclass(frozen=True)
class RosterPerson:
    """One person as read: codes of the code tables, "" where nothing was said; `sex` is "0" where unknown.

    `id_number` is the citizen's 18 characters wherever there are such; `identity` is what is equal for one person.
    """

    name: str = ""
    former_name: str = ""
    id_type: str = ""
    id_number: str = ""
    identity: str = ""
    sex: str = "0"
    birth_date: date | None = None
    ethnic_code: str = ""
    ethnic_text: str = ""
    phone: str = ""
    other_phones: tuple[str, ...] = ()
    town: str = ""
    town_code: str = ""
    village: str = ""
    village_code: str = ""
    group: str = ""
    address: str = ""
    education: str = ""
    education_code: str = ""
    political_status: str = ""
    hukou: str = ""
    categories: tuple[str, ...] = ()
    disability_category: str = ""
    disability_grade: str = ""
    talent_kind: str = ""
    labour_ability: str = ""
    employment: str = ""
    course_wish: str = ""
    note: str = ""

    def to_plain(self) -> dict[str, Any]:
        """The values as JSON shows them."""
        plain = {name: value for name, value in vars(self).items() if name != "identity"}
        return {**plain, "birth_date": self.birth_date.isoformat() if self.birth_date else None}


@dataclass(frozen=True)
class Problem:
    """A finding at its place; `column` is a letter, "" where no column holds the field."""

    column: str
    heading: str
    field: str
    finding: Finding
    suggestion: str = ""

    def to_plain(self) -> dict[str, str]:
        """The problem as JSON shows it, in the reader's language."""
        return {
            "column": self.column,
            "heading": self.heading,
            "field": self.field,
            "code": self.finding.code,
            "severity": str(self.finding.severity),
            "message": self.finding.sentence(),
            "remedy": self.finding.way_out(),
            "suggestion": self.suggestion,
        }
