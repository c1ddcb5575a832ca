"""A PC joins by a code: once, within a day, and only with whoever knows the code."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import requests

from app.clock import SetClock
from app.county.enrolment import StationCodeWrong, StationNameMissing
from app.county.join_rows import OPEN, JoinCodeRow
from app.county.joining import OVER, REVOKED, USED, WAITING, NoSuchCode
from app.county.office import CountyOffice
from app.county.tables import NumberBlockRow
from app.county.web.site import Site, SiteSettings, open_site
from app.ledger.county_enrolment import write_request
from app.ledger.station_identity import identity_of, known_identity
from app.ledger.station_key import signing_key
from app.models.ledger import Ledger
from app.sync import line
from app.sync.join_code import (
    QUESTION_LIMIT,
    JoinCode,
    JoinCodeOdd,
    JoinQuestion,
    answer_under,
    is_proven,
    pack_answer,
    pack_question,
    read_code,
    unpack_answer,
)
from app.sync.joining import JoinCodeUsed, JoinCodeWrong, JoinRefused, NoCountyAddress, join
from app.sync.line_settings import LineSettings, line_settings, set_line
from app.sync.protocol import JOIN_PATH
from app.sync.reporting import report
from tests.county.makers import NAME, STATION, enrolled
from tests.county.web.serving import serving

NewPc = Callable[[str], Ledger]
WAIT = 30


@pytest.fixture
def site(office: CountyOffice, clock: SetClock) -> Site:
    """A county that is asked from one address much oftener than a station would ask."""
    return open_site(office, clock, SiteSettings(is_secure=False, joins_a_minute=1000))


def direct(pc: Ledger) -> Ledger:
    set_line(pc, LineSettings(proxy="none"))
    return pc


def state_of(office: CountyOffice, code: JoinCode) -> str:
    return next(each.state for each in office.join_codes() if each.handle == code.handle)


def knock(address: str, code: JoinCode, request: bytes) -> requests.Response:
    question = JoinQuestion(code.handle, request, code.proof(request))
    return requests.post(address + JOIN_PATH, data=pack_question(question), timeout=WAIT)


def other_secret(code: JoinCode) -> JoinCode:
    return JoinCode(code.handle, code.secret[::-1])


def test_a_pc_with_the_code_is_enrolled_without_any_file_and_reports(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    made = office.make_join_code(STATION, NAME)

    joined = join(direct(pc), made.code.spoken.lower().replace("-", " "), address)

    assert joined.taken is not None
    assert (joined.taken.identity.station_code, joined.taken.identity.station_name) == (STATION, NAME)
    assert known_identity(pc).fingerprint == office.county().fingerprint
    assert line_settings(pc).url == address
    assert state_of(office, made.code) == USED
    assert report(pc).waiting == 0


def test_a_code_serves_one_pc(office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str) -> None:
    made = office.make_join_code(STATION, NAME)
    join(direct(pc), made.code.spoken, address)
    other = direct(new_pc("other"))

    with pytest.raises(JoinCodeUsed):
        join(other, made.code.spoken, address)

    assert identity_of(other) is None


def test_an_answer_that_was_lost_is_asked_for_again_and_costs_no_second_block(
    office: CountyOffice, pc: Ledger, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.make_join_code(STATION, NAME)
    with monkeypatch.context() as patch:
        patch.setattr("app.sync.joining.unpack_answer", lambda _: (_ for _ in ()).throw(line.CutOff))
        with pytest.raises(line.CutOff):
            join(direct(pc), made.code.spoken, address)
    assert (identity_of(pc), state_of(office, made.code)) == (None, USED)

    joined = join(pc, made.code.spoken, address)

    assert joined.taken is not None
    assert joined.taken.block is not None
    with office.register.reading() as session:
        granted = [row.first_serial for row in session.query(NumberBlockRow)]
    assert granted == [joined.taken.block.first]


def test_a_code_is_over_after_a_day(office: CountyOffice, pc: Ledger, address: str, clock: SetClock) -> None:
    made = office.make_join_code(STATION, NAME)
    clock.advance(hours=24)

    with pytest.raises(JoinCodeWrong):
        join(direct(pc), made.code.spoken, address)

    assert state_of(office, made.code) == OVER


def test_whoever_knows_the_handle_alone_gets_nothing_and_spoils_nothing(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    made = office.make_join_code(STATION, NAME)
    request = write_request(pc).data

    tried = [knock(address, other_secret(made.code), request).status_code for _ in range(7)]

    assert tried == [403] * 7
    assert state_of(office, made.code) == OPEN
    assert knock(address, made.code, request).status_code == 200


def test_a_withdrawn_code_and_one_that_never_was_look_alike(office: CountyOffice, pc: Ledger, address: str) -> None:
    made = office.make_join_code(STATION, NAME)
    assert office.revoke_join_code(made.code.handle).state == REVOKED
    request = write_request(pc).data

    withdrawn, unknown = knock(address, made.code, request), knock(address, JoinCode("0000", "0" * 16), request)

    assert (withdrawn.status_code, withdrawn.content) == (unknown.status_code, unknown.content)
    with pytest.raises(NoSuchCode):
        office.revoke_join_code(made.code.handle)


def test_a_used_code_is_not_withdrawn(office: CountyOffice, pc: Ledger, address: str) -> None:
    made = office.make_join_code(STATION, NAME)
    join(direct(pc), made.code.spoken, address)

    with pytest.raises(NoSuchCode):
        office.revoke_join_code(made.code.handle)


@pytest.fixture
def locked(office: CountyOffice, clock: SetClock) -> Iterator[str]:
    """The address of the same county, served without its root key."""
    key, office._key = office._key, None
    site = open_site(office, clock, SiteSettings(is_secure=False, joins_a_minute=1000))
    with serving(site) as url:
        yield url
    office._key = key


def test_where_the_root_key_is_not_at_hand_the_request_waits_and_is_finished(
    office: CountyOffice, pc: Ledger, locked: str, root_key, clock: SetClock
) -> None:
    made = office.make_join_code(STATION, NAME)

    first, second = join(direct(pc), made.code.spoken, locked), join(pc, made.code.spoken, locked)
    waits = state_of(office, made.code)
    clock.advance(days=3)
    office._key = root_key
    finished = office.finish_joining()
    office._key = None
    third = join(pc, made.code.spoken, locked)

    assert (first.taken, second.taken, waits) == (None, None, WAITING)
    assert [(each.line.handle, each.refusal) for each in finished] == [(made.code.handle, None)]
    assert third.taken is not None
    assert third.taken.identity.station_code == STATION


def test_a_request_that_cannot_be_granted_waits_on_and_the_officer_is_told_why(
    office: CountyOffice, pc: Ledger, locked: str, root_key
) -> None:
    office._key = root_key
    enrolled(office, pc)
    office._key = None
    made = office.make_join_code("530921102", "勐佑镇工作站")
    join(direct(pc), made.code.spoken, locked)

    office._key = root_key
    finished = office.finish_joining(made.code.handle)

    assert [each.refusal.code for each in finished if each.refusal] == ["enrolled_elsewhere"]
    assert state_of(office, made.code) == WAITING
    assert {each.code for each in office.stations()} == {STATION}


def test_a_pc_of_another_station_is_refused_with_the_reason_and_the_code_stays_good(
    office: CountyOffice, pc: Ledger, new_pc: NewPc, address: str
) -> None:
    enrolled(office, pc)
    made = office.make_join_code("530921102", "勐佑镇工作站")

    with pytest.raises(JoinRefused, match="enrolled_elsewhere"):
        join(direct(pc), made.code.spoken, address)

    assert join(direct(new_pc("right")), made.code.spoken, address).taken is not None


def test_whoever_answers_without_knowing_the_code_is_not_believed(
    office: CountyOffice, pc: Ledger, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.make_join_code(STATION, NAME)
    request = write_request(pc).data
    package = unpack_answer(knock(address, made.code, request).content)
    forged = answer_under(other_secret(made.code), package.state, package.data, request)
    assert is_proven(made.code, package, request)
    assert not is_proven(made.code, forged, request)

    monkeypatch.setattr("app.sync.joining.unpack_answer", lambda _: forged)
    with pytest.raises(line.NotTheCounty):
        join(direct(pc), made.code.spoken, address)

    assert identity_of(pc) is None


def test_a_word_that_it_waits_cannot_be_taken_for_another_request(pc: Ledger) -> None:
    code = read_code("0123-4567-89AB-CDEF-GHJK")

    told = answer_under(code, "waiting", b"", b"one request")

    assert is_proven(code, told, b"one request")
    assert not is_proven(code, told, b"another request")


@pytest.mark.parametrize("typed", ["", "ABCD", "0123-4567-89AB-CDEF-GHJKM", "UUUU-4567-89AB-CDEF-GHJK", "凤-4567"])
def test_what_is_no_code_is_not_sent(pc: Ledger, typed: str) -> None:
    with pytest.raises(JoinCodeOdd):
        join(pc, typed, "http://127.0.0.1:9")


def test_signs_that_look_alike_do_no_harm() -> None:
    assert read_code("oil0 abcd—ABCD.0123 4567") == read_code("0110-ABCD-ABCD-0123-4567")


def test_without_an_address_nothing_can_be_asked(pc: Ledger) -> None:
    with pytest.raises(NoCountyAddress):
        join(pc, "0123-4567-89AB-CDEF-GHJK")


def test_a_code_is_for_a_station_of_this_county_that_has_a_name(office: CountyOffice) -> None:
    with pytest.raises(StationCodeWrong):
        office.make_join_code("520526101", NAME)
    with pytest.raises(StationNameMissing):
        office.make_join_code(STATION)

    assert office.join_codes() == ()


def test_the_secret_is_forgotten_when_its_time_is_over(office: CountyOffice, clock: SetClock) -> None:
    first = office.make_join_code(STATION, NAME)
    clock.advance(days=1)
    office.make_join_code(STATION, NAME)

    with office.register.reading() as session:
        kept = {row.handle: row.secret for row in session.query(JoinCodeRow)}

    assert kept[first.code.handle] == ""
    assert sum(secret != "" for secret in kept.values()) == 1


def test_the_audit_names_who_made_a_code_and_never_its_secret(office: CountyOffice, pc: Ledger, address: str) -> None:
    made = office.make_join_code(STATION, NAME)
    join(direct(pc), made.code.spoken, address)

    lines = office.audit()

    assert {"join_code", "enrol", "join"} <= {each.action for each in lines}
    assert made.code.secret not in str(lines)
    assert signing_key(pc).key_id.hex() in str(lines)


def test_garbage_gets_an_answer_and_too_much_of_it_none(office: CountyOffice, address: str, clock: SetClock) -> None:
    assert requests.post(address + JOIN_PATH, data=b"", timeout=WAIT).status_code == 400
    assert requests.post(address + JOIN_PATH, data=b"\x28\xb5\x2f\xfd junk", timeout=WAIT).status_code == 400
    assert (
        requests.post(
            address + JOIN_PATH, data=pack_answer(answer_under(JoinCode("0000", "0" * 16), "x", b"", b"")), timeout=WAIT
        ).status_code
        == 400
    )
    assert requests.post(address + JOIN_PATH, data=b"1" * (QUESTION_LIMIT + 1), timeout=WAIT).status_code == 413
    with serving(open_site(office, clock, SiteSettings(is_secure=False, joins_a_minute=2))) as strict:
        codes = [requests.post(strict + JOIN_PATH, data=b"", timeout=WAIT).status_code for _ in range(3)]
    assert codes == [400, 400, 429]


def test_the_day_of_a_code_is_told_by_the_countys_clock(office: CountyOffice, clock: SetClock) -> None:
    made = office.make_join_code(STATION, NAME)

    assert made.ends_at - clock.now() == timedelta(hours=24)
