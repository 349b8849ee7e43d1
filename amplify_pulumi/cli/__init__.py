"""The command line: `amplify-pulumi`. One module per command; each holds one click command by the name `command`.

Exit codes: 0 done, 1 mistakes in the input, 2 wrong usage or an environment that does not allow it. Data goes to stdout, messages to
stderr.

A command's module is imported when it is called, not before: `dev` starts without Pulumi, and `--help` without anything.
"""

from __future__ import annotations

import importlib
from typing import Any

import click

from amplify_pulumi.cli.failure import Failure

COMMANDS = {
    "dev": "Run a schema's API on this machine.",
    "check": "Report every mistake in a schema.",
    "compile": "Write what a schema becomes.",
    "access": "Print who may do what on every model, field and operation.",
    "diff": "Say what a change of schema opens, closes, breaks and loses.",
    "token": "Print a token of the local user pool.",
}
"""Every command with what it does; a command is the module of that name in this package."""


class Commands(click.Group):
    """A group whose commands are modules that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        """Return the names of the commands in the order of their table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's signature)
        """Return the command of that name, None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        try:
            return importlib.import_module(f"{__name__}.{cmd_name}").command
        except ModuleNotFoundError as error:
            if error.name is None or error.name.partition(".")[0] == "amplify_pulumi":
                raise
            raise Failure(f"`{cmd_name}` needs the package {error.name}: install amplify-pulumi[dev]") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (click's signature)
        """Write the commands from their table, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="amplify-pulumi", message="%(version)s")
def command() -> None:
    """AWS Amplify Data for Pulumi: one schema, an AppSync API in the cloud and on this machine."""


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line and leave the process with its exit code.

    Args:
        arguments: the words after the program's name; those of the process by default.
    """
    return command.main(args=arguments, prog_name="amplify-pulumi")
