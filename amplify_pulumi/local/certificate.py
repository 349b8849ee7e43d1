"""A certificate for the local port, so that clients that insist on TLS can talk to it.

Amplify's JavaScript client opens `wss://` even where the API's URL is `http://` (api-graphql, AWSWebSocketProvider/appsyncUrl.ts). One
certificate authority is made for one certificate, and its key is thrown away: whoever comes to trust it trusts this local port and
nothing else, and there is no key that could be stolen to sign more.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from amplify_pulumi.local.state import StateError, read_or_make, replace

AUTHORITY_FILE = "ca.pem"
SERVER_FILE = "server.pem"

LOOPBACK = ("localhost", "127.0.0.1", "::1")

LIFETIME = dt.timedelta(days=820)
"""Apple refuses certificates that are valid for more than 825 days (support.apple.com/en-us/103769)."""

RENEWED_BEFORE = dt.timedelta(days=30)


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """Where the certificate lies."""

    authority: Path
    """The certificate to trust, as PEM: `NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, or a browser's list of authorities."""
    server: Path
    """Key and chain of the port, in one PEM file that only its owner may read."""
    renewed: bool
    """Whether it was made just now, so that browsers have to be told to trust it."""

    def context(self) -> ssl.SSLContext:
        """Return what a server needs to speak TLS with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.server)
        return context


def open_certificate(folder: Path, *, hosts: Sequence[str] = (), now: dt.datetime | None = None) -> Certificate:
    """Return the certificate of a state folder; make one where there is none, where it is damaged, and 30 days before it expires.

    Args:
        folder: the state folder.
        hosts: names or addresses beside those of the loopback interface under which the port is reached.
        now: the time, for tests.

    Raises:
        StateError: the folder cannot be used.
    """
    moment = now or dt.datetime.now(dt.UTC)
    names = tuple(dict.fromkeys((*LOOPBACK, *hosts)))
    path = folder / SERVER_FILE
    made: list[bytes] = []

    def make() -> bytes:
        made.append(_make(names, moment))
        return made[0]

    content = read_or_make(path, make)
    if not _is_good(content, names, moment):
        content = make()
        replace(path, content)
    authority = _split(content)[1]
    _publish(folder / AUTHORITY_FILE, authority)
    return Certificate(authority=folder / AUTHORITY_FILE, server=path, renewed=content in made)


def _publish(path: Path, authority: bytes) -> None:
    try:
        if path.read_bytes() == authority:
            return
    except FileNotFoundError:
        pass
    except OSError as error:
        raise StateError(f"cannot use {path}: {error.strerror}") from error
    replace(path, authority, mode=0o644)


def _is_good(content: bytes, names: Sequence[str], moment: dt.datetime) -> bool:
    """Tell whether key and chain belong together, cover the names, and last for a while."""
    try:
        key = serialization.load_pem_private_key(content, password=None)
        server, authority = x509.load_pem_x509_certificates(content)
        server.verify_directly_issued_by(authority)
        covered = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:  # noqa: BLE001 - whatever is wrong with a damaged file, a new certificate is the answer
        return False
    return (
        key.public_key() == server.public_key()
        and all(_name(each) in covered for each in names)
        and server.not_valid_before_utc <= moment < server.not_valid_after_utc - RENEWED_BEFORE
    )


def _split(content: bytes) -> tuple[bytes, bytes]:
    server, authority = x509.load_pem_x509_certificates(content)
    return tuple(each.public_bytes(serialization.Encoding.PEM) for each in (server, authority))  # type: ignore[return-value] # of two


def _make(names: Sequence[str], moment: dt.datetime) -> bytes:
    """Return key, certificate and authority as one text in PEM."""
    authority_key = ec.generate_private_key(ec.SECP256R1())
    # Trust stores show the name and tell authorities apart by it; each one here is another, so the name says when it was made.
    authority_name = _subject(f"amplify-pulumi local {moment:%Y-%m-%d %H:%M:%S}")
    authority = (
        _builder(authority_name, authority_name, authority_key.public_key(), moment)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(authority_key, hashes.SHA256())
    )
    key = ec.generate_private_key(ec.SECP256R1())
    server = (
        _builder(_subject(names[0]), authority_name, key.public_key(), moment)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return b"".join(
        (
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
            server.public_bytes(serialization.Encoding.PEM),
            authority.public_bytes(serialization.Encoding.PEM),
        )
    )


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, moment: dt.datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # An hour of grace for clients in containers and virtual machines whose clock is behind.
        .not_valid_before(moment - dt.timedelta(hours=1))
        .not_valid_after(moment + LIFETIME)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        return x509.DNSName(host)
