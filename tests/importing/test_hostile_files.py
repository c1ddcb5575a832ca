"""No file can crash, hang or fill the machine; each refusal says which file, what, and what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.i18n import choose_language
from app.ledger.importing import refusals
from app.ledger.importing.limits import LIMITS, MIB, Limits
from app.ledger.importing.preview import preview
from app.ledger.importing.reading import child_command, read_sheets
from app.ledger.importing.workbooks import read_file
from app.settings import CHILD_ARGUMENT
from tests.importing import hostile
from tests.importing.messy import TODAY, Mess, make_people, save_text, save_xls, save_xlsx, write_roster


@pytest.mark.parametrize("name", hostile.CASES)
def test_each_broken_or_hostile_file_is_refused_by_name(tmp_path: Path, name: str) -> None:
    data, refusal = hostile.CASES[name]
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(data)

    with pytest.raises(refusals.WorkbookRefusal) as caught:
        read_sheets(path)

    assert type(caught.value).__name__ == refusal
    assert "花名册.xlsx" in caught.value.sentence()
    assert caught.value.way_out()


def test_the_honest_twin_of_the_hostile_files_is_read(tmp_path: Path) -> None:
    path = tmp_path / "honest.xlsx"
    path.write_bytes(hostile.book(hostile.sheet(hostile.PEOPLE)))

    sheet = read_sheets(path)[0]

    assert sheet.name == "名单"
    assert sheet.rows == (("姓名", "身份证号"), ("罗正祥", "533522198501069830"))


def test_a_negative_string_index_brings_nobody_in(tmp_path: Path) -> None:
    path = tmp_path / "negative.xlsx"
    strings = f'<sst xmlns="{hostile.MAIN}"><si><t>姓名</t></si></sst>'
    path.write_bytes(hostile.book(hostile.sheet(hostile.row(1, '<c r="A1" t="s"><v>-1</v></c>')), strings))

    with pytest.raises(refusals.NoHeadingFound):
        preview(path.name, read_sheets(path), today=TODAY)


def test_a_bomb_of_spaces_is_refused_while_it_unpacks_and_a_smaller_one_is_not(tmp_path: Path) -> None:
    """Sizes are measured, never believed; with the limit lifted the same file holds an honest roster."""
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(hostile.bomb_of_spaces())

    with pytest.raises(refusals.UnpacksTooBig) as caught:
        read_sheets(path, Limits(unpacked=30 * MIB))
    sheet = read_sheets(path)[0]

    assert path.stat().st_size < MIB
    assert caught.value.figures["limit"] == 30
    assert sheet.cell(2, 1) == "罗正祥"
    assert LIMITS.unpacked == 200 * MIB


def test_three_million_shared_strings_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "strings.xlsx"
    path.write_bytes(hostile.many_strings())

    sheet = read_sheets(path)[0]

    assert sheet.cell(2, 1) == "罗正祥"


def test_a_reader_that_wants_gigabytes_is_stopped_by_the_limit_of_memory(tmp_path: Path) -> None:
    path = tmp_path / "hungry.xlsx"
    path.write_bytes(hostile.hungry())

    with pytest.raises(refusals.ReadingTookTooMuchMemory) as caught:
        read_sheets(path)

    assert caught.value.figures["limit"] == 512


def test_with_more_memory_the_hungry_file_would_have_been_read(tmp_path: Path) -> None:
    """The control: it is the limit that stopped it, nothing else in the file."""
    path = tmp_path / "hungry.xlsx"
    path.write_bytes(hostile.hungry_but_smaller())

    with pytest.raises(refusals.ReadingTookTooMuchMemory):
        read_sheets(path, Limits(memory=160 * MIB))
    sheet = read_sheets(path)[0]

    assert len(sheet.rows) == 400


def test_a_reader_that_takes_too_long_is_stopped_and_leaves_no_process(tmp_path: Path, monkeypatch) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import os, time, pathlib\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.ledger.importing.reading.child_command", lambda: [sys.executable, str(slow)])
    path = save_xlsx(tmp_path / "some.xlsx", write_roster(make_people(1), Mess()))

    with pytest.raises(refusals.ReadingTookTooLong):
        read_sheets(path, Limits(seconds=1))

    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_busy_reader_is_stopped_by_the_system_itself(tmp_path: Path) -> None:
    """RLIMIT_CPU holds even where the parent has died."""
    busy = "from app.ledger.importing.child import hold_to\nfrom app.ledger.importing.limits import Limits\n"
    busy += "hold_to(Limits(seconds=1))\nwhile True: pass\n"

    done = subprocess.run([sys.executable, "-c", busy], cwd=Path(__file__).parents[2], timeout=30, check=False)

    assert done.returncode == -24


def test_the_child_reaches_neither_network_nor_other_programs() -> None:
    reach = "import socket, subprocess, sys\nfrom app.ledger.importing.child import refuse_to_reach_out\n"
    reach += "if sys.argv[1] == 'held': sys.addaudithook(refuse_to_reach_out)\n"
    reach += "try: subprocess.run([sys.executable, '-c', '']); print('started')\n"
    reach += "except PermissionError: print('refused')\n"
    reach += "try: socket.socket().bind(('127.0.0.1', 0)); print('bound')\n"
    reach += "except PermissionError: print('refused')\n"

    said = [
        subprocess.run(
            [sys.executable, "-c", reach, how], cwd=Path(__file__).parents[2], capture_output=True, check=True
        ).stdout.split()
        for how in ("held", "free")
    ]

    assert said == [[b"refused", b"refused"], [b"started", b"bound"]]


@pytest.mark.skipif(os.name == "nt", reason="only POSIX drops locks so")
def test_choosing_the_ledgers_own_file_does_not_drop_its_locks(tmp_path: Path) -> None:
    """POSIX drops every lock a process has on a file as soon as it closes that file once: see the control."""
    import fcntl

    path = tmp_path / "ledger.db"
    path.write_bytes(bytes(5000))
    ask = "import fcntl, sys\nfcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB)"

    def is_held() -> bool:
        return subprocess.run([sys.executable, "-c", ask, path], stderr=subprocess.DEVNULL, check=False).returncode != 0

    with path.open("r+b") as ledger:
        fcntl.lockf(ledger, fcntl.LOCK_EX)
        with pytest.raises(refusals.NotAWorkbook):
            read_sheets(path)
        after_reading = is_held()
        path.read_bytes()
        after_opening_it_here = is_held()

    assert (after_reading, after_opening_it_here) == (True, False)


def test_the_child_is_given_no_password_and_no_module_from_the_senders_folder(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XIANGXUN_PASSWORD", "password1")
    monkeypatch.setenv("PYTHONSTARTUP", "trap.py")
    from app.ledger.importing.reading import child_environment

    environment = child_environment()

    assert "password1" not in environment.values()
    assert not [name for name in environment if name.startswith(("XIANGXUN", "PYTHONSTART"))]
    assert "-P" in child_command()


def test_in_a_frozen_bundle_the_program_itself_is_the_child(monkeypatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)

    command = child_command()

    assert command == [sys.executable, CHILD_ARGUMENT]


def test_a_trap_module_beside_the_file_is_not_imported(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "python_calamine.py").write_text("raise SystemExit('trapped')")
    monkeypatch.chdir(tmp_path)
    path = save_xlsx(tmp_path / "some.xlsx", write_roster(make_people(3), Mess()))

    sheets = read_sheets(path)

    assert len(sheets) == 1


def test_an_old_workbook_with_a_password_is_told_as_such(tmp_path: Path) -> None:
    path = save_xls(tmp_path / "old.xls", write_roster(make_people(3), Mess()))
    write_access, file_pass = b"\x5c\x00\x70\x00", b"\x2f\x00\x70\x00"
    path.write_bytes(path.read_bytes().replace(write_access, file_pass, 1))

    with pytest.raises(refusals.PasswordProtected):
        read_sheets(path)


def test_missing_locked_and_folder_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()

    with pytest.raises(refusals.FileIsMissing):
        read_sheets(tmp_path / "nothing.xlsx")
    with pytest.raises(refusals.IsFolder):
        read_sheets(tmp_path / "folder.xlsx")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(b"x")
    path.chmod(0)

    with pytest.raises(refusals.FileIsLocked):
        read_sheets(path)


def test_a_file_over_fifty_megabytes_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    with path.open("wb") as file:
        file.truncate(51 * MIB)

    with pytest.raises(refusals.FileTooBig) as caught:
        read_sheets(path)

    assert caught.value.figures == {"file": "big.xlsx", "size": 51, "limit": 50}


def test_rows_and_columns_beyond_the_limits_are_named(tmp_path: Path) -> None:
    sheet = write_roster(make_people(3), Mess())
    sheet.rows[2] += [None] * 120 + ["stray"]

    for path in (save_xlsx(tmp_path / "wide.xlsx", sheet), save_text(tmp_path / "wide.csv", sheet)):
        with pytest.raises(refusals.TooManyColumns) as caught:
            read_sheets(path)
        assert caught.value.figures["row"] == 3
        assert caught.value.figures["column"] == "EA"


def test_formatted_but_empty_rows_to_the_end_of_the_sheet_do_not_matter(tmp_path: Path) -> None:
    """WPS writes such rows where a clerk coloured whole columns."""
    far = '<row r="1048575"><c r="A1048575" s="0"/></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    dimension = '<dimension ref="A1:XFD1048576"/>'
    path = tmp_path / "styled.xlsx"
    path.write_bytes(hostile.book(hostile.sheet(hostile.PEOPLE + far, dimension=dimension)))

    sheet = read_sheets(path)[0]

    assert len(sheet.rows) == 2


def test_refusals_are_spoken_in_both_languages(tmp_path: Path) -> None:
    data, _ = hostile.CASES["a PDF"]
    path = tmp_path / "名单.xlsx"
    path.write_bytes(data)

    with pytest.raises(refusals.NotAWorkbook) as caught:
        read_sheets(path)
    choose_language("en")

    assert "it is a PDF" in caught.value.sentence()


@settings(max_examples=60)
@given(cut=st.integers(0, 4000), noise=st.binary(max_size=40), seed=st.integers(0, 99))
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(tmp_path_factory, cut: int, noise: bytes, seed: int):
    path = save_xlsx(tmp_path_factory.mktemp("cut") / "any.xlsx", write_roster(make_people(3, seed), Mess()))
    data = path.read_bytes()
    place = cut % len(data)
    path.write_bytes(data[:place] + noise + data[place + len(noise) :])

    outcome: object = None
    try:
        outcome = read_file(path, LIMITS)
    except refusals.WorkbookRefusal as refusal:
        outcome = refusal.way_out()

    assert outcome
