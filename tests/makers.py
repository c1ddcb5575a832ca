"""Rows with sensible defaults, so that a test names only what it is about."""

from datetime import date
from typing import Any

from app.models.certificates import Certificate, NumberBlock
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import Course, Enrolment, TrainingClass


def make_trainee(**fields: Any) -> Trainee:
    """罗正祥 of Fengqing, unless told otherwise."""
    usual = {
        "name": "罗正祥",
        "pinyin": "luo zheng xiang",
        "initials": "lzx",
        "id_type": "01",
        "id_number": "533522198501069830",
        "phone": "13800000000",
        "birth_date": date(1985, 1, 6),
        "sex": "1",
    }
    return Trainee(**(usual | fields))


def add_trainee(ledger: Ledger, **fields: Any) -> str:
    """Keep one trainee; answers the id."""
    with ledger.change("trainee.add") as change:
        return change.add(make_trainee(**fields)).id


def make_enrolment(change: Change, trainee_id: str) -> Enrolment:
    """A class of one, and the trainee in it."""
    course = change.add(Course(name="核桃嫁接", skill_group="traditional", theory_hours=40, practical_hours=80))
    days = {"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 20)}
    training_class = change.add(TrainingClass(code="2026-01", name="核桃嫁接一班", course_id=course.id, **days))
    return change.add(Enrolment(class_id=training_class.id, trainee_id=trainee_id))


def make_block(change: Change, first: int = 1, last: int = 1000) -> NumberBlock:
    """A block of serials for the ledger's present replica."""
    place = {"county6": "530921", "station3": "101", "granted_on": change.today}
    return change.add(NumberBlock(replica=change.author.replica, first_serial=first, last_serial=last, **place))


def make_certificate(change: Change, enrolment: Enrolment, block: NumberBlock, serial: int) -> Certificate:
    """A certificate row; its signed text is not a real one."""
    usual: dict[str, Any] = {
        "number": f"53092110126{serial:05d}0",
        "kind": "completion",
        "template_id": "completion",
        "template_version": 1,
        "fields": {"name": "罗正祥", "id_number": "533522198501069830"},
        "credential_text": "https://example.invalid/v#0",
        "text_sha256": "0" * 64,
        "key_id": "00000000",
        "page_sha256": "0" * 64,
        "issued_on": change.today,
    }
    names = {"trainee_id": enrolment.trainee_id, "enrolment_id": enrolment.id, "block_id": block.id, "serial": serial}
    return change.add(Certificate(**usual, **names))
