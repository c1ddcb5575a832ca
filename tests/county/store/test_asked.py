"""A question that somebody plays again is not told what has come since; a file may be read as often as one likes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.clock import SetClock
from app.county.doing_duties import see_to
from app.county.duties import ASKED_DUTY, Works
from app.county.store.asked import KEPT_MS, Replayed
from app.county.store.exchange import WrongCounty
from app.county.store.tables import AskedRow
from app.credential.keys import SigningKey
from app.models.rows import new_id
from app.sync.protocol import RoundAnswer
from tests.county.store.makers import Pc, Post, post

NONCE = "ab" * 16


def ask(county: Post, pc: Pc, nonce: str = NONCE, **more: str) -> RoundAnswer:
    return county.exchange.answer(county.devices[pc.key.key_id], pc.replica, county.request(pc, **more), nonce)


def kept(county: Post) -> int:
    with county.register.reading() as session:
        return session.scalar(select(func.count()).select_from(AskedRow)) or 0


def test_a_question_is_answered_once_and_those_of_others_are_not_mistaken_for_it(county: Post, pc: Pc):
    sibling = county.sibling(pc)
    ask(county, pc)

    with pytest.raises(Replayed):
        ask(county, pc)

    assert ask(county, pc, "cd" * 16).heads == ()
    assert ask(county, sibling).heads == ()


def test_what_comes_without_a_nonce_is_answered_as_often_as_it_comes(county: Post, pc: Pc):
    assert [ask(county, pc, "").heads for _ in range(2)] == [(), ()]
    assert kept(county) == 0


def test_a_question_that_was_refused_was_not_asked(county: Post, pc: Pc):
    device, wrong = county.devices[pc.key.key_id], replace(county.request(pc), county_id=new_id())
    with pytest.raises(WrongCounty):
        county.exchange.answer(device, pc.replica, wrong, NONCE)

    assert kept(county) == 0
    assert ask(county, pc).heads == ()


def test_of_two_servers_one_answers(county_folder: Path, clock: SetClock, root_key: SigningKey):
    with post(county_folder, clock, root_key) as one, post(county_folder, clock, root_key) as other:
        pc = one.pc()
        other.devices.update(one.devices)

        def answered(county: Post) -> bool:
            try:
                ask(county, pc)
            except Replayed:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(answered, (one, other, one, other)))

        assert sorted(found) == [False, False, False, True]


def test_a_nonce_is_forgotten_after_its_time_and_no_sooner(county: Post, pc: Pc):
    works = Works(county.register, county.exchange._desk, county.clock)
    ask(county, pc)
    county.clock.advance(days=timedelta(milliseconds=KEPT_MS).days - 1)
    ask(county, pc, "cd" * 16)
    see_to(works, ASKED_DUTY)
    young = kept(county)

    county.clock.advance(days=2)
    done, again = see_to(works, ASKED_DUTY), see_to(works, ASKED_DUTY)

    assert (young, kept(county)) == (2, 1)
    assert (done and done.count, again) == (1, None)
    with pytest.raises(Replayed):
        ask(county, pc, "cd" * 16)
