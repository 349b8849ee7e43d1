"""The certificate of the local port."""

from __future__ import annotations

import datetime as dt
import ipaddress
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store

from amplify_pulumi.local.certificate import Certificate, open_certificate

NOW = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def names(certificate: Certificate) -> set[str]:
    server = x509.load_pem_x509_certificates(certificate.server.read_bytes())[0]
    covered = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(each.value) for each in covered}


def test_it_covers_the_loopback_names_and_stays_the_same(tmp_path: Path) -> None:
    first = open_certificate(tmp_path, now=NOW)
    again = open_certificate(tmp_path, now=NOW + dt.timedelta(days=700))
    assert (first.renewed, again.renewed) == (True, False)
    assert names(again) == {"localhost", "127.0.0.1", "::1"}
    assert first.authority.name == "ca.pem"


def test_whoever_trusts_the_authority_accepts_the_certificate(tmp_path: Path) -> None:
    """Checked by an implementation that is not OpenSSL: browsers are stricter than it."""
    certificate = open_certificate(tmp_path, now=NOW)
    authority = x509.load_pem_x509_certificate(certificate.authority.read_bytes())
    server, _ = x509.load_pem_x509_certificates(certificate.server.read_bytes())
    for subject in (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("::1"))):
        verifier = PolicyBuilder().store(Store([authority])).time(NOW).build_server_verifier(subject)
        assert verifier.verify(server, []) == [server, authority]


def test_it_is_valid_no_longer_than_apple_allows(tmp_path: Path) -> None:
    server = x509.load_pem_x509_certificates(open_certificate(tmp_path, now=NOW).server.read_bytes())[0]
    assert server.not_valid_after_utc - server.not_valid_before_utc <= dt.timedelta(days=825)


def test_the_authority_can_sign_nothing_more(tmp_path: Path) -> None:
    """Its key is nowhere: what lies in the folder is one private key, that of the port."""
    certificate = open_certificate(tmp_path, now=NOW)
    files = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert files.keys() == {"ca.pem", "server.pem"}
    assert files["server.pem"].count("PRIVATE KEY-----") == 2  # one key: where it begins and where it ends
    assert "PRIVATE KEY" not in files["ca.pem"]
    assert stat.S_IMODE(certificate.server.stat().st_mode) == 0o600
    assert stat.S_IMODE(certificate.authority.stat().st_mode) == 0o644


def test_it_is_renewed_when_it_is_close_to_its_end(tmp_path: Path) -> None:
    before = open_certificate(tmp_path, now=NOW).authority.read_bytes()
    after = open_certificate(tmp_path, now=NOW + dt.timedelta(days=800))
    assert after.renewed
    assert after.authority.read_bytes() != before


def test_a_clock_that_was_wrong_is_no_reason_to_fail(tmp_path: Path) -> None:
    open_certificate(tmp_path, now=NOW + dt.timedelta(days=365))
    assert open_certificate(tmp_path, now=NOW).renewed


@pytest.mark.parametrize("content", [b"", b"\x00\xffjunk", b"half"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = open_certificate(tmp_path, now=NOW).server
    path.write_bytes(path.read_bytes()[:700] if content == b"half" else content)
    certificate = open_certificate(tmp_path, now=NOW)
    assert certificate.renewed
    certificate.context()


def test_a_key_of_another_certificate_is_noticed(tmp_path: Path) -> None:
    one, two = open_certificate(tmp_path / "one", now=NOW), open_certificate(tmp_path / "two", now=NOW)
    head, _, _ = one.server.read_text().partition("-----BEGIN CERTIFICATE-----")
    _, separator, tail = two.server.read_text().partition("-----BEGIN CERTIFICATE-----")
    one.server.write_text(head + separator + tail)
    assert open_certificate(tmp_path / "one", now=NOW).renewed


def test_a_missing_or_foreign_authority_file_is_put_right(tmp_path: Path) -> None:
    certificate = open_certificate(tmp_path, now=NOW)
    good = certificate.authority.read_bytes()
    certificate.authority.unlink()
    assert not open_certificate(tmp_path, now=NOW).renewed
    assert certificate.authority.read_bytes() == good
    certificate.authority.write_text("something else")
    assert not open_certificate(tmp_path, now=NOW).renewed
    assert certificate.authority.read_bytes() == good


def test_a_host_that_is_named_is_covered_too(tmp_path: Path) -> None:
    open_certificate(tmp_path, now=NOW)
    certificate = open_certificate(tmp_path, hosts=["devbox", "192.168.7.9"], now=NOW)
    assert certificate.renewed
    assert names(certificate) == {"localhost", "127.0.0.1", "::1", "devbox", "192.168.7.9"}
    # Fewer names need no other certificate.
    assert not open_certificate(tmp_path, now=NOW).renewed
