"""The unmodified Amplify client from npm, in Node.js, against a server as `amplify-pulumi dev` runs it.

All tests of `tests/node/clients` run in one Node process, and each is reported as a test of its own here. A second little server is for
what a client cannot do for itself: to get tokens, to see what the API was sent, to hold a request up, and to have the server load its
schema again or restart.
"""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from amplify_pulumi.codegen.outputs import amplify_outputs
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.issuer import USER_POOL_CLIENT_ID, USER_POOL_ID
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.server import Server, ServerSettings
from amplify_pulumi.local.store import open_store
from amplify_pulumi.schema import load_schema

SCHEMA = Path(__file__).parent / "schema.yaml"
TESTS = Path(__file__).parent.parent / "node" / "clients"
SECONDS = 240
MARK = "RESULT "


@dataclass(frozen=True, kw_only=True)
class Watched:
    """An Api that keeps what it was asked, and holds up operations that have the header `slow`."""

    api: Any
    asked: list[dict[str, Any]]
    slow: list[threading.Event] = field(default_factory=list)

    @property
    def authentication_types(self) -> tuple[str, ...]:
        return self.api.authentication_types

    def execute(self, document: str, variables: Mapping[str, Any] | None = None, **named: Any) -> Any:
        self.asked.append({"document": document, "headers": named["headers"]})
        if "slow" in named["headers"]:
            self.slow.append(release := threading.Event())
            assert release.wait(60)
        return self.api.execute(document, variables, **named)

    def subscribe(self, document: str, variables: Mapping[str, Any] | None = None, **named: Any) -> Any:
        self.asked.append({"document": document, "headers": named["headers"]})
        return self.api.subscribe(document, variables, **named)


@dataclass(kw_only=True)
class Backend:
    """The server, and what the tests ask of it from outside."""

    plan: dict[str, Any]
    store: Any
    state: Path
    asked: list[dict[str, Any]] = field(default_factory=list)
    watched: Watched = field(init=False)
    server: Server = field(init=False)

    def __post_init__(self) -> None:
        self.watched = self.load()
        self.server = Server(self.watched, ServerSettings(state=self.state))
        self.server.start()

    def load(self) -> Watched:
        return Watched(api=load(self.plan, store=self.store, token_key=b"k" * 32), asked=self.asked)

    def answer(self, path: str, given: Mapping[str, list[str]]) -> Any:
        match path:
            case "/token":
                expires_in = int(given.get("expiresIn", ["3600"])[0])
                return self.server.issuer.issue(given["user"][0], groups=given.get("group", ()), expires_in=expires_in)
            case "/asked":
                asked, self.asked[:] = list(self.asked), []
                return asked
            case "/held":
                return len(self.watched.slow)
            case "/release":
                for each in self.watched.slow:
                    each.set()
                self.watched.slow.clear()
            case "/reload":
                self.watched = self.load()
                self.server.api = self.watched
            case "/restart":
                self.server.stop()
                self.server = Server(self.watched, ServerSettings(state=self.state, port=self.server.port))
                self.server.start()
            case _:
                message = f"nothing at {path}"
                raise LookupError(message)
        return None


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    loaded = load_schema(SCHEMA)
    assert loaded.schema is not None, loaded.problems
    store = open_store()
    backend = Backend(plan=compile_schema(loaded.schema).to_json(), store=store, state=tmp_path_factory.mktemp("state"))
    yield backend
    backend.server.stop()
    store.close()


@pytest.fixture(scope="session")
def control(backend: Backend) -> Iterator[str]:
    """The URL of the server beside the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            split = urlsplit(self.path)
            content = json.dumps(backend.answer(split.path, parse_qs(split.query))).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def outcomes(backend: Backend, control: str, node: str, node_modules: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of each test of the client, by its name."""
    assert node_modules.is_dir()
    folder = tmp_path_factory.mktemp("client")
    outputs = amplify_outputs(
        url=backend.server.url,
        region="us-east-1",
        authentication_types=backend.watched.authentication_types,
        model_introspection=backend.plan["modelIntrospection"],
        api_key=backend.server.api_key,
        user_pool_id=USER_POOL_ID,
        user_pool_client_id=USER_POOL_CLIENT_ID,
    )
    (folder / "amplify_outputs.json").write_text(json.dumps(outputs))
    command = [node, "--test-force-exit", "--test-reporter", str(TESTS / "reporter.mjs"), "--test-reporter-destination", "stdout"]
    done = subprocess.run(
        [*command, str(TESTS / "all.mjs")],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env={
            "PATH": os.environ["PATH"],
            "NODE_EXTRA_CA_CERTS": str(backend.server.certificate.authority),
            "AMPLIFY_OUTPUTS": str(folder / "amplify_outputs.json"),
            "CONTROL_URL": control,
        },
    )
    lines = [json.loads(line.removeprefix(MARK)) for line in done.stdout.splitlines() if line.startswith(MARK)]
    assert lines, done.stdout + done.stderr
    return {each["name"]: each for each in lines} | {"": done.stdout + done.stderr}
