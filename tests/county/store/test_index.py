"""Every station learns what was trained elsewhere, by keyed hashes alone, and only what changed goes out again."""

from dataclasses import replace

from app.county.store.feed import after
from app.county.store.index import publish_index
from app.models.county_index import IndexHead, IndexPart, Training, person_hash, unpack
from app.models.rows import new_id
from tests.county.store.makers import TRAINEE, Pc, Post

NUMBER = "53352219980704213X"


def trained(pc: Pc, number: str = NUMBER, outcome: str = "completed", name: str = "核桃嫁接") -> dict[str, str]:
    """One person in one class of this station, certified; answers the ids."""
    ids = {name: new_id() for name in ("course", "training_class", "enrolment", "certificate", "number_block")}
    ids["trainee"] = pc.trainee(id_number=number)
    own = {"station": pc.station}
    course = {"name": name, "skill_group": "traditional", "occupation_code": "5-05-01", "level": "5"}
    pc.write("course", ids["course"], "I", {**course, "theory_hours": 40, "practical_hours": 80, **own})
    days = {"starts_on": "2026-11-02", "ends_on": "2026-11-20"}
    told = {"code": "2026-1", "name": "一班", "course_id": ids["course"], "status": "open", **days}
    pc.write("training_class", ids["training_class"], "I", {**told, **own})
    who = {"trainee_id": ids["trainee"], "class_id": ids["training_class"]}
    pc.write("enrolment", ids["enrolment"], "I", {**who, "outcome": outcome, **own})
    block = {"replica": pc.replica, "county6": "530921", "station3": "101", "first_serial": 1, "last_serial": 9}
    pc.write("number_block", ids["number_block"], "I", {**block, "granted_on": "2026-01-01", **own})
    what = {"number": "53092110126000381", "block_id": ids["number_block"], "serial": 38, "kind": "completion"}
    whose = {"trainee_id": ids["trainee"], "enrolment_id": ids["enrolment"], "issued_on": "2026-11-21"}
    drawn = {"template_id": "a", "template_version": 1, "fields": {}, "credential_text": "", "text_sha256": ""}
    pc.write("certificate", ids["certificate"], "I", {**what, **whose, **drawn, "key_id": "", "page_sha256": "", **own})
    return ids


def told(county: Post, pc: Pc, number: int = 0) -> dict[str, list[IndexHead | IndexPart]]:
    with county.register.reading() as session:
        items, _ = after(session.connection(), county.county_id, pc.station, number, 1 << 20)
    found: dict[str, list[IndexHead | IndexPart]] = {"index": [], "elsewhere": []}
    for item in items:
        found[item.kind].append(unpack(item.data))
    return found


def publish(county: Post) -> int:
    return publish_index(county.register, county.clock.now())


def test_a_station_learns_what_its_people_were_trained_in_elsewhere(county: Post, pc: Pc):
    other = county.pc("530921102")
    trained(other)
    pc.trainee(id_number=NUMBER)
    for each in (pc, other):
        county.deliver(each)

    publish(county)

    index, elsewhere = told(county, pc).values()
    (head,) = (each for each in index if isinstance(each, IndexHead))
    (part,) = (each for each in index if isinstance(each, IndexPart))
    person = person_hash(head.key, "01", NUMBER)
    days = ("2026-11-02", "2026-11-20")
    training = Training(person, "核桃嫁接", "5-05-01", "5", *days, "completed", other.station, "530921102")
    assert part.trainings == (training,)
    assert elsewhere == [IndexPart(person[0], (replace(training, certificate="53092110126000381"),))]
    assert head.as_of == int(county.clock.now().timestamp() * 1000)
    assert told(county, other)["elsewhere"] == []


def test_no_number_and_no_name_is_in_the_index(county: Post, pc: Pc):
    trained(pc)
    county.deliver(pc)
    publish(county)

    with county.register.reading() as session:
        items, _ = after(session.connection(), county.county_id, pc.station, 0, 1 << 20)

    known = (NUMBER.encode(), TRAINEE["name"].encode())
    assert not any(word in repr(unpack(item.data)).encode() for item in items for word in known)


def test_only_what_changed_goes_out_again(county: Post, pc: Pc):
    trained(pc)
    county.deliver(pc)
    first = publish(county)
    county.clock.advance(days=1)

    again = publish(county)
    with county.register.reading() as session:
        last = after(session.connection(), county.county_id, pc.station, 0, 1 << 20)[0][-1].number
    trained(pc, "533522199807042135")
    county.deliver(pc)
    publish(county)

    assert (first, again) == (1, 0)
    parts = [each for each in told(county, pc, last)["index"] if isinstance(each, IndexPart)]
    assert len(parts) == 1


def test_who_is_erased_leaves_the_index(county: Post, pc: Pc):
    ids = trained(pc)
    county.deliver(pc)
    publish(county)
    gone = {**TRAINEE, "name": "", "id_number": "", "erased_on": "2026-11-21", "station": pc.station}
    pc.write("trainee", ids["trainee"], "E", gone)
    county.deliver(pc)

    publish(county)

    parts = [each for each in told(county, pc)["index"] if isinstance(each, IndexPart)]
    assert [part.trainings for part in parts] == [()]


def test_a_training_that_was_left_is_none(county: Post, pc: Pc):
    trained(pc, outcome="withdrew")
    county.deliver(pc)

    assert publish(county) == 0


def test_no_station_swells_what_all_the_others_must_take(county: Post, pc: Pc):
    trained(pc, name="核" * 400)
    county.deliver(pc)

    publish(county)

    (part,) = (each for each in told(county, pc)["index"] if isinstance(each, IndexPart))
    assert [each.course for each in part.trainings] == ["核" * 100]
