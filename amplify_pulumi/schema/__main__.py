"""`python -m amplify_pulumi.schema` prints the comment that tells editors what a schema in YAML can say."""

from __future__ import annotations

import sys
from pathlib import Path

JSON_SCHEMA = Path(__file__).with_name("schema.json")
"""The JSON Schema of the language in YAML."""


def main() -> None:
    """Print the first line of a schema, for editors that have the YAML language server."""
    sys.stdout.write(f"# yaml-language-server: $schema={JSON_SCHEMA.as_uri()}\n")


if __name__ == "__main__":
    main()
