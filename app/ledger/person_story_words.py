"""What the history of a person calls things: the fields, the deeds, and the acts that touch an entry."""

from typing import Any

from app.i18n import mark, tr
from app.ledger.certificate_register import EventKind
from app.ledger.person_fields import shown
from app.models.code_tables import table
from app.models.privacy import masked
from app.models.vocabulary import Outcome

FIELDS = {
    "name": mark("Name"),
    "other_names": mark("Other names"),
    "id_type": mark("Document"),
    "id_number": mark("ID number"),
    "birth_date": mark("Born"),
    "sex": mark("Sex"),
    "ethnic_text": mark("Ethnic group"),
    "education": mark("Schooling"),
    "political_status": mark("Political status"),
    "hukou": mark("Hukou"),
    "phone": mark("Phone"),
    "village": mark("Village"),
    "village_group": mark("Villagers' group"),
    "address": mark("Address"),
    "labour_ability": mark("Ability to work"),
    "employment": mark("Employment"),
    "talent_kind": mark("Talent"),
    "photo": mark("Photo"),
    "note": mark("Note"),
    "informed_on": mark("Informed of data protection on"),
    "from_date": mark("From"),
    "to_date": mark("To"),
    "evidence": mark("Evidence"),
    "outcome": mark("Outcome"),
    "certificate_type": mark("Certificate"),
    "number": mark("Number"),
    "level": mark("Level"),
    "body": mark("Issued by"),
    "issued_on": mark("Issued on"),
    "expires_on": mark("Valid until"),
}
# Whatever a certificate or a change says in full of a certificate is in its own story.
DEEDS = {
    ("trainee", "I"): mark("Taken into the ledger"),
    ("trainee", "U"): mark("Details changed"),
    ("trainee", "E"): mark("Erased"),
    ("trainee_category", "I"): mark("Counted in a group: {what}"),
    ("trainee_category", "U"): mark("Group changed: {what}"),
    ("trainee_category", "D"): mark("Group taken out: {what}"),
    ("enrolment", "I"): mark("Enrolled in {what}"),
    ("enrolment", "U"): mark("Enrolment changed: {what}"),
    ("enrolment", "D"): mark("Taken out of {what}"),
    ("certificate", "I"): mark("Certificate {what} issued"),
    ("certificate_event", "I"): mark("Certificate {what}"),
    ("other_certificate", "I"): mark("Certificate of another body recorded: {what}"),
    ("other_certificate", "U"): mark("Recorded certificate corrected: {what}"),
    ("other_certificate", "D"): mark("Recorded certificate taken out: {what}"),
    ("training_elsewhere", "I"): mark("Known from elsewhere: {what}"),
    ("training_elsewhere", "D"): mark("No longer known from elsewhere: {what}"),
    ("change", "C"): mark("Numbers seen in full"),
}
# An edit of the entry that was no edit by hand is called by what was done.
ACTS = {
    "trainee.undo": mark("Latest edit taken back"),
    "trainee.photo": mark("Photo changed"),
    "roster.import": mark("Completed by a roster import"),
    "roster.undo": mark("Roster import taken back"),
    "person.merge": mark("Merged with another entry, or taken apart again"),
}
EVENTS = {
    EventKind.VOIDED: mark("{number} voided"),
    EventKind.CORRECTED: mark("{number} replaced by a corrected one"),
    EventKind.REPRINTED: mark("{number} printed once more"),
    EventKind.HANDED_OUT: mark("{number} handed out"),
    EventKind.HAND_OUT_UNDONE: mark("{number}: hand-out taken back"),
}


def value_shown(entity: str, name: str, value: Any) -> str:
    """A value of the journal as people read it; numbers are masked."""
    if value in (None, "", [], "0"):
        return ""
    if name == "photo":
        return tr("a photo")
    if name in _LABELLED:
        return _LABELLED[name](value)
    if isinstance(value, list):
        return "、".join(str(each) for each in masked(entity, name, value))
    return shown(name, value) if entity == "trainee" else str(masked(entity, name, value))


_LABELLED = {
    "outcome": lambda value: Outcome(value).label,
    "id_type": lambda value: table("id_types").label(value),
    "level": lambda value: table("skill_levels").label(value),
    "certificate_type": lambda value: table("certificate_types").label(value),
}
