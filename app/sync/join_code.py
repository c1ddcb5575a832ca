"""A code by which a PC joins its county, and the words that pass between both (PROTOCOL.md, section 12)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2

from app.credential.join_signs import HANDLE, LENGTH, SECRET, SIGNS, in_groups, odd_signs, plain_signs
from app.errors import Refusal
from app.i18n import mark
from app.models.exchange import UNPACKED_LIMIT, ExchangeOdd, packed, unpacked

QUESTION_LIMIT = 16 * 1024
"""Largest question, packed and unpacked (bytes): whoever asks is not known yet."""
PACKAGE, WAITING, REFUSED, UNKNOWN = "package", "waiting", "refused", "unknown"


class JoinCodeOdd(Refusal):
    """Something typed that no county ever gave out."""

    code = "join_code_form"
    message = mark("This is not a code of a county: it has {count} letters and digits in five groups of four.")
    remedy = mark(
        "Type the 20 letters and digits as the county told them; spaces, dashes and small letters do no harm."
    )


@dataclass(frozen=True, slots=True)
class JoinCode:
    """A handle by which the county finds the code, and the secret, which never travels."""

    handle: str
    secret: str = field(repr=False)

    @property
    def spoken(self) -> str:
        """As it is read out and typed: five groups of four."""
        return in_groups(self.handle + self.secret)

    def proof(self, claim: bytes) -> bytes:
        """What only somebody who knows the code can say of a claim."""
        return hmac.digest(self.secret.encode("ascii"), claim, "sha256")

    def holds(self, claim: bytes, proof: bytes) -> bool:
        """Whether this was said of the claim by somebody who knows the code."""
        return hmac.compare_digest(self.proof(claim), proof)


def new_code() -> JoinCode:
    """A code that nobody can guess: the secret has eighty bits."""
    return JoinCode(*("".join(secrets.choice(SIGNS) for _ in range(count)) for count in (HANDLE, SECRET)))


def read_code(text: str) -> JoinCode:
    """The code that was typed; signs that look alike are taken for the one that occurs. Raises JoinCodeOdd."""
    signs = plain_signs(text)
    if len(signs) != LENGTH or odd_signs(signs):
        raise JoinCodeOdd(count=LENGTH)
    return JoinCode(signs[:HANDLE], signs[HANDLE:])


@dataclass(frozen=True, slots=True)
class JoinQuestion:
    """The PC's signed enrolment request, under a code."""

    handle: str
    request: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class JoinAnswer:
    """What the county says: the package, that the request waits, why it is refused, or that there is no such code.

    `data` is the package, or the refusal's code.
    """

    state: str
    data: bytes = b""
    proof: bytes = b""


def answer_under(code: JoinCode, state: str, data: bytes, request: bytes) -> JoinAnswer:
    """An answer that the PC believes."""
    return JoinAnswer(state, data, code.proof(_claim(state, data, request)))


def is_proven(code: JoinCode, answer: JoinAnswer, request: bytes) -> bool:
    """Whether whoever answered knows the code."""
    return code.holds(_claim(answer.state, answer.data, request), answer.proof)


def _claim(state: str, data: bytes, request: bytes) -> bytes:
    if state == PACKAGE:
        return data
    return cbor2.dumps(["xiangxun-join/1", state, data, hashlib.sha256(request).digest()], canonical=True)


def pack_question(question: JoinQuestion) -> bytes:
    """A question as it travels."""
    return packed({"handle": question.handle, "request": question.request, "proof": question.proof})


def unpack_question(data: bytes) -> JoinQuestion:
    """A question as it came. Raises ExchangeOdd."""
    row = _row(data, {"handle": str, "request": bytes, "proof": bytes}, QUESTION_LIMIT)
    return JoinQuestion(row["handle"], row["request"], row["proof"])


def pack_answer(answer: JoinAnswer) -> bytes:
    """An answer as it travels."""
    return packed({"state": answer.state, "data": answer.data, "proof": answer.proof})


def unpack_answer(data: bytes) -> JoinAnswer:
    """An answer as it came. Raises ExchangeOdd."""
    row = _row(data, {"state": str, "data": bytes, "proof": bytes})
    return JoinAnswer(row["state"], row["data"], row["proof"])


def _row(data: bytes, form: dict[str, type], limit: int = UNPACKED_LIMIT) -> dict[str, Any]:
    row = unpacked(data, limit)
    if not isinstance(row, dict) or not all(isinstance(row.get(name), kind) for name, kind in form.items()):
        raise ExchangeOdd("unreadable", "join")
    return row
