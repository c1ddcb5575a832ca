"""Verdicts in the words of the public page: the same reasons in the browser, at the county and at the station."""

from dataclasses import dataclass
from typing import Any

from app.county.trusting import KnownCertificate
from app.credential.claims import Claims, spread_identity
from app.credential.reasons import REASONS, Judgement
from app.credential.verification import Verdict
from app.i18n import mark, tr
from app.models.vocabulary import CertificateKind

# How each judgement looks, and its one word.
_LOOKS = {
    Judgement.VALID: ("valid", mark("Valid")),
    Judgement.CORRECTED: ("unsure", mark("Replaced")),
    Judgement.REVOKED: ("bad", mark("Revoked")),
    Judgement.UNKNOWN_KEY: ("bad", mark("Not recognised")),
    Judgement.ALTERED: ("bad", mark("Not genuine")),
    Judgement.UNREADABLE: ("unsure", mark("Not readable")),
}
_STATES = {
    "valid": ("", mark("This certificate was reported to the county in this name.")),
    "corrected": ("unsure", mark("This certificate was replaced by a corrected one.")),
    "revoked": ("bad", mark("This certificate is revoked.")),
    "voided": ("bad", mark("This certificate was declared void by its station.")),
}
_UNKNOWN = ("unsure", mark("No certificate of this number was reported in this name."))


@dataclass(frozen=True)
class Shown:
    """A verdict as the page shows it."""

    state: str
    title: str
    sentence: str
    remedy: str
    claims: dict[str, str] | None


@dataclass(frozen=True)
class Record:
    """What a look-up found, as the page shows it."""

    state: str
    title: str
    lines: tuple[str, ...]


def words() -> dict[str, Any]:
    """All that the page's script may have to say, in the reader's language."""
    reasons = {
        code: {"state": _LOOKS[each.verdict][0], "title": tr(_LOOKS[each.verdict][1])}
        | {"sentence": tr(each.sentence), "remedy": tr(each.remedy) if each.remedy else ""}
        for code, each in REASONS.items()
    }
    # A list that is out of date leaves a doubt.
    for code in ("list_stale", "no_revocation_list"):
        reasons[code]["state"] = "unsure"
    return {
        "reasons": reasons,
        "kinds": {kind.value: kind.label for kind in CertificateKind},
        "working": tr("Checking …"),
        "trouble": tr("The county could not be reached. Check the network and try again."),
        "too_often": tr("Asked too often. Wait a minute, then try again."),
    }


def told(verdict: Verdict) -> dict[str, Any]:
    """A verdict for the page's script."""
    claims = _plain(verdict.claims) if verdict.claims else None
    more = {"station": verdict.station_name, "successor": verdict.successor, "figures": dict(verdict.figures)}
    return {"reason": verdict.reason, "claims": claims} | more


def spoken(verdict: Verdict) -> Shown:
    """A verdict for a page without scripts."""
    state, title = _LOOKS[verdict.verdict]
    return Shown(state, tr(title), verdict.sentence(), verdict.way_out(), _lines(verdict) if verdict.claims else None)


def record_shown(found: KnownCertificate | None) -> Record:
    """What a look-up says: no name, no ID number, nothing that was not asked for."""
    if found is None:
        state, title = _UNKNOWN
        later = tr("It may be too new to have been reported: check it by its code.")
        return Record(state, tr(title), (later,))
    state, title = _STATES.get(found.state, _UNKNOWN)
    kind = CertificateKind(found.kind).label if found.kind in set(CertificateKind) else found.kind
    lines = [f"{kind} · {found.course}"]
    if found.issued_on:
        lines.append(tr("Issued on {day}.", day=found.issued_on))
    if found.since:
        lines.append(tr("Since {day}. {reason}", day=found.since, reason=found.reason).strip())
    if found.successor:
        lines.append(tr("Replaced by {number}.", number=found.successor))
    return Record(state, tr(title), tuple(lines))


def _plain(claims: Claims) -> dict[str, Any]:
    names = ("number", "kind", "name", "course", "level", "hours", "provider")
    days = ("period_from", "period_to", "issued_on")
    plain = {name: getattr(claims, name) for name in names} | {"masked": claims.masked_id}
    return plain | {name: getattr(claims, name).isoformat() for name in days}


def _lines(verdict: Verdict) -> dict[str, str]:
    claims = verdict.claims
    if claims is None:
        return {}
    kind = CertificateKind(claims.kind).label if claims.kind in set(CertificateKind) else claims.kind
    lines = {name: str(value) for name, value in _plain(claims).items()}
    lines |= {"kind": kind, "masked": spread_identity(claims.masked_id)}
    lines["period"] = f"{claims.period_from} — {claims.period_to}"
    return lines | {"station": verdict.station_name, "successor": verdict.successor}
