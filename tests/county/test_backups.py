"""A county's backup is proved when it is made, carries it to either engine, and begins a new epoch there."""

import json
import zipfile

import pytest
from sqlalchemy import select, text

from app.county.backing_up import back_up_county, thin_out, usual_path
from app.county.backup_file import BackupUnsound, NoBackup, opened_backup
from app.county.backup_proof import BackupUnsigned, Belief, Proof
from app.county.blocks import LEFT_OUT
from app.county.carrying import mark_of
from app.county.database_place import PLACE, REGISTER, kept_address
from app.county.founding import CountyExists
from app.county.office import CountyOffice
from app.county.postgresql_faults import DatabaseTaken
from app.county.register_faults import RegisterNewer
from app.county.restoring import restore_county
from app.county.schema import METADATA
from app.county.store.state import epoch_of
from app.county.store.tables import EntryRow
from app.county.tables import VERSION
from app.documents.atomic_file import FileNotWritable
from tests.county.makers import PASSWORD, STATION, enrolled

CHANGED_BY_RESTORING = {"audit", "county_state"}


@pytest.fixture
def backup(office, pc, tmp_path, clock):
    """A backup of a county with an enrolled station and two of its entries."""
    enrolled(office, pc)
    office.set_rules([{"key": "age_min", "value": 18, "source": "县"}])
    with office._register.deed(clock.now(), "") as deed:
        deed.session.add_all([entry(deed.county.id, seq) for seq in (1, 2)])
    return back_up_county(office._register, office._files, tmp_path / "a.xxcounty", clock.now())


def entry(county_id: str, seq: int) -> EntryRow:
    names = {"replica": "r", "owner": "o", "entity": "trainee", "row_id": "1", "op": "I", "entry_id": f"e{seq}"}
    times = {"effective": 1 << 60, "hlc": 1 << 60, "schema": 1}
    secret = {"salt": bytes(16), "body": '{"name":"𠮷罗"}'.encode(), "seal": b"\x00\xff", "hash": bytes(32)}
    return EntryRow(county_id=county_id, seq=seq, change_id="c", actor="a", **names, **times, **secret)


def marks(office: CountyOffice) -> dict[str, object]:
    with office._register.reading() as session:
        tables = [table for table in METADATA.sorted_tables if table.name not in CHANGED_BY_RESTORING]
        return {table.name: mark_of(session.connection(), table) for table in tables}


def test_a_county_comes_back_byte_for_byte_in_either_engine(office, backup, county_database, tmp_path, clock):
    before, epoch = marks(office), epoch_in(office)

    restored = restore_county(tmp_path / "new", backup.path, clock, "李主任", county_database)

    with CountyOffice.open(tmp_path / "new", PASSWORD, clock) as back:
        assert marks(back) == before
        assert back.audit(1)[0].action == "restore"
        assert epoch_in(back) == restored.epoch != epoch
        # What was granted since the backup nobody knows any more: room is left for it, once.
        assert back.grant_block(STATION).block.first == 1001 + LEFT_OUT
        assert back.grant_block(STATION).block.first == 2001 + LEFT_OUT
    assert restored.engine == ("sqlite" if county_database == "sqlite" else "postgresql")
    assert (tmp_path / "new" / PLACE).exists() == (county_database != "sqlite")
    assert before["entry"].rows == 2


def epoch_in(office: CountyOffice) -> str:
    with office._register.writing() as session:
        return epoch_of(session, office.county().id)


def test_a_backup_is_private_and_carries_the_sealed_keys_but_no_desk_key(office, backup, county_folder):
    (county_folder / "desk.key").write_bytes(b"open secret")

    with zipfile.ZipFile(backup.path) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("manifest.json"))

    assert backup.path.stat().st_mode & 0o077 == 0
    assert [name for name in names if name.startswith("keys/")] == ["keys/root.key", "keys/recovery.key"]
    assert (told["code"], told["version"], len(told["tables"])) == ("530921", VERSION, len(METADATA.tables))
    assert backup.manifest.rows == sum(table["rows"] for table in told["tables"]) > 200


def test_every_broken_byte_of_a_backup_is_noticed_before_anything_is_touched(backup, tmp_path, clock):
    whole = backup.path.read_bytes()
    damaged = tmp_path / "b.xxcounty"
    with zipfile.ZipFile(backup.path) as archive:
        parts = [info for info in archive.infolist() if info.file_size > 20]

    for info in parts:
        at = whole.index(info.filename.encode()) + len(info.filename) + info.file_size // 2
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises((BackupUnsound, NoBackup)):
            restore_county(tmp_path / "new", damaged, clock)
        assert not (tmp_path / "new").exists()

    assert restore_county(tmp_path / "new", backup.path, clock).rows == backup.manifest.rows


@pytest.mark.parametrize("content", [b"", b"PK", b"no backup at all" * 99])
@pytest.mark.engines("sqlite")
def test_a_file_that_is_no_backup_is_refused(county_folder, tmp_path, clock, content):
    (tmp_path / "b.xxcounty").write_bytes(content)

    with pytest.raises(NoBackup):
        restore_county(tmp_path / "new", tmp_path / "b.xxcounty", clock)

    assert not (tmp_path / "new").exists()


def test_a_backup_of_a_newer_program_is_refused(backup, tmp_path, clock, monkeypatch):
    monkeypatch.setattr("app.county.restoring.VERSION", VERSION - 1)

    with pytest.raises(RegisterNewer):
        restore_county(tmp_path / "new", backup.path, clock)

    assert not (tmp_path / "new").exists()


@pytest.mark.engines("sqlite")
def test_a_county_in_the_folder_is_put_aside_only_when_that_is_said(office, backup, county_folder, clock):
    office.set_rules([])
    office.close()

    with pytest.raises(CountyExists):
        restore_county(county_folder, backup.path, clock)
    restored = restore_county(county_folder, backup.path, clock, replace=True)

    with CountyOffice.visit(county_folder, clock) as back, back._register.reading() as session:
        assert session.execute(text("select count(*) from rule")).scalar() == 1
    assert restored.aside.is_file()
    assert sorted(path.name for path in county_folder.glob("register*")) == [restored.aside.name, REGISTER]


@pytest.mark.engines("postgresql")
def test_a_database_that_holds_a_county_is_never_written_over(office, backup, county_folder, clock):
    before = marks(office)

    with pytest.raises(DatabaseTaken):
        restore_county(county_folder, backup.path, clock, replace=True)

    assert marks(office) == before


def test_a_restore_that_breaks_off_leaves_nothing(backup, county_database, tmp_path, clock, monkeypatch):
    monkeypatch.setattr("app.county.restoring.renew_epoch", lambda *_: (tmp_path / "torn out").stat())

    with pytest.raises(FileNotFoundError):
        restore_county(tmp_path / "new", backup.path, clock, database=county_database)

    assert list((tmp_path / "new").iterdir()) == []
    monkeypatch.undo()
    assert restore_county(tmp_path / "new", backup.path, clock, database=county_database).rows


@pytest.mark.engines("postgresql")
def test_a_county_moves_from_the_server_back_into_the_folder(office, backup, county_folder, clock):
    restored = restore_county(county_folder, backup.path, clock, database="sqlite")

    with CountyOffice.visit(county_folder, clock) as back:
        assert marks(back) == marks(office)
    assert (restored.engine, kept_address(county_folder)) == ("sqlite", "")


def test_what_changes_while_a_backup_is_written_is_not_in_it(office, pc, tmp_path, clock, monkeypatch):
    from app.county import backing_up

    real, done = backing_up.columns_of, []

    def meddle(table):
        if not done:
            done.append(office.set_rules([{"key": "age_min", "value": 18, "source": "县"}]))
        return real(table)

    monkeypatch.setattr(backing_up, "columns_of", meddle)
    made = back_up_county(office._register, office._files, tmp_path / "a.xxcounty", clock.now())

    rows = {table.name: table.rows for table in made.manifest.tables}
    assert (rows["rule"], rows["audit"]) == (0, 3)
    assert len(office.audit()) == 4


@pytest.mark.engines("sqlite")
def test_a_backup_that_cannot_be_written_leaves_nothing(office, tmp_path, clock):
    with pytest.raises(FileNotWritable):
        back_up_county(office._register, office._files, tmp_path / "no" / "a.xxcounty", clock.now())

    assert not (tmp_path / "no").exists()


@pytest.mark.engines("sqlite")
def test_only_the_newest_backups_of_this_county_are_kept(county_folder, clock):
    paths = []
    for _ in range(4):
        paths.append(usual_path(county_folder, "530921", clock.now()))
        paths[-1].touch()
        clock.advance(days=1)
    other = paths[0].with_name("530922-20261121-090000.xxcounty")
    other.touch()

    gone = thin_out(paths[0].parent, "530921", 2)

    assert gone == 2
    assert sorted(paths[0].parent.iterdir()) == [*paths[2:], other]


@pytest.mark.engines("sqlite")
def test_an_older_backup_is_brought_up_to_date(tmp_path, clock):
    from tests.county.test_register_upgrades import SAVED

    with opened_first_version(tmp_path, SAVED[0], clock) as path:
        with pytest.raises(BackupUnsigned):
            restore_county(tmp_path / "new", path, clock)
        assert not (tmp_path / "new").exists()
        restored = restore_county(tmp_path / "new", path, clock, belief=Belief(takes_unsigned=True))

    with CountyOffice.visit(tmp_path / "new", clock) as back, back._register.reading() as session:
        assert session.scalars(select(EntryRow)).all() == []
        assert len(back.audit()) == 9
    assert (restored.county.name, restored.proof) == ("凤庆县", Proof.NONE)


def opened_first_version(folder, saved, clock):
    """A backup as a program of the first version would have made it."""
    from contextlib import contextmanager

    from app.county.backup_file import BackupWriter
    from app.county.carrying import chunks_of, columns_of
    from app.county.sqlite_file import SqliteFile

    @contextmanager
    def made():
        there, path = SqliteFile(saved / "register.db"), folder / "first.xxcounty"
        with path.open("wb") as stream, there.readers.connect() as connection:
            writer = BackupWriter(stream)
            names = connection.exec_driver_sql("select name from sqlite_master where type = 'table'").scalars().all()
            for table in (METADATA.tables[name] for name in names):
                writer.table(table.name, columns_of(table), chunks_of(connection, table))
            facts = {"county_id": "", "code": "530921", "name": "凤庆县", "engine": "sqlite"}
            writer.finish({**facts, "version": 1, "made_at": clock.now().isoformat()})
        there.close()
        yield path

    return made()


def test_the_backup_tells_what_it_is(backup):
    with opened_backup(backup.path) as opened:
        assert (opened.manifest.name, opened.manifest.made_at) == ("凤庆县", "2026-11-21T09:00:00+08:00")
        assert opened.manifest == backup.manifest
