"""A simulated person at the silent seat: reads drafts, lets them out, or sends them to an agent."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from tandem.demo.clients.agent import BASE, AgentClient
from tandem.demo.clients.calling import GaveUp, Problem

Draft = dict[str, Any]
Judge = Callable[[Draft], Awaitable[str | None]]
"""What a person does with a draft after reading it: `approve`, `handoff`, None (leave it to others), or the id of the
entry whose answer is sent in its place."""


async def approve(_draft: Draft) -> str | None:
    """Read fast, trust the bot."""
    await asyncio.sleep(0.2)
    return "approve"


class DraftSeat:
    """Sits beside a `Desk` of the same agent. Of several people each takes the drafts that fall to their
    `share` (number, of how many), as people do who tell each other what they look at."""

    def __init__(
        self, agent: AgentClient, judge: Judge = approve, *, share: tuple[int, int] = (0, 1)
    ) -> None:
        self.agent = agent
        self._judge = judge
        self._number, self._of = share
        self._reading: set[asyncio.Task[None]] = set()
        self.seen: set[str] = set()
        self.approved = 0
        self.replaced = 0
        self.present = False
        agent.on_draft = self._on_draft

    async def sit_down(self) -> None:
        """After the agent's desk is open. An instance without a silent seat has nothing to sit at."""
        try:
            await self.agent.caller.call("PUT", f"{BASE}/bot/silent-seat", {"present": True})
        except Problem as problem:
            if problem.status in (403, 404, 405, 409):
                return
            raise
        self.present = True
        await self.agent.watch("drafts")
        for draft in (await self.agent.caller.call("GET", f"{BASE}/bot/drafts"))["items"]:
            self._on_draft(draft)

    async def get_up(self) -> None:
        """Before the agent's desk is closed."""
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)
        if self.present:
            with suppress(Problem, GaveUp):
                await self.agent.caller.call("PUT", f"{BASE}/bot/silent-seat", {"present": False})

    def _on_draft(self, draft: Draft) -> None:
        if draft["id"] in self.seen:
            return
        self.seen.add(draft["id"])
        if int(draft["id"].replace("-", "")[-8:], 16) % self._of == self._number:
            task = asyncio.create_task(self._decide(draft))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _decide(self, draft: Draft) -> None:
        path = f"{BASE}/bot/drafts/{draft['id']}"
        with suppress(Problem, GaveUp):  # somebody or something was faster: a person would shrug
            match await self._judge(draft):
                case "approve":
                    await self.agent.caller.call("POST", f"{path}/answer", {"client_id": str(uuid4())})
                    self.approved += 1
                case "handoff":
                    await self.agent.caller.call("POST", f"{path}/handoff", {})
                case str(entry_id):
                    body = {"client_id": str(uuid4()), "entry_id": entry_id}
                    await self.agent.caller.call("POST", f"{path}/answer", body)
                    self.replaced += 1
