"""The YAML language server that editors run, spoken to as they do: JSON-RPC over its standard input and output."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

SERVER = Path(__file__).parents[1] / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SETTINGS = {"yaml": {"completion": True, "validate": True, "hover": True, "schemaStore": {"enable": False}}}


class LanguageServer:
    """One running server. Each text is a file of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0
        self.marked: dict[str, list[dict[str, Any]]] = {}
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}, "initializationOptions": {}})
        self.notify("initialized", {})
        self.notify("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def close(self) -> None:
        """Stop it."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(timeout=10)
        self.process.stdin.close()
        self.process.stdout.close()

    def open(self, text: str) -> str:
        """Open a text; return its name."""
        self.number += 1
        uri = f"file:///schema{self.number}.yaml"
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def mistakes(self, text: str) -> list[tuple[int, str]]:
        """Return what an editor underlines: line, counted from 1, and message."""
        uri = self.open(text)
        while uri not in self.marked:
            self.receive()
        return [(each["range"]["start"]["line"] + 1, each["message"]) for each in self.marked[uri]]

    def completions(self, text: str) -> set[str]:
        """Return what an editor offers at the mark `|` of a text."""
        before, after = text.split("|")
        uri = self.open(before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        answer = self.request("textDocument/completion", {"textDocument": {"uri": uri}, "position": position})
        return {each["label"] for each in (answer["items"] if isinstance(answer, dict) else answer)}

    def notify(self, method: str, parameters: Any) -> None:
        """Tell the server something."""
        self.send({"method": method, "params": parameters})

    def request(self, method: str, parameters: Any) -> Any:
        """Ask the server something."""
        self.number += 1
        number = self.number
        self.send({"id": number, "method": method, "params": parameters})
        while True:
            message = self.receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def send(self, message: dict[str, Any]) -> None:
        """Write one message."""
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(content), content))
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Read one message; answer what the server asks of editors."""
        length = 0
        while (line := self.process.stdout.readline()).strip() or not length:
            if not line:
                message = f"the language server has ended with {self.process.wait(timeout=10)}"
                raise EOFError(message)
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message = json.loads(self.process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self.marked[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and "method" in message:
            items = message.get("params", {}).get("items", [])
            self.send({"id": message["id"], "result": [SETTINGS.get(each.get("section")) for each in items]})
        return message
