// Deterministic CBOR of plain values, read strictly: any other spelling of a value is refused (app/credential/canonical.py).

export class Odd extends Error {}

const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const SHORTEST = { 24: 24n, 25: 0x100n, 26: 0x10000n, 27: 0x100000000n };

export function read(bytes) {
  const reader = new Reader(bytes);
  const value = reader.value(16);
  if (reader.at !== bytes.length) throw new Odd("more");
  return value;
}

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Odd("short");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  size(low) {
    if (low < 24) return BigInt(low);
    if (low > 27) throw new Odd("size");
    let found = 0n;
    for (const byte of this.take(1 << (low - 24))) found = (found << 8n) | BigInt(byte);
    if (found < SHORTEST[low]) throw new Odd("long spelling");
    return found;
  }

  value(depth) {
    if (depth === 0) throw new Odd("deep");
    const [head] = this.take(1);
    const kind = head >> 5;
    if (kind > 5) throw new Odd("kind");
    const size = this.size(head & 31);
    if (kind < 2) return kind === 0 ? size : -1n - size;
    if (size > BigInt(this.bytes.length)) throw new Odd("short");
    return [null, null, this.raw, this.words, this.list, this.map][kind].call(this, Number(size), depth);
  }

  raw(size) {
    return this.take(size).slice();
  }

  words(size) {
    return text.decode(this.take(size));
  }

  list(size, depth) {
    return Array.from({ length: size }, () => this.value(depth - 1));
  }

  map(size, depth) {
    const found = new Map();
    let before = null;
    for (let place = 0; place < size; place += 1) {
      const start = this.at;
      const name = this.value(depth - 1);
      const spelled = this.bytes.subarray(start, this.at);
      if (before && !comesAfter(spelled, before)) throw new Odd("order");
      before = spelled;
      found.set(name, this.value(depth - 1));
    }
    return found;
  }
}

// Shorter keys first, then byte by byte (RFC 7049, section 3.9), as the station writes them.
function comesAfter(one, other) {
  if (one.length !== other.length) return one.length > other.length;
  const place = one.findIndex((byte, at) => byte !== other[at]);
  return place >= 0 && one[place] > other[place];
}
