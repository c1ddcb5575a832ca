"""Signed files between county and station: kind and audience stand inside what is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.credential import canonical, envelope
from app.credential.envelope import ALG, CONTENT_TYPE, KEY_ID, Envelope, EnvelopeDamaged
from app.credential.keys import SUITES, Signer, Suite
from app.errors import Refusal
from app.i18n import mark

PURPOSE = b"xiangxun/package/1"
ANYONE = "anyone"
AUDIENCE = "audience"
PUBLIC = "public"
MAX_BYTES = 8 * 1024 * 1024


class PackageTooLarge(Refusal):
    """A signed file above the limit; `size` and `limit` in KiB."""

    code = "package_too_large"
    message = mark("The signed file is too large: {size} KiB, the limit is {limit} KiB.")
    remedy = mark("Check that it is the right file; ask the county for a new one.")


class PackageUnreadable(Refusal):
    """Bytes that are no signed file of this program."""

    code = "package_unreadable"
    message = mark("This is not a signed file of this program, or it is damaged.")
    remedy = mark("Copy the file again from where it came.")


class PackageOfAnotherKind(Refusal):
    """A signed file made for something else."""

    code = "package_kind"
    message = mark("This signed file is of the kind {found}; what is needed here is {expected}.")
    remedy = mark("Choose the right file.")


class PackageForAnother(Refusal):
    """A signed file made for someone else."""

    code = "package_audience"
    message = mark("This signed file was made for {found}, not for {expected}.")
    remedy = mark("Ask the county for the file that was made for this station.")


class PackageForged(Refusal):
    """A signed file that the expected key did not sign."""

    code = "package_signature"
    message = mark("The signature of this file is wrong: it was changed, or made by someone else.")
    remedy = mark("Do not use it. Fetch the file again from the county.")


class PackageSuiteUnknown(Refusal):
    """A signed file whose suite this program does not know."""

    code = "package_suite"
    message = mark("This file is signed in a way that this version of the program does not know.")
    remedy = mark("Install the newest version, then open the file again.")


@dataclass(frozen=True)
class PackageHead:
    """What a signed file says of itself, not yet believed."""

    kind: str
    audience: str
    alg: int
    key_id: bytes


def sign_package(kind: str, payload: dict[str, Any], key: Signer, audience: str = ANYONE) -> bytes:
    """A signed file of plain values (no dates). Raises NotPlain, PackageTooLarge."""
    more = {CONTENT_TYPE: kind, AUDIENCE: audience}
    data = envelope.sign(canonical.write(payload), key, PURPOSE, more)
    _check_size(data)
    return data


def read_head(data: bytes) -> PackageHead:
    """Kind, audience and key of a signed file, unverified. Raises PackageTooLarge, PackageUnreadable."""
    return _head(_envelope(data))


def open_package(
    data: bytes, kind: str, public: bytes, audience: str = ANYONE, suites: Mapping[int, Suite] = SUITES
) -> dict[str, Any]:
    """The content of a signed file, once kind, audience and signature are right. Raises the refusals above."""
    package = _envelope(data)
    _check_head(_head(package), kind, audience, suites)
    if not package.is_signed_by(public, PURPOSE, suites):
        raise PackageForged
    return _payload(package)


def open_self_signed(
    data: bytes, kind: str, audience: str = ANYONE, suites: Mapping[int, Suite] = SUITES
) -> dict[str, Any]:
    """The content of a file that names its own key in `public`: its sender holds that key, and no more is proven."""
    package = _envelope(data)
    _check_head(_head(package), kind, audience, suites)
    payload = _payload(package)
    public = payload.get(PUBLIC)
    if not isinstance(public, bytes) or not package.is_signed_by(public, PURPOSE, suites):
        raise PackageForged
    return payload


def read_unproven(data: bytes, kind: str) -> dict[str, Any]:
    """What a file of this kind says, whoever signed it: a hint at best, and nothing to act upon."""
    package = _envelope(data)
    _check_head(_head(package), kind, ANYONE, SUITES)
    return _payload(package)


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise PackageTooLarge(size=len(data) // 1024, limit=MAX_BYTES // 1024)


def _envelope(data: bytes) -> Envelope:
    _check_size(data)
    try:
        return envelope.read(data)
    except EnvelopeDamaged as error:
        raise PackageUnreadable from error


def _head(package: Envelope) -> PackageHead:
    header = package.header
    if set(header) != {ALG, CONTENT_TYPE, KEY_ID, AUDIENCE}:
        raise PackageUnreadable
    kind, audience = header[CONTENT_TYPE], header[AUDIENCE]
    if not (isinstance(kind, str) and isinstance(audience, str)):
        raise PackageUnreadable
    return PackageHead(kind, audience, package.alg, package.key_id)


def _check_head(head: PackageHead, kind: str, audience: str, suites: Mapping[int, Suite]) -> None:
    if head.kind != kind:
        raise PackageOfAnotherKind(found=head.kind, expected=kind)
    if head.audience != audience:
        raise PackageForAnother(found=head.audience, expected=audience)
    if head.alg not in suites:
        raise PackageSuiteUnknown


def _payload(package: Envelope) -> dict[str, Any]:
    try:
        payload = canonical.read(package.payload)
    except canonical.NotCanonical as error:
        raise PackageUnreadable from error
    if not isinstance(payload, dict) or not all(isinstance(name, str) for name in payload):
        raise PackageUnreadable
    return payload
