"""A station's report on a stick: opened, taken in as over the line, and answered with a file for that PC alone."""

from dataclasses import dataclass, replace
from typing import Any

from app.county.register import Register
from app.county.store.desk_key import DeskKey
from app.county.store.devices import Device, known_device
from app.county.store.exchange import Exchange
from app.credential import canonical
from app.credential.packages import open_package, read_head, sign_package
from app.credential.sealing import open_sealed, seal_for
from app.errors import Refusal
from app.i18n import mark
from app.models.exchange import HeadMark
from app.sync.courier import PURPOSE, REPLY, REPORT
from app.sync.protocol import RoundAnswer, RoundRequest, pack_answer, unpack_request

MOST_BYTES = 4 * 1024 * 1024
"""A reply holds no more than this; what is left comes with the next one."""


class CourierUnreadable(Refusal):
    """A file whose seal opens, but whose content is in no form of ours."""

    code = "courier_unreadable"
    message = mark("This report from a station cannot be read.")
    remedy = mark("The station writes the file again with the newest version of the program.")


@dataclass(frozen=True)
class CourierAnswer:
    """The reply, from which station the report came, and how many receipts the reply holds."""

    data: bytes
    station_code: str
    replica: str
    receipts: int
    refused: int


def answer_report(register: Register, desk: DeskKey, exchange: Exchange, data: bytes) -> CourierAnswer:
    """Take in a station's file; what it brings is on the disk before this returns.

    Raises DeviceUnknown, DeviceRevoked, PackageForged, PackageForAnother, CourierUnreadable.
    """
    with register.reading() as session:
        device = known_device(session, read_head(data).key_id)
    payload = open_package(data, REPORT, device.public, exchange.county.id)
    replica, requests, reply_to = _content(desk, payload)
    answers = _answers(exchange, device, replica, requests)
    content = canonical.write({"answers": [pack_answer(each) for each in answers]})
    sealed = {"sealed": seal_for(reply_to, content, PURPOSE)}
    reply = canonical.write([desk.certificate, sign_package(REPLY, sealed, desk.key, replica)])
    receipts = sum(len(each.receipts) for each in answers)
    return CourierAnswer(reply, device.station_code, replica, receipts, sum(len(each.refused) for each in answers))


def _content(desk: DeskKey, payload: dict[str, Any]) -> tuple[str, list[RoundRequest], bytes]:
    try:
        content = canonical.read(open_sealed(desk.secret, payload["sealed"], PURPOSE))
        requests = [unpack_request(each) for each in content["requests"]]
        return str(payload["replica"]), requests, bytes(content["reply_to"])
    except (canonical.NotCanonical, KeyError, TypeError, ValueError) as error:
        raise CourierUnreadable from error


def _answers(exchange: Exchange, device: Device, replica: str, requests: list[RoundRequest]) -> list[RoundAnswer]:
    """An answer to each request, and then to those that the PC would send for what is still to come."""
    if not requests:
        raise CourierUnreadable
    answers = [exchange.answer(device, replica, request) for request in requests]
    # What the station lacks was given with each: once is enough.
    answers[:-1] = [replace(each, batches=(), feed=(), digest=None) for each in answers[:-1]]
    last, weight = requests[-1], 0
    while (answers[-1].more or answers[-1].feed_more) and weight < MOST_BYTES:
        last = _following(last, answers[-1])
        answers.append(exchange.answer(device, replica, last))
        weight += sum(len(batch.columns) for batch in answers[-1].batches)
    return answers


def _following(request: RoundRequest, answer: RoundAnswer) -> RoundRequest:
    ends = {batch.replica: HeadMark(batch.replica, batch.last, batch.hash) for batch in answer.batches}
    marks = (*request.heads, *ends.values())
    feed = max([request.feed, *(item.number for item in answer.feed)])
    return replace(request, heads=marks, batches=(), feed=feed, compare=False)
