"""`dev`, in a process of its own, as a developer runs it."""

from __future__ import annotations

import json
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import httpx
import pytest

from amplify_pulumi.local.store import dynoxide

WAIT = 60
"""Seconds after which a line that does not come is given up. No test waits that long unless it fails."""

KEEPS_DATA = dynoxide.is_installed()
WITHOUT_DYNOXIDE = "import sys; sys.modules['amplify_pulumi_dynoxide'] = None; from amplify_pulumi.cli import main; main()"


class Dev:
    """A running `dev`: what it printed, and requests to it."""

    def __init__(self, folder: Path, environment: Mapping[str, str], arguments: tuple[str, ...], program: tuple[str, ...]) -> None:
        line = [sys.executable, *program, "dev", *arguments]
        self.process = subprocess.Popen(line, cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.folder = folder
        self.stderr: Queue[str | None] = Queue()
        self.messages: list[str] = []
        self.reader = Thread(target=self._read_stderr)
        self.reader.start()

    def _read_stderr(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.stderr.put(line.rstrip("\n"))
        self.stderr.put(None)

    def announced(self) -> dict[str, str]:
        """Return what it announced, by name, once it serves."""
        found: dict[str, str] = {}
        assert self.process.stdout
        for line in self.process.stdout:
            if row := re.fullmatch(r" {2,4}(\S.*?) {2,}(\S.*)\n", line):
                found[row[1]] = row[2]
            if "Browser" in found:
                return found
        raise AssertionError(f"dev ended with {self.process.wait()}: {list(self.stderr.queue)}")

    def says(self, pattern: str) -> str:
        """Return the next line on stderr that holds the pattern."""
        while (line := self.stderr.get(timeout=WAIT)) is not None:
            self.messages.append(line)
            if re.search(pattern, line):
                return line
        raise AssertionError(f"dev ended without saying {pattern!r}: {self.messages}")

    def outputs(self) -> dict[str, Any]:
        return json.loads((self.folder / "amplify_outputs.json").read_text())

    def request(self, query: str, headers: Mapping[str, str] | None = None) -> Any:
        data = self.outputs()["data"]
        headers = headers or {"x-api-key": data["api_key"]}
        return httpx.post(data["url"], json={"query": query}, headers=headers, timeout=WAIT).json()

    def contents(self) -> list[str]:
        return sorted(each["content"] for each in self.request("{ listTodos { items { content } } }")["data"]["listTodos"]["items"])

    def create(self, content: str) -> None:
        answer = self.request(f'mutation {{ createTodo(input: {{ content: "{content}" }}) {{ id }} }}')
        assert answer["data"]["createTodo"]["id"], answer

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(WAIT)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream
            stream.close()


@pytest.fixture
def dev(folder: Path, tool_environment: Mapping[str, str]) -> Iterator[Callable[..., Dev]]:
    """Return a function that starts `dev` on a free port in the current folder."""
    started: list[Dev] = []

    def start(*arguments: str, program: tuple[str, ...] = ("-m", "amplify_pulumi.cli")) -> Dev:
        started.append(Dev(folder, tool_environment, ("--port", "0", *arguments), program))
        return started[-1]

    yield start
    for each in started:
        each.close()


def replaced(text: str, path: Path) -> None:
    """Save as editors do: write beside, then rename."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text)
    beside.replace(path)


def test_announces_what_a_client_needs(schema: Path, folder: Path, dev: Callable[..., Dev]) -> None:
    """`amplify_outputs.json` is there once the API is served (S002-13)."""
    running = dev()
    said = running.announced()
    data = running.outputs()["data"]
    assert re.fullmatch(r"http://localhost:\d+/graphql", said["GraphQL"])
    assert said["Real time"] == said["GraphQL"].replace("http:", "wss:") + "/realtime"
    assert (data["url"], data["api_key"]) == (said["GraphQL"], said["API key"])
    assert said["Outputs"] == str(folder / "amplify_outputs.json")
    authority = folder / ".amplify-pulumi" / "ca.pem"
    assert said["Certificate"].startswith(str(authority))
    assert said["Node.js"] == f"NODE_EXTRA_CA_CERTS={authority} node …"
    assert authority.read_text().startswith("-----BEGIN CERTIFICATE-----")
    assert said["Browser"].startswith(f"open {said['GraphQL'].replace('http:', 'https:')} ")


def test_serves_the_schema(schema: Path, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.announced()
    running.create("milk")
    assert running.contents() == ["milk"]


def test_a_token_of_the_command_line_is_accepted(schema: Path, dev: Callable[..., Dev], process: Callable[..., Any]) -> None:
    """Two processes, one key: `token` before `dev` has ever run. The outputs name the user pool and the default mode (S002-21, S002-25)."""
    schema.write_text(schema.read_text().replace("publicApiKey", "authenticated"))
    token = process("token", "--user", "alice").stdout.strip()
    running = dev()
    said = running.announced()
    assert "API key" not in said
    assert said["User token"] == "amplify-pulumi token schema.yaml --user alice"
    assert {"user_pool_id", "user_pool_client_id", "aws_region"} <= running.outputs()["auth"].keys()
    assert running.outputs()["data"]["default_authorization_type"] == "AMAZON_COGNITO_USER_POOLS"
    assert running.request("{ listTodos { items { id } } }", {"authorization": token})["data"] == {"listTodos": {"items": []}}


@pytest.mark.parametrize("save", [lambda text, path: path.write_text(text), replaced], ids=["written", "replaced"])
def test_follows_each_save_and_keeps_the_data(schema: Path, dev: Callable[..., Dev], save: Callable[[str, Path], object]) -> None:
    """The loop of `ampx sandbox`: a save ends with a new API and fresh outputs (S002-12)."""
    running = dev()
    running.announced()
    running.create("milk")
    save(schema.read_text().replace("isDone: Boolean", "isDone: Boolean\n      priority: Int"), schema)
    running.says("schema.yaml: served anew")
    assert running.request("{ listTodos { items { content priority } } }") == {
        "data": {"listTodos": {"items": [{"content": "milk", "priority": None}]}}
    }
    models = running.outputs()["data"]["model_introspection"]["models"]
    assert "priority" in models["Todo"]["fields"]


def test_serves_the_last_good_version_while_there_are_mistakes(schema: Path, dev: Callable[..., Dev]) -> None:
    running = dev()
    running.announced()
    running.create("milk")
    good = schema.read_text()
    schema.write_text(good.replace("String", "Strng"))
    running.says(r"^schema\.yaml:4:16: error AP2001: ")
    running.says("1 mistake; the last good version is still served")
    assert running.contents() == ["milk"]
    schema.unlink()
    running.says("error AP1001: ")
    running.says("the last good version is still served")
    assert running.contents() == ["milk"]
    schema.write_text(good)
    running.says("served anew")
    assert running.contents() == ["milk"]


def test_watches_what_the_schema_includes(schema: Path, folder: Path, dev: Callable[..., Dev]) -> None:
    """Also a file that was not there when the schema began to include it, in a folder of its own."""
    running = dev()
    running.announced()
    schema.write_text("include: [more/note.yaml]\n" + schema.read_text())
    running.says("error AP1001: ")
    (folder / "more").mkdir()
    (folder / "more" / "note.yaml").write_text("models:\n  Note: { fields: { text: String }, authorization: { allow: publicApiKey } }\n")
    running.says("served anew")
    assert running.request("{ listNotes { items { text } } }")["data"] == {"listNotes": {"items": []}}


def test_everything_stays_over_a_restart(schema: Path, folder: Path, dev: Callable[..., Dev]) -> None:
    """The key, the certificate and the outputs; data where the embedded DynamoDB is installed."""
    running = dev()
    said = running.announced()
    port = httpx.URL(said["GraphQL"]).port
    running.create("milk")
    assert running.stop() == 0
    authority, outputs = (folder / ".amplify-pulumi" / "ca.pem").read_bytes(), (folder / "amplify_outputs.json").stat()
    again = dev("--port", str(port))
    assert again.announced()["API key"] == said["API key"]
    assert (folder / ".amplify-pulumi" / "ca.pem").read_bytes() == authority
    assert (folder / "amplify_outputs.json").stat().st_mtime_ns == outputs.st_mtime_ns
    assert again.contents() == (["milk"] if KEEPS_DATA else [])


def test_the_state_is_the_users_alone(schema: Path, folder: Path, dev: Callable[..., Dev]) -> None:
    dev().announced()
    state = folder / ".amplify-pulumi"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    secrets = [state / name for name in ("api-key", "server.pem", "user-pool-key.pem", "page-token-key")]
    assert {stat.S_IMODE(each.stat().st_mode) for each in secrets} == {0o600}


@pytest.mark.skipif(not KEEPS_DATA, reason="the embedded DynamoDB is not installed: there is no folder to keep data in")
def test_data_in_a_folder_of_its_own(schema: Path, folder: Path, dev: Callable[..., Dev]) -> None:
    running = dev("--data", "kept/here")
    assert "kept" in running.announced()["Data"]
    running.create("milk")
    running.stop()
    assert not list((folder / ".amplify-pulumi").glob("data*"))
    other = dev("--data", "kept/there")
    other.announced()
    assert other.contents() == []
    other.stop()
    same = dev("--data", "kept/here")
    same.announced()
    assert same.contents() == ["milk"]


@pytest.mark.skipif(not KEEPS_DATA, reason="the embedded DynamoDB is not installed: each process has data of its own")
def test_data_is_served_once(schema: Path, dev: Callable[..., Dev]) -> None:
    """Subscribers of one server would not hear of changes through another. A server that was killed leaves nothing behind."""
    first = dev()
    first.announced()
    second = dev()
    assert second.process.wait(WAIT) == 2
    second.says("^amplify-pulumi: another `dev` serves the data in .amplify-pulumi: ")
    assert second.stderr.get(timeout=WAIT) is None
    first.stop(signal.SIGKILL)
    dev().announced()


def test_without_the_embedded_dynamodb_it_warns(schema: Path, dev: Callable[..., Dev]) -> None:
    running = dev(program=("-c", WITHOUT_DYNOXIDE))
    assert running.announced()["Data"].endswith(", not kept")
    running.says("Data is not kept")
    running.create("milk")
    assert running.contents() == ["milk"]


def test_data_cannot_be_kept_without_the_embedded_dynamodb(schema: Path, dev: Callable[..., Dev]) -> None:
    running = dev("--data", "kept", program=("-c", WITHOUT_DYNOXIDE))
    assert running.process.wait(WAIT) == 2
    running.says("^amplify-pulumi: data cannot be kept in kept")
    assert running.stderr.get(timeout=WAIT) is None


def test_a_mistake_at_the_start_ends_it(schema: Path, dev: Callable[..., Dev]) -> None:
    schema.write_text(schema.read_text().replace("String", "Strng"))
    running = dev()
    assert running.process.wait(WAIT) == 1
    running.says(r"^schema\.yaml:4:16: error AP2001: ")
    running.says("^schema.yaml: 1 mistake; there is nothing to serve yet$")


def test_a_port_that_is_taken_is_one_line(schema: Path, dev: Callable[..., Dev]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = dev("--port", str(port))
        assert running.process.wait(WAIT) == 2
    running.says(f"^amplify-pulumi: port {port} is taken")
    assert running.stderr.get(timeout=WAIT) is None


@pytest.mark.parametrize("path", ["folder", "file/amplify_outputs.json"])
def test_outputs_that_cannot_be_written_are_one_line(schema: Path, folder: Path, dev: Callable[..., Dev], path: str) -> None:
    (folder / "folder").mkdir()
    (folder / "file").write_text("")
    running = dev("--outputs", path)
    assert running.process.wait(WAIT) == 2
    running.says(f"^amplify-pulumi: cannot use {path}: ")
    assert running.stderr.get(timeout=WAIT) is None


def test_two_kinds_of_data_exclude_each_other(schema: Path, run: Callable[..., Any]) -> None:
    result = run("dev", "--data", "kept", "--endpoint", "http://localhost:1")
    assert result.exit_code == 2
    assert "exclude each other" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_cleanly(schema: Path, dev: Callable[..., Dev], number: int) -> None:
    running = dev()
    running.announced()
    assert running.stop(number) == 0
    running.says("stopping")
    assert running.stderr.get(timeout=WAIT) is None


def test_a_second_interrupt_does_not_wait(schema: Path, dev: Callable[..., Dev]) -> None:
    """A request whose body has not come yet holds the first interrupt up."""
    running = dev()
    url = httpx.URL(running.announced()["GraphQL"])
    with socket.create_connection((url.host, url.port), timeout=WAIT) as connection:
        connection.sendall(b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\nexpect: 100-continue\r\n\r\n")
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 ")
        running.process.send_signal(signal.SIGINT)
        running.says("stopping")
        assert running.stop() == 130
    assert running.stderr.get(timeout=WAIT) is None


def test_a_program_and_its_modules_are_watched(folder: Path, dev: Callable[..., Dev]) -> None:
    """A schema in Python: a change of a module that it imports is served, a module that fails is shown, and mending it ends that."""
    (folder / "schema.py").write_text(
        "from amplify_pulumi import a, allow\nimport fields\n"
        "schema = a.schema(Todo=a.model(fields.TODO).authorization(allow.public_api_key()))\n"
    )
    module = folder / "fields.py"
    fields = "from amplify_pulumi import a\nTODO = {'content': a.string()}\n"
    module.write_text(fields)
    running = dev()
    running.announced()
    running.create("milk")
    replaced(fields + "TODO['priority'] = a.integer()\n", module)
    running.says("served anew")
    assert running.request("{ listTodos { items { priority } } }")["data"] == {"listTodos": {"items": [{"priority": None}]}}
    replaced(fields + "TODO['priority'] = a.intger()\n", module)
    assert running.says("AP1018").startswith("fields.py:3:20: error AP1018: The program fails here: AttributeError")
    running.says("the last good version is still served")
    replaced(fields, module)
    running.says("served anew")
    assert running.contents() == ["milk"]
