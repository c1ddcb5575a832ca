"""A person can be erased: nothing of them is left, the chain is whole, the certificate's number stays known."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from app.clock import SetClock
from app.ledger.backing_up import back_up
from app.ledger.checking import check_ledger
from app.ledger.erasing import erase_person
from app.ledger.history import read_history
from app.ledger.merging import merge_trainees
from app.ledger.person_rows import NoSuchTrainee
from app.ledger.photos import photo_of
from app.models.certificates import Certificate
from app.models.guard import Mode
from app.models.ledger import Ledger
from app.models.local import blob, keep_blob
from app.models.opening import open_ledger
from app.models.people import Trainee
from app.models.search import find_trainees
from tests.conftest import LOGIN
from tests.makers import add_trainee, make_block, make_certificate, make_enrolment
from tests.makers_people import give_photo

NEEDLES = ("罗正祥", "luo zheng xiang", "533522198501069830", "13800000000")


def everything_readable(ledger: Ledger) -> bytes:
    """All that stands in the ledger, decrypted: every table, the journal's bodies, the search tables."""
    with ledger.engine.connect() as connection:
        names = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
        rows = [connection.exec_driver_sql(f'select * from "{name}"').all() for name in names]
    texts = (value for table in rows for row in table for value in row if value is not None)
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in texts)


def graduate_one(ledger: Ledger) -> str:
    trainee = add_trainee(ledger)
    with ledger.change("certificate.issue") as change:
        with ledger.guard.writing(Mode.JOURNALING):
            photo = keep_blob(change.session.connection(), b"a photo", "image/jpeg")
        row = change.get(Trainee, trainee)
        assert row is not None
        row.photo = photo
        make_certificate(change, make_enrolment(change, trainee), make_block(change), 7)
    return trainee


def test_nothing_readable_is_left_of_an_erased_person(ledger: Ledger, clock: SetClock) -> None:
    trainee = graduate_one(ledger)
    before = everything_readable(ledger)
    assert all(needle.encode() in before for needle in NEEDLES)

    done = erase_person(ledger, trainee, "本人要求")

    left = everything_readable(ledger)
    assert [needle for needle in NEEDLES if needle.encode() in left] == []
    assert b"a photo" not in left
    assert check_ledger(ledger).is_sound
    assert done.certificate_numbers == ("53092110126000070",)
    ledger.close()
    with open_ledger(ledger.places.folder, LOGIN, clock) as again:
        assert check_ledger(again).is_sound


def test_an_erased_person_is_found_no_more_and_neighbours_stay(ledger: Ledger) -> None:
    trainee = graduate_one(ledger)
    other = add_trainee(ledger, name="李兰", pinyin="li lan", initials="ll", id_number="53092119850106985X", phone="")

    erase_person(ledger, trainee, "本人要求")

    with ledger.engine.connect() as connection:
        assert find_trainees(connection, "罗") == []
        assert find_trainees(connection, "李兰") == [other]
        assert blob(connection, "") is None


def test_history_shows_that_an_entry_was_erased_and_why(ledger: Ledger) -> None:
    trainee = graduate_one(ledger)

    erase_person(ledger, trainee, "本人要求")

    newest, *older = read_history(ledger, row_id=trainee)
    assert (newest.op, newest.reason) == ("E", "本人要求")
    assert all(line.is_erased for line in older)


def test_the_number_of_an_erased_person_stays_in_the_register(ledger: Ledger) -> None:
    trainee = graduate_one(ledger)

    erase_person(ledger, trainee, "本人要求")

    with ledger.reading() as session:
        kept = session.scalars(select(Certificate)).one()
        assert (kept.number, kept.fields, kept.credential_text) == ("53092110126000070", {}, "")
        assert kept.text_sha256 == "0" * 64


def test_a_backup_made_after_the_erasure_holds_nothing_and_older_ones_are_named(
    ledger: Ledger, clock: SetClock, tmp_path: Path
) -> None:
    trainee = graduate_one(ledger)
    older = back_up(ledger).path.name

    done = erase_person(ledger, trainee, "本人要求")

    assert done.older_backups == (older,)


def test_entries_merged_into_a_person_are_erased_with_them(ledger: Ledger) -> None:
    stays = add_trainee(ledger)
    goes = add_trainee(ledger, name="罗正翔", id_number="53092119850106985X", phone="13911112222")
    merge_trainees(ledger, stays, goes, "同一人两条")

    erase_person(ledger, stays, "本人要求")

    left = everything_readable(ledger)
    assert [needle for needle in ("罗正翔", "53092119850106985X", "13911112222") if needle.encode() in left] == []
    assert check_ledger(ledger).is_sound


def test_erasing_nobody_is_refused(ledger: Ledger) -> None:
    with pytest.raises(NoSuchTrainee):
        erase_person(ledger, "nobody", "本人要求")

    assert check_ledger(ledger).is_sound


def test_blanking_a_body_outside_an_erasure_is_refused(ledger: Ledger) -> None:
    graduate_one(ledger)

    opening = ledger.guard.writing(Mode.JOURNALING)

    with pytest.raises(DatabaseError, match="never edited"), ledger.change("trainee.edit") as change, opening:
        change.session.connection().exec_driver_sql("update journal set body = null, salt = null")


def test_even_an_erasure_cannot_change_a_header(ledger: Ledger) -> None:
    graduate_one(ledger)

    opening = ledger.guard.writing(Mode.ERASING)

    with pytest.raises(DatabaseError, match="never edited"), ledger.change("person.erase") as change, opening:
        change.session.connection().exec_driver_sql("update journal set body = null, salt = null, actor = 'x'")


def test_photos_that_were_replaced_go_with_the_person_and_a_neighbours_own_stays(ledger: Ledger) -> None:
    trainee, other = add_trainee(ledger), add_trainee(ledger, name="李兰", id_number="53092119850106985X")
    for photo in (b"the first photo", b"both have this photo", b"the last photo"):
        give_photo(ledger, trainee, photo)
    give_photo(ledger, other, b"both have this photo")
    give_photo(ledger, trainee, b"")

    erase_person(ledger, trainee, "本人要求")

    left = everything_readable(ledger)
    assert b"the first photo" not in left
    assert b"the last photo" not in left
    assert photo_of(ledger, other) == b"both have this photo"
