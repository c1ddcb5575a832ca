"""The hash of an issued page: of its PDF with every stream unpacked, so that another zlib changes nothing."""

import hashlib
import re
import zlib

_STREAM = re.compile(rb"(?<=\nstream\r\n)(.*?)(?=endstream\n)|(?<=\nstream\n)(.*?)(?=endstream)", re.DOTALL)
_LENGTH = re.compile(rb"/Length \d+")


def page_sha256(pdf: bytes) -> str:
    """SHA-256 (hexadecimal) over the objects of a PDF of ours: streams unpacked, lengths and offsets left out."""
    body = pdf[: pdf.rindex(b"\nxref")]
    digest, end = hashlib.sha256(), 0
    for found in _STREAM.finditer(body):
        digest.update(_LENGTH.sub(b"", body[end : found.start()]))
        digest.update(_unpacked(found.group()))
        end = found.end()
    digest.update(_LENGTH.sub(b"", body[end:]))
    return digest.hexdigest()


def _unpacked(stream: bytes) -> bytes:
    # A photo is a JPEG as it came: it carries no zlib of ours, and is taken as it is.
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream
