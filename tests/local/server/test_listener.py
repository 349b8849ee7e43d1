"""One port for plain and TLS connections."""

from __future__ import annotations

import logging
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

ECHO = {"query": '{ echo(text: "hello") }'}


def test_a_client_that_does_not_trust_the_certificate_is_reported_once(local: Any, caplog: pytest.LogCaptureFixture) -> None:
    """Amplify's client tries again and again and shows nothing: the developer learns it here."""
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", local.server.port)) as raw, pytest.raises(ssl.SSLCertVerificationError):
            ssl.create_default_context().wrap_socket(raw, server_hostname="localhost")
    assert local.post(ECHO).status_code == 200
    warnings = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert [each.getMessage() for each in warnings] == [
        "a client does not trust the certificate of this port: subscriptions of Amplify's JavaScript client need it"
    ]


def test_a_handshake_that_breaks_off_is_not_reported(local: Any, caplog: pytest.LogCaptureFixture) -> None:
    for sent in (b"\x16", b"\x16\x03\x01\x00\x05hello", b"\x16" * 1000):
        with socket.create_connection(("127.0.0.1", local.server.port)) as raw:
            raw.sendall(sent)
    assert local.post(ECHO).status_code == 200
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING and each.name.startswith("amplify_pulumi")]


def test_old_versions_of_tls_are_refused(local: Any) -> None:
    context = local.trust
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", local.server.port)) as raw, context.wrap_socket(raw, server_hostname="localhost") as secure:
        assert secure.version() == "TLSv1.2"
    assert local.server.certificate.context().minimum_version == ssl.TLSVersion.TLSv1_2


def test_the_first_byte_may_come_alone(local: Any) -> None:
    """It is looked at, not taken: the rest of the request follows whenever it likes."""
    key = local.server.api_key.encode()
    body = b'{"query": "{ echo }"}'
    request = b"POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-api-key: %s\r\ncontent-length: %d\r\n\r\n%s" % (
        key,
        len(body),
        body,
    )
    with socket.create_connection(("127.0.0.1", local.server.port)) as raw:
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.sendall(request[:1])
        assert local.post(ECHO).status_code == 200  # meanwhile others are served
        raw.sendall(request[1:])
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b'{"data":{"echo":null}}')


def test_connections_that_say_nothing_hold_up_neither_others_nor_the_end(local: Any) -> None:
    """Browsers open connections ahead of need."""
    silent = [socket.create_connection(("127.0.0.1", local.server.port)) for _ in range(50)]
    assert local.post(ECHO).status_code == 200
    local.server.stop()
    for each in silent:
        assert each.recv(1) == b""
        each.close()


def test_many_come_at_once(local: Any) -> None:
    found: list[int] = []

    def call() -> None:
        found.append(local.post(ECHO).status_code)

    threads = [threading.Thread(target=call) for _ in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [200] * 40


def test_pythons_own_event_loop_does_as_well(monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Any]) -> None:
    """There is no uvloop on Windows."""
    monkeypatch.setitem(sys.modules, "uvloop", None)
    local = serve()
    assert local.post(ECHO).status_code == 200
    subscriber = local.open()
    subscriber.started("one")
    local.open(ssl=None).started("two")
    local.send("a")
    assert subscriber.event() == ("one", "hello")


def test_node_trusts_the_certificate_with_one_variable(local: Any, node: str, tool_environment: dict[str, str]) -> None:
    """S002-20: `NODE_EXTRA_CA_CERTS`, by each name of the machine."""
    code = """
        import { connect } from 'node:tls';
        for (const [host, servername] of [['localhost', 'localhost'], ['127.0.0.1', '']]) {
          await new Promise((resolve, reject) => {
            const socket = connect({ host, servername, port: Number(process.argv[1]) });
            socket.on('secureConnect', () => { console.log(socket.authorized); socket.end(); resolve(); });
            socket.on('error', reject);
          });
        }
    """
    environment = {**tool_environment, "NODE_EXTRA_CA_CERTS": str(local.server.certificate.authority)}
    command = [node, "--input-type=module", "-e", code, str(local.server.port)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout.split()) == (0, ["true", "true"]), done.stderr
