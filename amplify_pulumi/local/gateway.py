"""The Api that is served now, who may call it, and the threads it runs in.

HTTP and WebSocket come in through here. An Api is replaced without losing an event: new requests wait for the moment that it takes to
carry the subscriptions over, and the subscriptions of the old Api stay until the last request that runs in it has ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from amplify_pulumi.local.authentication import AuthenticationSettings, Authenticator

if TYPE_CHECKING:
    from amplify_pulumi.local.api import Api, Result
    from amplify_pulumi.local.identity import Identity
    from amplify_pulumi.local.subscriptions import Subscription

SUBSCRIPTION_WORKERS = 4

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

CarryOver = Callable[["Served"], Awaitable[list["Subscription"]]]
"""Subscribes everybody on the Api given and returns the subscriptions of the Api before, which are to be closed."""


class Counter:
    """Counts what is under way, and can be waited for until nothing is."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    def __enter__(self) -> None:
        self._count += 1
        self._none.clear()

    def __exit__(self, *_: object) -> None:
        self._count -= 1
        if not self._count:
            self._none.set()

    async def none(self) -> None:
        """Return once nothing is under way."""
        await self._none.wait()


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """An Api with what belongs to it alone."""

    api: Api
    authenticator: Authenticator
    executions: Counter = field(default_factory=Counter)
    starts: Counter = field(default_factory=Counter)


class Gateway:
    """Runs operations on the Api that is served at the moment. To be made and used in one event loop.

    Args:
        api: the first Api.
        authentication: what credentials are compared with.
        workers: how many operations run at a time; the handlers of some take long.
    """

    def __init__(self, api: Api, authentication: AuthenticationSettings, *, workers: int) -> None:
        self._authentication = authentication
        self._served = self._serve(api)
        self._operations = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="amplify-pulumi-operation")
        # Apart, so that neither a new subscription nor a new Api waits behind handlers that take long.
        self._subscriptions = ThreadPoolExecutor(max_workers=SUBSCRIPTION_WORKERS, thread_name_prefix="amplify-pulumi-subscription")
        self._open = asyncio.Event()
        self._open.set()
        self._replacing = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def authenticator(self) -> Authenticator:
        """Who may call the Api that is served."""
        return self._served.authenticator

    async def execute(
        self,
        document: str,
        variables: Mapping[str, Any] | None,
        *,
        identity: Identity,
        operation_name: str | None,
        headers: Mapping[str, Any],
    ) -> Result:
        """Run a query or a mutation in a worker thread."""
        await self._open.wait()
        served = self._served
        with served.executions:
            run = functools.partial(
                served.api.execute, document, variables, identity=identity, operation_name=operation_name, headers=headers
            )
            return await asyncio.get_running_loop().run_in_executor(self._operations, run)

    @contextlib.asynccontextmanager
    async def starting(self) -> AsyncGenerator[Api]:
        """Give the Api to subscribe on. It is not replaced before the block has ended."""
        await self._open.wait()
        served = self._served
        with served.starts:
            yield served.api

    async def run(self, function: Callable[Parameters, Returned], *args: Parameters.args, **kwargs: Parameters.kwargs) -> Returned:
        """Call a function that starts or ends a subscription, in one of the threads for that."""
        return await asyncio.get_running_loop().run_in_executor(self._subscriptions, functools.partial(function, *args, **kwargs))

    async def replace(self, api: Api, carry_over: CarryOver) -> None:
        """Serve another Api from now on."""
        async with self._replacing:
            old, new = self._served, self._serve(api)
            self._open.clear()
            try:
                await old.starts.none()
                left = await carry_over(new)
                self._served = new
            finally:
                self._open.set()
        task = asyncio.create_task(self._retire(old, left))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _retire(self, old: Served, left: list[Subscription]) -> None:
        await old.executions.none()
        for each in left:
            await self.run(each.close)

    def _serve(self, api: Api) -> Served:
        return Served(api=api, authenticator=Authenticator(api.authentication_types, self._authentication))

    def close(self) -> None:
        """Take no more work. What still waits for a thread is dropped; what runs in one ends by itself."""
        for each in self._closing:
            each.cancel()
        for each in (self._operations, self._subscriptions):
            each.shutdown(wait=False, cancel_futures=True)
