"""The text in a certificate's QR code: `https://HOST/v#` and the digits of what the station signed.

The digits are the certificate; the address in front of them only takes a phone to the county's page. It is not
signed, so that a county may move its page, but the county's key list names the addresses that may stand there.
One certificate is one text: of the digits there is one spelling, and they alone are compared, revoked and receipted.
"""

import hashlib
import re
from dataclasses import dataclass

from app.credential import claims as claims_format
from app.credential import envelope as envelopes
from app.credential.claims import Claims
from app.credential.digits import from_digits, to_digits
from app.credential.envelope import ALG, KEY_ID, Envelope, EnvelopeDamaged
from app.credential.keys import Signer
from app.errors import Refusal
from app.i18n import mark

PURPOSE = b"xiangxun/certificate/1"
MAX_BYTES = 1_500
"""An envelope of this size still fits the largest QR code at level Q."""
MAX_CHARACTERS = 4_000
_HOST = r"[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?(?::[0-9]{1,5})?"
_PREFIX = re.compile(rf"https://({_HOST})/v#")


class TextEmpty(Refusal):
    """No text at all."""

    code = "text_empty"
    message = mark("There is no text to verify.")
    remedy = mark("Scan the QR code, or paste its text.")


class TextTooLong(Refusal):
    """More text than any certificate has."""

    code = "text_too_long"
    message = mark("The text is longer than any certificate's code.")
    remedy = mark("Paste the text of one QR code alone.")


class PrefixWrong(Refusal):
    """A text that begins otherwise than `https://HOST/v#`."""

    code = "text_prefix"
    message = mark("The text does not begin like the code of a certificate.")
    remedy = mark("Scan the QR code on the certificate, not another code on the page.")


class NumberAlone(Refusal):
    """The certificate's number where its code belongs."""

    code = "number_alone"
    message = mark("This is the number of a certificate; a number alone proves nothing.")
    remedy = mark("Scan the QR code, or look the number up in the county's register.")


class HostRefused(Refusal):
    """An address that cannot stand in a QR code."""

    code = "host_refused"
    message = mark("{host} is not a host name that can stand in a QR code.")
    remedy = mark("Use lower-case letters, digits, dots and hyphens, such as rc.example.gov.cn.")


class CertificateTooLong(Refusal):
    """Texts so long that no QR code would hold them."""

    code = "certificate_too_long"
    message = mark("The texts on this certificate are too long for a QR code.")
    remedy = mark("Shorten the name of the course or of the provider.")


@dataclass(frozen=True)
class SignedText:
    """A text taken apart, not yet believed; `host` is empty where the digits stood alone."""

    host: str
    digits: str
    envelope: Envelope

    def __str__(self) -> str:
        return (f"https://{self.host}/v#" if self.host else "") + self.digits

    @property
    def digest(self) -> str:
        """The SHA-256 of the digits in hex: the name of exactly this text."""
        return digest_of(self.digits)


@dataclass(frozen=True)
class Carried:
    """What a text carries; to be believed only after `verification.verify`."""

    claims: Claims
    alg: int
    key_id: bytes
    host: str
    digits: str


def is_host(host: str) -> bool:
    """Whether this may stand between `https://` and `/v#`."""
    return re.fullmatch(_HOST, host) is not None


def encode(claims: Claims, key: Signer, host: str) -> str:
    """The QR text of a certificate. Raises ClaimRefused, DatesRefused, HostRefused, CertificateTooLong."""
    if not is_host(host):
        raise HostRefused(host=host)
    signed = envelopes.sign(claims_format.pack(claims), key, PURPOSE)
    if len(signed) > MAX_BYTES:
        raise CertificateTooLong
    return f"https://{host}/v#{to_digits(signed)}"


def decode(text: str) -> Carried:
    """What this text says, unverified. Raises the refusals of `take_apart`, ClaimsMalformed, SchemaUnknown."""
    signed = take_apart(text)
    claims = claims_format.unpack(signed.envelope.payload)
    return Carried(claims, signed.envelope.alg, signed.envelope.key_id, signed.host, signed.digits)


def take_apart(text: str) -> SignedText:
    """Address, digits and envelope of a text; white space around it is dropped, nothing else is mended.

    Raises TextEmpty, TextTooLong, PrefixWrong, NumberAlone, DigitsWrong, EnvelopeDamaged.
    """
    host, digits = _split(text.strip())
    data = from_digits(digits)
    if len(data) > MAX_BYTES:
        raise TextTooLong
    envelope = envelopes.read(data)
    if set(envelope.header) != {ALG, KEY_ID}:
        raise EnvelopeDamaged
    return SignedText(host, digits, envelope)


def digits_of(text: str) -> str:
    """The digits of a certificate's text: what is compared, receipted and revoked. Raises as `take_apart`."""
    return take_apart(text).digits


def digest_of(digits: str) -> str:
    """The SHA-256 of the digits in hex."""
    return hashlib.sha256(digits.encode("ascii")).hexdigest()


def _split(text: str) -> tuple[str, str]:
    if not text:
        raise TextEmpty
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong
    before, mark_sign, digits = text.rpartition("#")
    if not mark_sign:
        return "", _digits_alone(digits)
    prefix = _PREFIX.fullmatch(before + mark_sign)
    if prefix is None:
        raise PrefixWrong
    return prefix[1], digits


def _digits_alone(text: str) -> str:
    if not (text[0].isascii() and text[0].isdigit()):
        raise PrefixWrong
    if len(text) == claims_format.NUMBER_DIGITS and text.isascii() and text.isdigit():
        raise NumberAlone
    return text
