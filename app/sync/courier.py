"""The same rounds on a stick: a sealed, signed file for the county, and the county's reply taken in."""

from dataclasses import dataclass, replace

from app.credential import canonical
from app.credential.desk_certificate import DeskCertificate, read_desk_certificate
from app.credential.packages import PackageUnreadable, open_package, sign_package
from app.credential.sealing import open_sealed, recovery_public, seal_for
from app.errors import Refusal
from app.i18n import mark
from app.ledger.station_identity import known_identity
from app.ledger.station_key import signing_key
from app.ledger.syncing.county_desks import known_desks, read_desk
from app.ledger.syncing.courier_key import courier_secret
from app.ledger.syncing.entries import next_batches
from app.ledger.syncing.receipts import backlog
from app.ledger.syncing.state import RoundNote, note_round, sync_state
from app.models.exchange import BATCH_ENTRIES
from app.models.ledger import Ledger
from app.sync.answers import take_answer, take_held
from app.sync.protocol import BATCH_LIMIT, pack_request, unpack_answer
from app.sync.release import release
from app.sync.round import RoundReport, report_of
from app.sync.round_at_work import begin_round, next_request

REPORT, REPLY = "courier_report", "courier_reply"
PURPOSE = "courier"
MOST_BYTES = 4 * 1024 * 1024
"""A file holds no more than this of packed requests; the rest goes with the next one."""
_IN_ONE = 3


class NoDeskKey(Refusal):
    """A station that has never heard of its county's desk key, for which a file is sealed."""

    code = "no_desk_key"
    message = mark("This PC does not know yet for which key of the county a file is to be sealed.")
    remedy = mark("Take in the newest file from the county first, or report once over the line.")


class ReplyForAnother(Refusal):
    """A reply that this PC cannot open: for another PC, or made before a restore."""

    code = "reply_for_another"
    message = mark("This reply was made for another PC or another ledger; nothing was taken in.")
    remedy = mark("Take the file to the PC that wrote the report.")


class ReplyOutdated(Refusal):
    """A reply under a key of the county's desk whose days are over, or in whose place a newer one has come."""

    code = "reply_outdated"
    message = mark("This reply was made with a key that the county no longer uses; nothing was taken in.")
    remedy = mark("All is kept here. Write a new report and have the county answer it.")


@dataclass(frozen=True)
class CourierFile:
    """A file for the county: its bytes, how many entries it holds, and how many are left for another one."""

    data: bytes
    entries: int
    left: int


def write_report(ledger: Ledger) -> CourierFile:
    """All that waits, up to the limit, in one file that only the county can read.

    Raises NotEnrolled, StationKeyMissing, NoDeskKey. Writing it changes nothing: without a reply it is written again.
    """
    identity, key, desk = known_identity(ledger), signing_key(ledger), _desk(ledger)
    requests, entries = _requests(ledger)
    content = {"requests": requests, "reply_to": recovery_public(courier_secret(ledger))}
    sealed = seal_for(desk.sealing, canonical.write(content), PURPOSE)
    payload = {"replica": ledger.standing.replica, "station": identity.station_code, "sealed": sealed}
    data = sign_package(REPORT, payload, key, desk.county_id)
    return CourierFile(data, entries, max(0, backlog(ledger)[0] - entries))


def take_reply(ledger: Ledger, data: bytes) -> RoundReport:
    """Take in what the county answered. Twice, or an older one after a newer, changes nothing.

    Raises PackageUnreadable, PackageForged, ReplyForAnother, ReplyOutdated, and what a round raises.
    """
    this = begin_round(ledger, release())
    at_first = this.footing.waiting
    for packed_answer in _answers(ledger, data, this.identity.root):
        take_answer(this, unpack_answer(packed_answer))
    take_held(this)
    this.look_again()
    note_round(ledger, RoundNote(at=ledger.clock.now(), trouble=""))
    return report_of(this, at_first)


def _desk(ledger: Ledger) -> DeskCertificate:
    root = known_identity(ledger).root
    known = [read_desk(data, root) for data in sync_state(ledger).desk_keys]
    if not known:
        raise NoDeskKey
    return max(known, key=lambda each: each.not_after)


def _requests(ledger: Ledger) -> tuple[list[bytes], int]:
    """One request after the other, with three batches each; the last one asks for what the county has."""
    first = replace(next_request(begin_round(ledger, release())), batches=())
    measure = {"most_bytes": BATCH_LIMIT, "most_entries": BATCH_ENTRIES, "batches": MOST_BYTES // BATCH_LIMIT}
    batches = next_batches(ledger, first.county_id, signing_key(ledger), (), **measure)
    groups = [batches[at : at + _IN_ONE] for at in range(0, len(batches), _IN_ONE)] or [()]
    entries = sum(batch.last - batch.first + 1 for batch in batches)
    return [pack_request(replace(first, batches=group, compare=not group)) for group in groups], entries


def _answers(ledger: Ledger, data: bytes, root: bytes) -> list[bytes]:
    try:
        certificate, package = canonical.read(data)
        desk = read_desk_certificate(certificate, root)
    except (canonical.NotCanonical, ValueError, TypeError) as error:
        raise PackageUnreadable from error
    payload = open_package(package, REPLY, desk.public, ledger.standing.replica)
    if known_desks(ledger).is_outdated(desk):
        raise ReplyOutdated
    try:
        content = canonical.read(open_sealed(courier_secret(ledger), payload["sealed"], PURPOSE))
        return [bytes(each) for each in content["answers"]]
    except (Refusal, KeyError, TypeError) as error:
        raise ReplyForAnother from error
