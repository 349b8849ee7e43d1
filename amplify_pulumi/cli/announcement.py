"""What `dev` prints when it serves: all that a developer needs to connect a client."""

from __future__ import annotations

from pathlib import Path

from amplify_pulumi.local.server import Server
from amplify_pulumi.local.store.base import DynamoDB


def announcement(server: Server, *, schema: Path, outputs: Path, store: DynamoDB) -> str:
    """Return the text, line by line `What   value`.

    Args:
        server: the one that was started.
        schema: the file that it serves.
        outputs: where `amplify_outputs.json` was written.
        store: where the data is.
    """
    types = server.api.authentication_types
    authority = server.certificate.authority.resolve()
    lines = [
        ("GraphQL", server.url),
        ("Real time", server.realtime_url),
        *([("API key", server.api_key)] if "API_KEY" in types else []),
        *([("User token", f"amplify-pulumi token {schema} --user alice")] if "AMAZON_COGNITO_USER_POOLS" in types else []),
        ("Outputs", str(outputs.resolve())),
        ("Data", store.name if store.durable else f"{store.name}, not kept"),
        ("Certificate", f"{authority}{' (new)' if server.certificate.renewed else ''}, because subscriptions need TLS:"),
        ("  Node.js", f"NODE_EXTRA_CA_CERTS={authority} node …"),
        ("  Browser", f"open {server.url.replace('http:', 'https:', 1)} and accept it, or add it to the trusted authorities"),
    ]
    return "\n".join([f"{schema} is served; Ctrl-C ends it", "", *(f"  {name:<12} {value}" for name, value in lines), ""])
