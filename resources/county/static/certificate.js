// Judging a certificate's text in the browser, by the same rules and reasons as app/credential/verification.py.

import { Odd, read } from "./cbor.js";

const PURPOSE = "xiangxun/certificate/1";
const ED25519 = -19n;
const ALG = 1n;
const KEY_ID = 4n;
const MOST_BYTES = 1500;
const MOST_CHARACTERS = 4000;
const DAY = 86400000;
const EPOCH = Date.UTC(2020, 0, 1);
const WIDTHS = [0, 3, 5, 8, 10, 13, 15, 17];
const KINDS = ["", "completion", "training_pass"];
const LEVELS = ["", "一级/高级技师", "二级/技师", "三级/高级工", "四级/中级工", "五级/初级工", "学徒工", "特级技师", "首席技师"];
const PREFIX = /^https:\/\/([a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?(?::[0-9]{1,5})?)\/v$/;
const LIMITS = { number: [40, 1], kind: [40, 1], name: [100, 1], masked: [16, 0], course: [100, 1], level: [40, 0], provider: [100, 1] };
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

class Unreadable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

// The browser has no Ed25519, or the county alone can tell: it has to be asked.
export class AskCounty extends Error {}

export async function judge(given, trust) {
  try {
    return await judged(takeApart(given.trim()), trust);
  } catch (error) {
    if (error instanceof Unreadable) return { reason: error.reason };
    throw error;
  }
}

async function judged(signed, trust) {
  if (signed.alg !== ED25519) return { reason: "suite_unsupported", alg: String(signed.alg) };
  const entry = trust.keys.find((key) => key.id === signed.keyId);
  if (!entry) return { reason: "key_unlisted", key_id: signed.keyId };
  if (!(await isSignedBy(entry.public, signed))) return { reason: "signature" };
  const claims = claimsIn(signed.payload);
  const found = CHECKS.reduce((verdict, check) => verdict || check(signed, entry, claims, trust), null);
  if (found?.reason === "certificate_by_digest") return { ...(await byDigest(found, signed)), claims, station: entry.station };
  return { ...(found || good(trust)), claims, station: entry.station };
}

const CHECKS = [foreignHost, outOfDays, outOfScope, revokedCertificate, revokedKey];

function foreignHost(signed, entry, claims, trust) {
  const isForeign = signed.host && trust.hosts.length && !trust.hosts.includes(signed.host);
  return isForeign ? { reason: "host_foreign", host: signed.host } : null;
}

function outOfDays(signed, entry, claims) {
  const day = claims.issued_on;
  if (day < entry.not_before) return { reason: "key_not_yet_valid", day, limit: entry.not_before };
  return day > entry.not_after ? { reason: "key_expired", day, limit: entry.not_after } : null;
}

function outOfScope(signed, entry, claims) {
  if (!entry.kinds.includes(claims.kind)) return { reason: "kind_not_allowed" };
  const mayGive = !entry.prefixes.length || entry.prefixes.some((head) => claims.number.startsWith(head));
  return mayGive ? null : { reason: "number_not_allowed", number: claims.number };
}

function revokedCertificate(signed, entry, claims, trust) {
  const lines = trust.certificates.filter((line) => line.number === claims.number);
  return lines.length ? { reason: "certificate_by_digest", lines, number: claims.number, next: () => revokedKey(signed, entry, claims, trust) || good(trust) } : null;
}

// A line with a digest revokes one text of the number alone.
async function byDigest(found, signed) {
  const digest = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(signed.digits))));
  const line = found.lines.find((each) => each.digest === digest) || found.lines.find((each) => each.digest === "");
  if (!line) return found.next();
  const reason = line.successor ? "certificate_corrected" : "certificate_revoked";
  return { reason, number: found.number, day: line.since, why: line.reason, successor: line.successor };
}

// Whether the county received it before the key was revoked, the county alone can say.
function revokedKey(signed, entry) {
  if (entry.revoked_since) throw new AskCounty("receipt");
  return null;
}

function good(trust) {
  return { reason: trust.is_stale ? "list_stale" : "genuine", list_day: trust.list_day };
}

function takeApart(given) {
  if (!given) throw new Unreadable("text_empty");
  if (given.length > MOST_CHARACTERS) throw new Unreadable("text_too_long");
  const place = given.lastIndexOf("#");
  const host = place < 0 ? "" : hostOf(given.slice(0, place));
  const digits = place < 0 ? digitsAlone(given) : given.slice(place + 1);
  const bytes = fromDigits(digits);
  if (bytes.length > MOST_BYTES) throw new Unreadable("text_too_long");
  return { host, digits, ...envelope(bytes) };
}

function hostOf(address) {
  const match = PREFIX.exec(address);
  if (!match) throw new Unreadable("text_prefix");
  return match[1];
}

function digitsAlone(given) {
  if (!/^[0-9]/.test(given)) throw new Unreadable("text_prefix");
  if (/^[0-9]{17}$/.test(given)) throw new Unreadable("number_alone");
  return given;
}

function fromDigits(digits) {
  if (!/^[0-9]+$/.test(digits)) throw new Unreadable("text_digits");
  const bytes = [];
  for (let at = 0; at < digits.length; at += 17) bytes.push(...block(digits.slice(at, at + 17)));
  return Uint8Array.from(bytes);
}

function block(digits) {
  const size = WIDTHS.indexOf(digits.length);
  let value = BigInt(digits);
  if (size < 1 || value >= 1n << BigInt(8 * size)) throw new Unreadable("text_digits");
  const bytes = [];
  for (let place = 0; place < size; place += 1, value >>= 8n) bytes.unshift(Number(value & 255n));
  return bytes;
}

function envelope(bytes) {
  try {
    const [protectedPart, unprotected, payload, signature, ...more] = read(bytes);
    const header = read(protectedPart);
    const keyId = header.get(KEY_ID);
    const isWhole = !more.length && unprotected.size === 0 && header.size === 2 && keyId.length === 4;
    const alg = header.get(ALG);
    if (!isWhole || ![payload, signature, keyId].every((part) => part instanceof Uint8Array) || typeof alg !== "bigint") throw new Odd("form");
    return { protectedPart, payload, signature, alg, keyId: hex(keyId) };
  } catch (error) {
    if (error instanceof Odd || error instanceof TypeError) throw new Unreadable("text_form");
    throw error;
  }
}

async function isSignedBy(key, signed) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", unhex(key), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    throw new AskCounty("browser");
  }
  return crypto.subtle.verify("Ed25519", imported, signed.signature, toSign(signed));
}

function toSign(signed) {
  const words = (value) => [...head(3, value.length), ...new TextEncoder().encode(value)];
  const raw = (value) => [...head(2, value.length), ...value];
  return Uint8Array.from([0x84, ...words("Signature1"), ...raw(signed.protectedPart), ...raw(new TextEncoder().encode(PURPOSE)), ...raw(signed.payload)]);
}

function head(kind, size) {
  if (size < 24) return [(kind << 5) | size];
  return size < 256 ? [(kind << 5) | 24, size] : [(kind << 5) | 25, size >> 8, size & 255];
}

function claimsIn(payload) {
  try {
    return claimsOf(read(payload));
  } catch (error) {
    if (error instanceof Odd || error instanceof TypeError || error instanceof RangeError) throw new Unreadable("claims_malformed");
    throw error;
  }
}

function claimsOf(row) {
  if (!Array.isArray(row) || typeof row[0] !== "bigint") throw new Odd("claims");
  if (row[0] !== 1n) throw new Unreadable("schema_unknown");
  if (row.length !== 12) throw new Odd("claims");
  const issued = days(row[8]);
  const from = issued - days(row[9]);
  const claims = {
    number: figure(row[1], 17),
    kind: word(row[2], KINDS),
    name: row[3],
    masked: figure(row[4], 8),
    course: row[5],
    level: word(row[6], LEVELS),
    hours: days(row[7]),
    issued_on: dayOf(issued),
    period_from: dayOf(from),
    period_to: dayOf(from + days(row[10])),
    provider: row[11],
  };
  checkClaims(claims, days(row[10]));
  return claims;
}

function checkClaims(claims, length) {
  for (const [name, [longest, shortest]] of Object.entries(LIMITS)) {
    const value = claims[name];
    if (typeof value !== "string") throw new Odd(name);
    const size = [...value].length;
    if (size > longest || size < shortest || value !== value.trim() || HIDDEN.test(value)) throw new Odd(name);
  }
  if (claims.hours < 0 || claims.hours > 9999 || length < 0) throw new Odd("figures");
}

// Digits of the usual length travel as a number, and in no other way.
function figure(value, width) {
  if (typeof value === "bigint") {
    if (value < 0n || value >= 10n ** BigInt(width)) throw new Odd("figure");
    return String(value).padStart(width, "0");
  }
  if (typeof value !== "string" || (value.length === width && /^[0-9]+$/.test(value))) throw new Odd("figure");
  return value;
}

function word(value, known) {
  if (typeof value === "bigint") {
    const found = known[Number(value)];
    if (found === undefined || (known === KINDS && value === 0n)) throw new Odd("word");
    return found;
  }
  if (known.includes(value)) throw new Odd("word");
  return value;
}

function days(value) {
  if (typeof value !== "bigint" || value > 100000n || value < -100000n) throw new Odd("days");
  return Number(value);
}

function dayOf(count) {
  if (Math.abs(count) > 100000) throw new Odd("days");
  return new Date(EPOCH + count * DAY).toISOString().slice(0, 10);
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function unhex(words) {
  return Uint8Array.from(words.match(/../g), (pair) => parseInt(pair, 16));
}
