"""How a command says in one line that it cannot do what it was asked to."""

from __future__ import annotations

from typing import IO, Any

import click


class Failure(click.ClickException):
    """Ends a command with one line on stderr, which says what is wrong and what to do about it, and with exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line."""
        click.echo(f"amplify-pulumi: {self.format_message()}", file=file, err=True)


def reason(error: OSError) -> str:
    """Return what the operating system says about a file, without number and path."""
    return error.strerror or str(error)
