"""The desk key is made once, believed by its certificate alone, and private."""

import json
import stat
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.county.office import CountyOffice
from app.county.store.desk_key import FILE, DeskKeyMissing, DeskKeyOver, make_desk_key, open_desk_key
from app.county.store.devices import DeviceRevoked, DeviceUnknown, known_device
from app.credential.desk_certificate import read_desk_certificate
from tests.county.store.makers import Pc, Post
from tests.county.store.test_rounds import revoke

TODAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_the_key_opens_as_it_was_made_and_is_certified_by_the_root(office: CountyOffice, folder: Path):
    county = office.county()

    made = make_desk_key(folder, county, office._root, TODAY)

    opened = open_desk_key(folder, county, TODAY)
    told = read_desk_certificate(opened.certificate, county.root_public)
    assert (opened.key.seed, opened.secret) == (made.key.seed, made.secret)
    assert told.holds(b"claim", opened.sign(b"claim"))
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_the_key_is_renewed_in_its_last_year_and_refused_after_its_last_day(office: CountyOffice, folder: Path):
    made = make_desk_key(folder, office.county(), office._root, TODAY, days=400)

    assert not made.is_due(TODAY)
    assert made.is_due(TODAY + timedelta(60))
    with pytest.raises(DeskKeyOver):
        open_desk_key(folder, office.county(), TODAY + timedelta(401))


@pytest.mark.parametrize("harm", ["gone", "torn", "other", "foreign"])
def test_a_key_that_is_not_this_countys_own_is_named(office: CountyOffice, folder: Path, harm: str):
    make_desk_key(folder, office.county(), office._root, TODAY)
    content = json.loads((folder / FILE).read_text(encoding="utf-8"))
    words = {
        "gone": None,
        "torn": "{",
        "other": json.dumps({**content, "seed": "00" * 32}),
        "foreign": json.dumps({**content, "certificate": "00"}),
    }[harm]
    (folder / FILE).unlink() if words is None else (folder / FILE).write_text(words, encoding="utf-8")

    with pytest.raises(DeskKeyMissing):
        open_desk_key(folder, office.county(), TODAY)


def test_a_pc_is_known_by_its_key_until_that_is_revoked(county: Post, pc: Pc):
    with county.register.reading() as session:
        known = known_device(session, pc.key.key_id)
        with pytest.raises(DeviceUnknown):
            known_device(session, b"\0\0\0\0")
    revoke(county, pc)

    assert known == county.devices[pc.key.key_id]
    with county.register.reading() as session, pytest.raises(DeviceRevoked):
        known_device(session, pc.key.key_id)
