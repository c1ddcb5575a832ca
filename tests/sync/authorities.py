"""A small certificate authority for the tests: good certificates, and each kind of bad one."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Somebody who vouches for servers; `path` holds what is to be pinned."""

    path: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def vouch(self, folder: Path, name: str, begins: timedelta = -DAY, ends: timedelta = DAY) -> Path:
        """A certificate with its key, in one PEM file, for a server of this name or address."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _builder(name, self.certificate.subject, key.public_key(), begins, ends)
        certificate = made.add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
        signed = certificate.sign(self.key, hashes.SHA256())
        place = folder / f"{name}-{x509.random_serial_number():x}.pem"
        place.write_bytes(_key_pem(key) + signed.public_bytes(serialization.Encoding.PEM))
        return place


def new_authority(folder: Path, name: str) -> Authority:
    """An authority of this name."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = _builder(name, subject, key.public_key(), -30 * DAY, 30 * DAY)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"), False
    )
    usage |= {"digital_signature": True, "key_cert_sign": True, "crl_sign": True, "decipher_only": False}
    made = made.add_extension(x509.KeyUsage(**usage), critical=True)
    certificate = made.sign(key, hashes.SHA256())
    path = folder / f"{name}.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(path, key, certificate)


def _builder(
    name: str, issuer: x509.Name, public: ec.EllipticCurvePublicKey, begins: timedelta, ends: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    dated = x509.CertificateBuilder().not_valid_before(now + begins).not_valid_after(now + ends)
    return dated.subject_name(subject).issuer_name(issuer).public_key(public).serial_number(x509.random_serial_number())


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
