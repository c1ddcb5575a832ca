"""What the made PCs of a bench write: journals entry by entry, chained and sealed as real ones, with no ledger behind.

The bodies are those that a station's own ledger writes; salts and ids are as random as theirs, so that a batch packs
no better than a real one.
"""

import os
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.credential.claims import Claims
from app.credential.keys import SigningKey
from app.credential.text import digest_of, encode
from app.ledger.practice_people import GIVEN, SURNAMES, VILLAGES
from app.models.exchange import Entry
from app.models.journal import START, canonical, link, seal_of
from app.models.rows import new_id
from tests.county.store.makers import NOON, TRAINEE

A_CHANGE = 40
"""So many entries are written in one change."""
DAYS = {"starts_on": "2026-11-02", "ends_on": "2026-11-20"}
STATUSES = ("prospective", "enrolled")


@dataclass
class Journal:
    """A replica's chain in memory; `rows` counts what the county's tables must come to."""

    station: str
    seed: int
    replica: str = field(default_factory=new_id)
    entries: list[Entry] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.operator = new_id()
        self.people: list[tuple[str, int]] = []
        self.write("replica", self.replica, "G", {"station": self.station, "reason": "enrolment", "suite": "bench"})

    def write(self, entity: str, row_id: str, op: str, fields: dict[str, Any]) -> str:
        """One more entry; answers its row's id."""
        count, last = len(self.entries), self.entries[-1] if self.entries else None
        if count % A_CHANGE == 1:
            self.change = new_id()
        body, salt = canonical(fields), os.urandom(16)
        change = self.change if count else new_id()
        who = (self.replica, count + 1, new_id(), change, (NOON + count * 97) << 16, self.operator)
        header = (*who, entity, row_id, op, 1)
        seal, prev = seal_of(salt, body), last.hash if last else START
        self.entries.append(Entry(*header, salt, body, seal, prev, link(prev, header, seal)))
        self.rows[entity] += op == "I"
        return row_id

    def insert(self, entity: str, **fields: Any) -> str:
        """A new row of this station."""
        return self.write(entity, new_id(), "I", fields | {"station": self.station})

    def fill(self, entries: int, new: float) -> None:
        """Write until there are so many entries: such a share of them new rows, the others one changed field."""
        while len(self.entries) < entries:
            if len(self.entries) % A_CHANGE == 1:
                told = {"action": "roster.import", "at": "2026-11-21T14:32:07+08:00", "by": "罗正祥", "reason": ""}
                self.write("change", new_id(), "C", told)
            elif not self.people or self.chance.random() < new:
                self._new_row()
            else:
                self._changed_field()

    def _new_row(self) -> None:
        if not self.people or self.chance.random() < 0.5:
            row_id = self.insert("trainee", **self.person())
            self.people.append((row_id, 0))
        else:
            told = {"code": f"{self.chance.randrange(1, 9):02}", "from_date": "2026-01-01", "evidence": ""}
            self.insert("trainee_category", trainee_id=self.people[-1][0], **told)

    def _changed_field(self) -> None:
        place = self.chance.randrange(len(self.people))
        row_id, turns = self.people[place]
        told = [STATUSES[turns % 2], STATUSES[(turns + 1) % 2]]
        self.write("trainee", row_id, "U", {"status": told})
        self.people[place] = (row_id, turns + 1)

    def person(self) -> dict[str, Any]:
        """A person who does not exist."""
        chance = self.chance
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        number = f"530921{chance.randrange(1960, 2006)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}98"
        village = chance.choice(VILLAGES)
        words = {
            "name": name,
            "id_number": f"{number}{chance.randrange(10)}X",
            "phone": f"139{chance.randrange(10**8):08}",
        }
        return TRAINEE | words | {"village": village, "address": f"{village}{chance.randrange(400)}号", "sex": "1"}

    def certify(self, count: int, key: SigningKey, host: str) -> list[dict[str, str]]:
        """A class that so many completed: their certificates, each as text, number and name."""
        course = self.insert("course", name="核桃嫁接", skill_group="traditional", theory_hours=40, practical_hours=80)
        room = self.insert(
            "training_class", code="2026-01", name="核桃嫁接一班", course_id=course, status="open", **DAYS
        )
        span = {"county6": "530921", "station3": "101", "first_serial": 1, "last_serial": 99_999}
        block = self.insert("number_block", replica=self.replica, granted_on="2026-10-01", **span)
        return [self._certificate(serial, room, block, key, host) for serial in range(1, count + 1)]

    def _certificate(self, serial: int, room: str, block: str, key: SigningKey, host: str) -> dict[str, str]:
        person = self.person()
        trainee = self.insert("trainee", **person)
        enrolment = self.insert("enrolment", class_id=room, trainee_id=trainee, outcome="completed")
        number, name = f"53092110126{serial:05}0", str(person["name"])
        text = encode(_claims(number, name), key, host)
        fields = {"name": name, "course": "核桃嫁接"}
        named = {"number": number, "block_id": block, "serial": serial, "kind": "completion", "trainee_id": trainee}
        drawn = {"template_id": "completion", "template_version": 1, "fields": fields, "page_sha256": "0" * 64}
        signed = {"credential_text": text, "text_sha256": digest_of(text.partition("#")[2]), "key_id": key.key_id.hex()}
        self.insert("certificate", enrolment_id=enrolment, issued_on="2026-11-20", **named, **drawn, **signed)
        return {"text": text, "number": number, "name": name}


def _claims(number: str, name: str) -> Claims:
    days = {"period_from": date(2026, 11, 2), "period_to": date(2026, 11, 20), "issued_on": date(2026, 11, 20)}
    words = {"name": name, "masked_id": "53359830", "course": "核桃嫁接", "level": "", "provider": "凤庆县职教中心"}
    return Claims(number=number, kind="completion", hours=120, **words, **days)
