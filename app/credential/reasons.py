"""Every verdict on a certificate's text and every reason for it: one table of codes, words and ways out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.credential.claims import ClaimsMalformed, SchemaUnknown
from app.credential.digits import DigitsWrong
from app.credential.envelope import EnvelopeDamaged
from app.credential.text import NumberAlone, PrefixWrong, TextEmpty, TextTooLong
from app.errors import Refusal
from app.i18n import mark


class Judgement(StrEnum):
    """What a verifier says; only `valid` is good."""

    VALID = "valid"
    REVOKED = "revoked"
    CORRECTED = "corrected"
    UNKNOWN_KEY = "unknown_key"
    ALTERED = "altered"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Reason:
    """Why a verdict was given: a code for machines, a sentence and a way out for people."""

    code: str
    verdict: Judgement
    sentence: str
    remedy: str = ""


_ASK_STATION = mark("Do not accept it; ask the station that it names.")
_NEW_LISTS = mark("Collect the newest lists from the county, then verify again.")

_JUDGED = (
    # Valid: signed by a key that was entitled to, and on no list of revocations.
    Reason("genuine", Judgement.VALID, mark("Valid: issued by {station}, not revoked by the list of {list_day}.")),
    Reason(
        "list_stale",
        Judgement.VALID,
        mark("Issued by {station} and not revoked by the list of {list_day}, but that list is out of date."),
        _NEW_LISTS,
    ),
    Reason(
        "no_revocation_list",
        Judgement.VALID,
        mark("Issued by {station}, but there is no revocation list here, so a revocation would not show."),
        _NEW_LISTS,
    ),
    # Corrected and revoked: genuine once, good no more.
    Reason(
        "certificate_corrected",
        Judgement.CORRECTED,
        mark("Certificate {number} was corrected on {day} and replaced by {successor} ({why})."),
        mark("Ask for the new certificate."),
    ),
    Reason(
        "certificate_revoked",
        Judgement.REVOKED,
        mark("Certificate {number} was revoked on {day} ({why})."),
        _ASK_STATION,
    ),
    Reason(
        "key_revoked",
        Judgement.REVOKED,
        mark("The key of {station} is revoked from {day} on, and the county had not received this certificate before."),
        mark("Ask the county whether this certificate was reported in time."),
    ),
    # Unknown key: nobody known here was entitled to sign it.
    Reason("no_key_list", Judgement.UNKNOWN_KEY, mark("There is no key list here to verify by."), _NEW_LISTS),
    Reason(
        "key_unlisted",
        Judgement.UNKNOWN_KEY,
        mark("The key {key_id} that should have signed it is not on the county's key list."),
        _NEW_LISTS,
    ),
    Reason(
        "suite_unsupported",
        Judgement.UNKNOWN_KEY,
        mark("It is signed in a way ({alg}) that this version of the program cannot check."),
        mark("Install the newest version, then verify again."),
    ),
    Reason(
        "key_not_yet_valid",
        Judgement.UNKNOWN_KEY,
        mark("It is dated {day}, before {station} was entitled to sign (from {limit})."),
        _ASK_STATION,
    ),
    Reason(
        "key_expired",
        Judgement.UNKNOWN_KEY,
        mark("It is dated {day}, after the entitlement of {station} to sign had ended ({limit})."),
        _ASK_STATION,
    ),
    Reason(
        "kind_not_allowed",
        Judgement.UNKNOWN_KEY,
        mark("{station} is not entitled to issue certificates of this kind."),
        _ASK_STATION,
    ),
    Reason(
        "number_not_allowed",
        Judgement.UNKNOWN_KEY,
        mark("The number {number} is not one that {station} may give."),
        _ASK_STATION,
    ),
    # Altered: not what was signed, or not as it was issued.
    Reason(
        "signature",
        Judgement.ALTERED,
        mark("The signature is wrong: the content was altered or made up."),
        _ASK_STATION,
    ),
    Reason(
        "host_foreign",
        Judgement.ALTERED,
        mark("The code leads to {host}, which is no address of this county."),
        mark("Do not open the address; verify by the county's own page or by this program."),
    ),
)
# Unreadable: no certificate's text; the words are those of the refusal.
_UNREADABLE: tuple[type[Refusal], ...] = (
    TextEmpty,
    TextTooLong,
    PrefixWrong,
    NumberAlone,
    DigitsWrong,
    EnvelopeDamaged,
    ClaimsMalformed,
    SchemaUnknown,
)

REASONS: Mapping[str, Reason] = MappingProxyType(
    {reason.code: reason for reason in _JUDGED}
    | {each.code: Reason(each.code, Judgement.UNREADABLE, each.message, each.remedy) for each in _UNREADABLE}
)
"""All reasons by code: `genuine` … `host_foreign` as above, then the refusals of an unreadable text."""
