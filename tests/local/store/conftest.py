"""The engines, each of them real: dynoxide in memory and in a file, moto, an endpoint that speaks DynamoDB's protocol."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from amplify_pulumi.local.store import DynamoDB, DynamoDBError, dynoxide
from amplify_pulumi.local.store.moto import Moto

needs_dynoxide = pytest.mark.skipif(
    not dynoxide.is_installed(), reason="NOT TESTED: amplify-pulumi-dynoxide is not built (`make native`, needs Rust)"
)


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The URL of a DynamoDB: moto, behind the protocol that AWS's SDKs speak."""
    store = Moto()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            operation = self.headers["X-Amz-Target"].split(".")[1]
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            try:
                status, body = 200, store.call(operation, request)
            except DynamoDBError as error:
                status, body = 400, {**error.body, "__type": f"com.amazonaws.dynamodb.v20120810#{error.type}", "message": error.message}
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(
    params=[
        pytest.param("dynoxide", marks=needs_dynoxide),
        pytest.param("dynoxide file", marks=needs_dynoxide),
        "moto",
        "endpoint",
    ]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DynamoDB]:
    """An empty DynamoDB, of each kind in turn."""
    if request.param == "endpoint":
        from amplify_pulumi.local.store.endpoint import Endpoint  # noqa: PLC0415 - as users load it

        opened: DynamoDB = Endpoint(request.getfixturevalue("endpoint"))
    elif request.param == "moto":
        opened = Moto()
    else:
        opened = dynoxide.Dynoxide(tmp_path / "data.sqlite" if request.param == "dynoxide file" else None)
    yield opened
    opened.close()
