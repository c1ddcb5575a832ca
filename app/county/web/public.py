"""What anybody may ask: whether a certificate is genuine, and the county's public files."""

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.county.register import County, audited, county_in
from app.county.store.state import EPOCH, fact_of
from app.county.tables import PublicationRow
from app.county.trusting import find_certificate
from app.county.web.drawing import page
from app.county.web.judging import judged, judged_at_once
from app.county.web.site import Site, client_of, site_of
from app.county.web.verdicts import record_shown, spoken, told, words
from app.credential import key_list, revocations
from app.credential.trust import TrustLists
from app.i18n import mark, tr

router = APIRouter(tags=["public"])
LONGEST_TEXT = 4000
KEPT = "^[^\\x00]*$"
"""Text that every database keeps."""
_LINES = (
    ("name", mark("Name")),
    ("masked", mark("ID number")),
    ("number", mark("Certificate number")),
    ("kind", mark("Kind")),
    ("course", mark("Course")),
    ("level", mark("Level")),
    ("hours", mark("Class hours")),
    ("period", mark("Period")),
    ("issued_on", mark("Issued on")),
    ("provider", mark("Training provider")),
    ("station", mark("Issued by")),
    ("successor", mark("Replaced by")),
)
_KINDS = {"key-list": key_list.KIND, "revocations": revocations.KIND}
_IMPATIENT: dict[int | str, dict[str, Any]] = {429: {"description": "asked too often"}}
_FILE_AGE = 300
"""For so many seconds a public file may be kept by whoever fetched it."""
The = Annotated[Site, Depends(site_of)]


class TextAsked(BaseModel):
    """A certificate's text to be judged."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]


class Told(BaseModel):
    """The county's verdict: a reason code, its figures, and the claims where a listed key really signed them."""

    reason: str
    claims: dict[str, Any] | None = None
    station: str = ""
    successor: str = ""
    figures: dict[str, str] = {}


class PublicKey(BaseModel):
    """One line of the key list; `public` in hexadecimal."""

    id: str
    public: str
    station: str
    not_before: date
    not_after: date
    kinds: list[str]
    prefixes: list[str]
    revoked_since: date | None


class RevokedCertificate(BaseModel):
    """One line of the revocation list; a `digest` revokes that one text of the number alone."""

    number: str
    since: date
    reason: str
    successor: str
    digest: str


class PublicTrust(BaseModel):
    """What a browser verifies certificates by, as the register stands now."""

    hosts: list[str]
    list_day: date
    is_stale: bool
    keys: list[PublicKey]
    certificates: list[RevokedCertificate]


@router.get("/v", response_class=HTMLResponse)
def verification_page(site: The) -> Response:
    """The page that a certificate's code leads to; what stands behind the # stays in the browser."""
    return _page(site)


@router.post("/v", response_class=HTMLResponse, responses=_IMPATIENT)
def verification_by_form(
    request: Request, site: The, text: Annotated[str, Form(min_length=1, max_length=LONGEST_TEXT, pattern=KEPT)]
) -> Response:
    """The same for browsers without scripts: the county judges the text."""
    _be_patient(request, site, "check", site.settings.checks_a_minute)
    return _page(site, found=spoken(judged(site, text)))


@router.post("/v/check", response_model=Told, responses=_IMPATIENT)
async def check(request: Request, site: The, asked: Annotated[TextAsked, Body()]) -> Told:
    """The county's verdict on a text, for browsers that cannot judge it themselves."""
    _be_patient(request, site, "check", site.settings.checks_a_minute)
    return Told(**told(await judged_at_once(site, asked.text)))


@router.post("/v/lookup", response_class=HTMLResponse, responses=_IMPATIENT)
def look_up(
    request: Request,
    site: The,
    number: Annotated[str, Form(min_length=1, max_length=40, pattern=KEPT)],
    name: Annotated[str, Form(min_length=1, max_length=100, pattern=KEPT)],
) -> Response:
    """What the county knows of a number in this name: never who holds a number."""
    _be_patient(request, site, "lookup", site.settings.lookups_a_minute)
    with site.register.reading() as session:
        found = find_certificate(session, county_in(session), number.strip(), name.strip())
    return _page(site, record=record_shown(found), asked={"number": number.strip(), "name": name.strip()})


@router.get(
    "/v/trust.json",
    response_model=PublicTrust,
    responses={304: {"description": "unchanged"}, **_IMPATIENT},
)
def public_trust(request: Request, site: The) -> Response:
    """Keys and revocations as the register has them now."""
    _be_patient(request, site, "trust", site.settings.trusts_a_minute)
    with site.register.reading() as session:
        county, today = county_in(session), site.clock.now().date()
        tag = _version(session, county, today)
        headers = {"Cache-Control": "no-cache", "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        trust = site.trust.of(session, county, today)
    return Response(site.trust.drawn(trust, _published), media_type="application/json", headers=headers)


@router.get("/lists/root-key", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def root_key(site: The) -> Response:
    """The county's root public key in hexadecimal, and its fingerprint."""
    told_key = f"{site.county.root_public.hex()}\n{site.county.fingerprint}\n"
    return Response(told_key, media_type="text/plain; charset=utf-8", headers=_kept_for(86_400))


@router.get(
    "/lists/{name}",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}},
        304: {"description": "unchanged"},
        404: {"description": "no such list"},
    },
)
def signed_list(request: Request, site: The, name: str) -> Response:
    """The newest key list or revocation list, as the root key signed it."""
    if name not in _KINDS:
        raise HTTPException(404)
    with site.register.reading() as session:
        county_id = county_in(session).id
        own = (PublicationRow.county_id == county_id, PublicationRow.kind == _KINDS[name])
        row = session.scalars(select(PublicationRow).where(*own).order_by(PublicationRow.sequence.desc())).first()
        if row is None:
            raise HTTPException(404)
        data, day = row.data, row.issued_on
    tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = _kept_for(_FILE_AGE) | {"ETag": tag, "Last-Modified": _http_day(day)}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(data, media_type="application/octet-stream", headers=headers)


def _version(session: Session, county: County, today: date) -> str:
    """What the lists go by: no line of them changes without one in the audit, and a restore begins a new epoch."""
    told = f"{fact_of(session, county.id, EPOCH)} {audited(session, county)} {today}"
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def _published(trust: TrustLists) -> bytes:
    keys, revoked = trust.key_list, trust.revocations
    found = PublicTrust(
        hosts=list(keys.hosts) if keys else [],
        list_day=keys.issued_on if keys else date.min,
        is_stale=False,
        keys=[_key(entry, trust.key_revoked_since(entry)) for entry in (keys.entries if keys else ())],
        certificates=[RevokedCertificate(**asdict(each)) for each in (revoked.certificates if revoked else ())],
    )
    return found.model_dump_json().encode()


def _page(site: Site, found: Any = None, record: Any = None, asked: dict[str, str] | None = None) -> Response:
    more = {"found": found, "record": record, "asked": asked or {"number": "", "name": ""}}
    lines = [(name, tr(label)) for name, label in _LINES]
    return page("verify.html", county=site.county.name, lines=lines, words=_embedded(words()), **more)


def _embedded(value: Any) -> Markup:
    """JSON to stand in a page: nothing in it can end the element it stands in."""
    return Markup(json.dumps(value, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - escaped for where it stands


def _be_patient(request: Request, site: Site, purpose: str, a_minute: int) -> None:
    if not site.patience.allows(purpose, client_of(request), a_minute):
        raise HTTPException(429, tr("Asked too often. Wait a minute, then try again."), {"Retry-After": "60"})


def _kept_for(seconds: int) -> dict[str, str]:
    return {"Cache-Control": f"public, max-age={seconds}"}


def _http_day(day: date) -> str:
    return format_datetime(datetime(day.year, day.month, day.day, tzinfo=UTC), usegmt=True)


def _key(entry: Any, revoked_since: date | None) -> PublicKey:
    return PublicKey(
        id=entry.key_id.hex(),
        public=entry.public.hex(),
        station=entry.station_name,
        not_before=entry.not_before,
        not_after=entry.not_after,
        kinds=list(entry.kinds),
        prefixes=list(entry.number_prefixes),
        revoked_since=revoked_since,
    )
