"""How sensitive each field is, said once: masking, export, erasure and logs follow this table."""

import re
from enum import StrEnum
from typing import Any

from app.models.id_numbers import mask_id_number
from app.models.phones import mask_phone


class Care(StrEnum):
    """How a field is treated: a number is masked in its middle, a personal or sensitive one is blanked on erasure."""

    NUMBER = "number"
    PHONE = "phone"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


FIELDS: dict[str, dict[str, Care]] = {
    "trainee": {
        "name": Care.PERSONAL,
        "pinyin": Care.PERSONAL,
        "initials": Care.PERSONAL,
        "other_names": Care.PERSONAL,
        "id_number": Care.NUMBER,
        "birth_date": Care.PERSONAL,
        "ethnic_code": Care.SENSITIVE,
        "ethnic_text": Care.SENSITIVE,
        "political_status": Care.SENSITIVE,
        "phone": Care.PHONE,
        "village_group": Care.PERSONAL,
        "address": Care.PERSONAL,
        "photo": Care.SENSITIVE,
        "note": Care.PERSONAL,
    },
    "trainee_category": {
        "evidence": Care.SENSITIVE,
        "evidence_number": Care.SENSITIVE,
    },
    "trainer": {"name": Care.PERSONAL, "phone": Care.PHONE},
    "training_provider": {"contact": Care.PERSONAL, "phone": Care.PHONE},
    "attendance_mark": {"reason": Care.PERSONAL},
    "conduct_note": {"text": Care.PERSONAL},
    "enrolment": {"outcome_reason": Care.PERSONAL},
    "certificate": {"fields": Care.PERSONAL, "credential_text": Care.PERSONAL, "photo": Care.SENSITIVE},
    "certificate_event": {"reason": Care.PERSONAL, "details": Care.PERSONAL},
    "other_certificate": {"number": Care.PERSONAL},
    "training_elsewhere": {"kind": Care.SENSITIVE, "source": Care.PERSONAL},
}
_MASKS = {Care.NUMBER: mask_id_number, Care.PHONE: mask_phone}
# An ID number, alone, as the beginning of a disability certificate's number or behind the T of a licence for special
# work, or a mobile phone, in a longer text.
NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:T?[1-9][0-9]{16}[0-9Xx](?:[0-9]{2})?|1[3-9][0-9]{9})(?![0-9A-Za-z])")


def personal_fields(entity: str) -> frozenset[str]:
    """The fields of this table that say something about a person."""
    return frozenset(FIELDS.get(entity, {}))


def masked_text(text: str) -> str:
    """A remark as it may be shown to anyone: the ID numbers and mobile phones in it lose their middle."""
    return NUMBERS.sub(lambda found: (mask_phone if len(found[0]) == 11 else mask_id_number)(found[0]), text)


def masked(entity: str, field: str, value: Any) -> Any:
    """A value as it may be shown to anyone: numbers and phones lose their middle, nested ones too."""
    care = FIELDS.get(entity, {}).get(field)
    mask = _MASKS.get(care, masked_text) if care else None
    if mask and isinstance(value, str):
        return mask(value)
    if mask and isinstance(value, list):
        return [mask(item) if isinstance(item, str) else item for item in value]
    return value


def masked_fields(entity: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A row's fields, or its [old, new] pairs, as they may be shown to anyone."""
    shown = {key: masked(entity, key, value) for key, value in fields.items()}
    if entity == "certificate" and isinstance(shown.get("fields"), dict):
        kept = dict(shown["fields"])
        if "id_number" in kept:
            # A station may have told anything in its place.
            kept["id_number"] = mask_id_number(str(kept["id_number"]))
        shown["fields"] = kept
    return shown
