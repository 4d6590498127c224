"""A desk where a simulated agent sits: takes what is offered or assigned, and serves each once."""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from time import monotonic
from typing import Any

from tandem.demo.clients.agent import AgentClient
from tandem.demo.clients.calling import GaveUp, Problem
from tandem.demo.clients.socket import Frame

Serve = Callable[[AgentClient, str], Awaitable[None]]
"""Serve one conversation (by id) until it is finished; the desk then closes its thread."""

ACTIVITY_EVERY_S = 20.0
SETTLE_S = 10.0
LEAVING_PATIENCE_S = 5.0


class Desk:
    """Accepts every offer, adopts conversations assigned to the agent, and runs `serve` for each.

    `before_accepting` is awaited before an offer is accepted (a person's reaction time); returning
    False leaves the offer alone, so that it runs out and goes to somebody else.
    """

    def __init__(
        self,
        agent: AgentClient,
        serve: Serve,
        *,
        before_accepting: Callable[[], Awaitable[bool]] | None = None,
    ) -> None:
        self.agent = agent
        self._serve = serve
        self._before_accepting = before_accepting
        self.serving: dict[str, asyncio.Task[None]] = {}
        self._offered: set[str] = set()
        self._left: dict[str, float] = {}
        self._chores: set[asyncio.Task[None]] = set()
        self.served = 0
        self.errors: list[str] = []
        agent.on_frame = self._on_frame

    async def open(self) -> None:
        """Sign in, open the socket, go online. Raises Problem, GaveUp, SocketRefused or TimeoutError."""
        await self.agent.sign_in()
        await self.agent.listen()
        await self.agent.set_presence("online")
        await self._catch_up()
        self._spawn(self._stay_active())

    async def close(self, grace: float = 5.0) -> None:
        """Go offline and leave; what is not finished within `grace` seconds is given up."""
        if self.serving:
            await asyncio.wait(list(self.serving.values()), timeout=grace)
        for task in [*self.serving.values(), *self._chores]:
            task.cancel()
        await asyncio.gather(*self.serving.values(), *self._chores, return_exceptions=True)
        self.agent.caller.patience = LEAVING_PATIENCE_S
        try:
            if self.agent.staff:
                await self.agent.set_presence("offline")
                await self.agent.sign_out()
        except (Problem, GaveUp) as error:
            self.errors.append(str(error))
        await self.agent.close()

    async def _stay_active(self) -> None:
        """Tell the server that somebody sits here, or it would take the agent for gone; and look around."""
        while True:
            await asyncio.sleep(ACTIVITY_EVERY_S)
            try:
                await self.agent.show_activity()
                await self._catch_up()
            except (Problem, GaveUp) as error:
                self.errors.append(str(error))

    def _on_frame(self, frame: Frame, _at: float) -> None:
        match frame.get("type"):
            case "offer":
                self._spawn(self._take_offer(frame["offer"]))
            case "row":
                self._adopt(frame["row"])
            case "ready" | "resync":
                self._spawn(self._catch_up())

    async def _catch_up(self) -> None:
        for offer in await self.agent.pending_offers():
            self._spawn(self._take_offer(offer))
        for row in await self.agent.mine():
            self._adopt(row)

    async def _take_offer(self, offer: dict[str, Any]) -> None:
        if offer["id"] in self._offered:
            return
        self._offered.add(offer["id"])
        if self._before_accepting is not None and not await self._before_accepting():
            return
        try:
            accepted = (await self.agent.accept(offer["id"]))["id"]
            self._left.pop(accepted, None)
            self._begin(accepted)
        except Problem as problem:
            if problem.status not in (404, 409):  # gone to somebody else meanwhile: nothing wrong
                raise

    def _adopt(self, row: dict[str, Any]) -> None:
        mine = (row.get("agent") or {}).get("id") == self.agent.staff["id"]
        if mine and row["controller"] == "agent" and row["status"] == "open":
            self._begin(row["id"])

    def _begin(self, conversation_id: str) -> None:
        # A row on its way while its conversation was being finished still shows it as this agent's.
        lately = monotonic() - self._left.get(conversation_id, -inf) < SETTLE_S
        if conversation_id not in self.serving and not lately:
            self.serving[conversation_id] = asyncio.create_task(self._run(conversation_id))

    async def _run(self, conversation_id: str) -> None:
        try:
            await self.agent.open_thread(conversation_id)
            await self._serve(self.agent, conversation_id)
            self.served += 1
        except Problem as problem:
            if problem.status != 409:  # taken over, resolved or left meanwhile: a person would shrug
                self.errors.append(str(problem))
        except GaveUp as error:
            self.errors.append(str(error))
        finally:
            await self.agent.close_thread(conversation_id)
            self.serving.pop(conversation_id, None)
            self._left[conversation_id] = monotonic()

    def _spawn(self, chore: Awaitable[None]) -> None:
        async def run() -> None:
            try:
                await chore
            except (Problem, GaveUp) as error:
                self.errors.append(str(error))

        task = asyncio.create_task(run())
        self._chores.add(task)
        task.add_done_callback(self._chores.discard)
