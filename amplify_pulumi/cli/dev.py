"""`amplify-pulumi dev`: the API of a schema on this machine, compiled anew at each save."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from amplify_pulumi.cli.announcement import announcement
from amplify_pulumi.cli.failure import Failure
from amplify_pulumi.cli.schema_file import compile_file, count, schema_path, show
from amplify_pulumi.cli.state_folder import DATA, held, open_state
from amplify_pulumi.cli.watch import Contents, changes, contents
from amplify_pulumi.codegen.outputs import amplify_outputs
from amplify_pulumi.compiler.plan import ApiPlan
from amplify_pulumi.local.api import Api
from amplify_pulumi.local.issuer import USER_POOL_CLIENT_ID, USER_POOL_ID
from amplify_pulumi.local.listener import PortError
from amplify_pulumi.local.loader import PlanError, load
from amplify_pulumi.local.server import Server, ServerSettings
from amplify_pulumi.local.state import StateError, read_or_make, replace
from amplify_pulumi.local.store import DynamoDB, DynamoDBError, StoreError, dynoxide, open_store

OUTPUTS = "amplify_outputs.json"
REGION = "us-east-1"
"""The region that the local API says it is in."""
TOKEN_KEY = "page-token-key"  # noqa: S105 (the name of a file)


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What the command line says."""

    schema: Path
    host: str
    port: int
    data: Path | None
    endpoint: str | None
    outputs: Path
    strict: bool
    watched: bool


@click.command()
@click.argument("schema", required=False, type=click.Path(path_type=Path))
@click.option("--port", default=4000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 takes one that is free.")
@click.option("--host", default="localhost", show_default=True, help="Where to listen: this machine only, or the address of an interface.")
@click.option(
    "--data", metavar="DIR", type=click.Path(path_type=Path), help="The folder to keep data in. [default: .amplify-pulumi beside SCHEMA]"
)
@click.option("--endpoint", metavar="URL", help="Use the DynamoDB at this address.")
@click.option(
    "--outputs",
    metavar="FILE",
    default=OUTPUTS,
    show_default=True,
    type=click.Path(path_type=Path),
    help="What clients are configured with.",
)
@click.option("--strict", is_flag=True, help="Take what Amplify lets through in GraphQL for a mistake, as in YAML.")
@click.option("--no-watch", is_flag=True, help="Do not compile anew when files change.")
@click.option("--verbose", is_flag=True, help="Show every request.")
def command(
    schema: Path | None,
    port: int,
    host: str,
    data: Path | None,
    endpoint: str | None,
    outputs: Path,
    strict: bool,
    no_watch: bool,
    verbose: bool,
) -> None:
    """Run the API of SCHEMA on this machine, without AWS, for Amplify's clients.

    SCHEMA is a file in YAML, Python or GraphQL; without it, the first of schema.yaml, schema.py and schema.graphql is taken. It is compiled
    anew when it is saved, and data stay. While it has mistakes, they are shown and the last good version is served. Ctrl-C ends it.
    """
    if data is not None and endpoint is not None:
        raise click.UsageError("--data and --endpoint exclude each other: the data of an endpoint is its own.")
    logging.basicConfig(format="%(message)s", level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("amplify_pulumi").setLevel(logging.INFO if verbose else logging.WARNING)
    path = schema_path(schema)
    settings = Settings(
        schema=path, host=host, port=port, data=data, endpoint=endpoint, outputs=outputs, strict=strict, watched=not no_watch
    )
    try:
        _develop(settings)
    except (StateError, StoreError, PortError) as error:
        raise Failure(str(error)) from error
    except KeyboardInterrupt:  # before it served
        raise SystemExit(130) from None


def _develop(settings: Settings) -> None:
    """Compile, serve and watch until somebody says stop."""
    known = contents([settings.schema])
    compilation = compile_file(settings.schema, strict=settings.strict)
    show(compilation.problems, err=True)
    if compilation.plan is None:
        click.echo(f"{settings.schema}: {count(compilation.problems)}; there is nothing to serve yet", err=True)
        raise SystemExit(1)
    state = open_state(settings.schema)
    with _stopped_by_signals(), _store(settings, state) as store:
        session = _Session(settings=settings, state=state, store=store)
        server = Server(session.load(compilation.plan), ServerSettings(state=state, host=settings.host, port=settings.port))
        server.start()
        try:
            session.write_outputs(server, compilation.plan)
            click.echo(announcement(server, schema=settings.schema, outputs=settings.outputs, store=store))
            _warn(settings, store)
            session.follow(server, compilation.files, contents(compilation.files) | known)
        except KeyboardInterrupt:
            click.echo("stopping …", err=True)
        finally:
            signal.signal(signal.SIGINT, _leave)
            server.stop()


@dataclass(kw_only=True, slots=True)
class _Session:
    """What stays the same from one version of the schema to the next."""

    settings: Settings
    state: Path
    store: DynamoDB
    token_key: bytes = field(init=False, repr=False)
    files: tuple[Path, ...] = ()
    """The files of the version that was compiled last."""

    def __post_init__(self) -> None:
        self.token_key = read_or_make(self.state / TOKEN_KEY, lambda: secrets.token_bytes(32))

    def load(self, plan: ApiPlan) -> Api:
        """Return the API of a plan, its tables made where they are missing.

        Raises:
            Failure: the local runtime or its DynamoDB refuses the plan.
        """
        try:
            return load(plan.to_json(), store=self.store, token_key=self.token_key, environment=os.environ)
        except (PlanError, DynamoDBError, StoreError) as error:
            raise Failure(f"{self.settings.schema}: {error}") from error

    def write_outputs(self, server: Server, plan: ApiPlan) -> None:
        """Write `amplify_outputs.json`, unless it says so already: bundlers reload pages when it changes."""
        types = server.api.authentication_types
        pool = "AMAZON_COGNITO_USER_POOLS" in types
        value = amplify_outputs(
            url=server.url,
            region=REGION,
            authentication_types=types,
            model_introspection=plan.model_introspection,
            api_key=server.api_key if "API_KEY" in types else None,
            user_pool_id=USER_POOL_ID if pool else None,
            user_pool_client_id=USER_POOL_CLIENT_ID if pool else None,
        )
        content = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
        path = self.settings.outputs
        with contextlib.suppress(OSError):
            if path.read_bytes() == content:
                return
        replace(path, content, mode=0o644)

    def follow(self, server: Server, files: tuple[Path, ...], known: Contents) -> None:
        """Serve each good version of the schema from the moment it is saved. Does not return: an interrupt ends it.

        Args:
            server: what serves.
            files: the files of the version that is served.
            known: what stood in them when they were read.
        """
        if not self.settings.watched:
            threading.Event().wait()
        self.files = files
        for _ in changes(lambda: self.files, known):
            began = time.perf_counter()
            compilation = compile_file(self.settings.schema, strict=self.settings.strict)
            self.files = compilation.files
            show(compilation.problems, err=True)
            if compilation.plan is None:
                click.echo(f"{self.settings.schema}: {count(compilation.problems)}; the last good version is still served", err=True)
                continue
            try:
                server.api = self.load(compilation.plan)
                self.write_outputs(server, compilation.plan)
            except (Failure, StateError) as error:
                click.echo(f"{error}; the last good version is still served", err=True)
                continue
            click.echo(f"{self.settings.schema}: served anew after {(time.perf_counter() - began) * 1000:.0f} ms", err=True)


@contextlib.contextmanager
def _store(settings: Settings, state: Path) -> Generator[DynamoDB]:
    folder = _data_folder(settings, state)
    with contextlib.ExitStack() as stack:
        if folder and dynoxide.is_installed():
            stack.enter_context(held(folder))
        store = open_store(data=folder and folder / DATA, endpoint=settings.endpoint)
        stack.callback(store.close)
        yield store


def _data_folder(settings: Settings, state: Path) -> Path | None:
    """Return the folder that keeps the data, None where nothing here does."""
    if settings.data is None and (settings.endpoint is not None or not dynoxide.is_installed()):
        return None
    return settings.data or state


def _warn(settings: Settings, store: DynamoDB) -> None:
    if not store.durable:
        click.echo(
            f"Data is not kept: it lives in memory ({store.name}). With Rust's cargo, `make native` builds a DynamoDB that keeps it.",
            err=True,
        )
    if settings.host not in ("localhost", "127.0.0.1", "::1"):
        click.echo(f"Everyone who reaches {settings.host} can call this API.", err=True)


@contextlib.contextmanager
def _stopped_by_signals() -> Generator[None]:
    """Let SIGTERM end the block as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler), signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """End the process at once: who presses Ctrl-C again does not want to wait for requests under way."""
    os._exit(130)
