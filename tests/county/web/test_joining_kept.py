"""What a PC asked under a code is kept until it is answered: nothing is half done, whenever the program ends."""

from collections.abc import Callable

import pytest

from app.clock import SetClock
from app.county.join_rows import JoinCodeRow
from app.county.office import CountyOffice
from app.county.tables import NumberBlockRow
from app.credential.packages import PackageForAnother
from app.ledger.station_identity import identity_of, known_identity
from app.models.exchange import packed
from app.models.ledger import Ledger
from app.models.opening import open_ledger
from app.sync import joining, line
from app.sync.county_client import Reply
from app.sync.join_address import AddressOdd, read_address
from app.sync.join_code import JoinCode, answer_under, pack_answer, read_code
from app.sync.joining import JoinCodeUsed, JoinRefused, OtherRelease, ask, join, open_question, take
from app.sync.kept_question import WAITING, kept_question
from app.sync.line_settings import LineSettings, line_settings, set_line
from tests.county.makers import LOGIN, NAME, STATION, enrolled

pytestmark = pytest.mark.engines("sqlite")
CODE = JoinCode("9K3F", "0123456789ABCDEF")


@pytest.fixture
def pc(pc: Ledger) -> Ledger:
    """A PC that asks no proxy."""
    set_line(pc, LineSettings(proxy="none"))
    return pc


def opened_again(pc: Ledger, clock: SetClock) -> Ledger:
    """The same ledger after the program has ended."""
    folder = pc.places.folder
    pc.close()
    return open_ledger(folder, LOGIN, clock)


def test_a_program_that_ends_before_the_package_is_taken_in_fetches_the_same_one(
    office: CountyOffice, pc: Ledger, address: str, clock: SetClock
) -> None:
    made = office.make_join_code(STATION, NAME)
    first = ask(pc, made.code, address)

    with opened_again(pc, clock) as later:
        before, kept = identity_of(later), open_question(later)
        assert kept is not None
        second = ask(later, kept.code, kept.url)
        assert second.package is not None
        taken = take(later, second.question, second.package)

        assert (before, second.package) == (None, first.package)
        assert known_identity(later).station_code == STATION
        assert open_question(later) is None
        assert line_settings(later).url == address
    with office.register.reading() as session:
        assert [row.first_serial for row in session.query(NumberBlockRow)] == [taken.block and taken.block.first]


def test_the_code_is_never_in_the_clear_on_the_disk(office: CountyOffice, pc: Ledger, address: str) -> None:
    made = office.make_join_code(STATION, NAME)
    ask(pc, made.code, address)

    texts = [path.read_bytes() for path in pc.places.folder.rglob("*") if path.is_file()]

    kept = kept_question(pc)
    assert kept is not None
    assert kept.code == made.code
    assert any(made.code.handle.encode() in text for text in texts)
    assert not any(made.code.secret.encode() in text for text in texts)


def test_a_code_mistyped_after_its_answer_was_lost_spoils_nothing(
    office: CountyOffice, pc: Ledger, address: str
) -> None:
    made = office.make_join_code(STATION, NAME)
    ask(pc, made.code, address)
    with pytest.raises(joining.JoinCodeWrong):
        ask(pc, JoinCode(made.code.handle, made.code.secret[::-1]), address)

    assert open_question(pc) is None
    assert join(pc, made.code.spoken, address).taken is not None


def test_a_pc_enrolled_by_file_meanwhile_asks_no_more(office: CountyOffice, pc: Ledger, address: str) -> None:
    office._key, key = None, office._key
    waits = ask(pc, office.make_join_code(STATION, NAME).code, address)
    asked = open_question(pc)
    office._key = key

    enrolled(office, pc)

    assert (waits.package, asked and asked.state) == (None, WAITING)
    assert open_question(pc) is None


def test_an_address_is_remembered_only_once_the_county_has_answered_there(pc: Ledger) -> None:
    with pytest.raises(line.CountyAway):
        ask(pc, CODE, "http://127.0.0.1:9")

    kept = open_question(pc)
    assert line_settings(pc).url == ""
    assert kept is not None
    assert kept.url == "http://127.0.0.1:9"


@pytest.mark.parametrize("torn", [b"", b"{", b'{"handle": "9K3F"}', b'{"handle":"9K3F","secret":"zz","request":"00"}'])
def test_a_torn_note_is_as_none(pc: Ledger, torn: bytes) -> None:
    (pc.places.folder / "county-joining.json").write_bytes(torn)

    assert open_question(pc) is None


def test_a_package_that_is_refused_here_is_not_fetched_for_ever(
    office: CountyOffice, pc: Ledger, new_pc: Callable[[str], Ledger], address: str
) -> None:
    answered = ask(pc, office.make_join_code(STATION, NAME).code, address)
    foreign = ask(set_direct(new_pc("other")), office.make_join_code(STATION, NAME).code, address)
    assert foreign.package is not None

    with pytest.raises(PackageForAnother):
        take(pc, answered.question, foreign.package)

    assert (identity_of(pc), open_question(pc)) == (None, None)


def set_direct(pc: Ledger) -> Ledger:
    set_line(pc, LineSettings(proxy="none"))
    return pc


def test_whoever_cannot_read_the_question_is_of_another_release(pc: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = (
        lambda request: packed({"code": "unreadable"}),
        lambda request: pack_answer(answer_under(CODE, "later-word", b"", request)),
        lambda request: pack_answer(answer_under(CODE, "refused", b"package_form", request)),
    )

    for answer in answers:
        monkeypatch.setattr("app.sync.joining.Wire.send", answering(answer, pc))
        with pytest.raises(OtherRelease):
            ask(pc, CODE, "https://rc.example")


def answering(answer: Callable[[bytes], bytes], pc: Ledger) -> Callable[..., Reply]:
    def send(*_: object) -> Reply:
        kept = kept_question(pc)
        assert kept is not None
        return Reply(400, {}, answer(kept.request))

    return send


def test_a_used_code_is_told_in_words_and_any_other_reason_as_the_county_said_it(
    pc: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for why in (b"join_code_used", b"enrolled_elsewhere"):
        answer = lambda request, why=why: pack_answer(answer_under(CODE, "refused", why, request))  # noqa: E731
        monkeypatch.setattr("app.sync.joining.Wire.send", answering(answer, pc))
        with pytest.raises(JoinRefused) as refused:
            ask(pc, CODE, "https://rc.example")
        told[why] = refused.value

    assert isinstance(told[b"join_code_used"], JoinCodeUsed)
    assert "enrolled_elsewhere" in str(told[b"enrolled_elsewhere"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rc.fengqing.gov.cn", "https://rc.fengqing.gov.cn"),
        (" https：／／rc。fengqing。gov。cn／ ", "https://rc.fengqing.gov.cn"),
        ("https://rc.fengqing.gov.cn:8443/", "https://rc.fengqing.gov.cn:8443"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_an_address_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert read_address(typed) == meant


@pytest.mark.parametrize("typed", ["", "https://", "凤庆县", "https://[1", "https://a:b", "a b@c/d?e", "https://rc_x"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(AddressOdd):
        read_address(typed)


def test_a_code_is_read_with_wide_signs_too(office: CountyOffice) -> None:
    made = office.make_join_code(STATION, NAME).code

    assert read_code("".join(chr(ord(sign) + 0xFEE0) for sign in made.spoken.lower())) == made


def test_the_same_question_again_writes_no_second_row(office: CountyOffice, pc: Ledger, address: str) -> None:
    made = office.make_join_code(STATION, NAME)
    ask(pc, made.code, address)
    ask(pc, made.code, address)

    with office.register.reading() as session:
        assert [row.handle for row in session.query(JoinCodeRow)] == [made.code.handle]
