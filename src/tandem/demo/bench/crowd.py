"""Idle visitors: each with a conversation and a socket, held open, and all dropped at once if asked."""

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from tandem.demo.bench.figures import latencies
from tandem.demo.clients import (
    CustomerClient,
    GaveUp,
    HttpPool,
    Problem,
    SocketRefused,
    Tally,
    sleep_or_stop,
)
from tandem.demo.replay.verdicts import shown_wrongly, stored_wrongly

STORM_TEXT = "怎么提前还款？"
CATCH_UP_S = 120.0


@dataclass(slots=True)
class Crowd:
    pool: HttpPool
    site: str
    at_once: int = 20
    tally: Tally = field(default_factory=Tally)
    visitors: list[CustomerClient] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0

    async def gather(self, count: int, stop: asyncio.Event) -> None:
        """Let `count` visitors come, `at_once` at a time."""
        started, waiting = perf_counter(), iter(range(count))
        await asyncio.gather(*(self._usher(waiting, stop) for _ in range(self.at_once)))
        self.seconds = perf_counter() - started

    async def _usher(self, waiting: Any, stop: asyncio.Event) -> None:
        for _ in waiting:
            if stop.is_set():
                return
            visitor = CustomerClient(self.pool, site=self.site, tally=self.tally, patience=900)
            try:
                await visitor.start()
                await visitor.open_conversation()
                await visitor.listen()
                self.visitors.append(visitor)
            except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
                self.refused.append(str(error))
                await visitor.close()

    @property
    def connected(self) -> int:
        return sum(1 for one in self.visitors if one.socket is not None and one.socket.is_ready)

    async def storm(self, speakers: int, stop: asyncio.Event) -> dict[str, Any]:
        """Cut every line at once while `speakers` of them write; then compare what each was shown
        with what is stored. Returns how long coming back took, and what was lost or doubled."""
        sockets = [one.socket for one in self.visitors if one.socket is not None]
        cut = perf_counter()
        for socket in sockets:
            socket.drop()
        chosen = self.visitors[:: max(1, len(self.visitors) // speakers)][:speakers] if speakers else []
        said = asyncio.create_task(self._speak(chosen, stop))
        deadline = perf_counter() + CATCH_UP_S
        while self.connected < len(sockets) and perf_counter() < deadline:
            if await sleep_or_stop(0.05, stop):
                break
        back = [socket.ready_at - cut for socket in sockets if socket.is_ready]
        failed_to_speak = await said
        lost, doubled = await self._compare()
        return {
            "dropped": len(sockets),
            "back": len(back),
            "back_ms": latencies(back),
            "messages_meanwhile": len(chosen) - failed_to_speak,
            "lost": lost,
            "duplicated": doubled,
        }

    async def _speak(self, chosen: list[CustomerClient], stop: asyncio.Event) -> int:
        failed = 0
        for visitor in chosen:
            if await sleep_or_stop(0.01, stop):
                return failed
            try:
                await visitor.say(STORM_TEXT)
            except (Problem, GaveUp):
                failed += 1
        return failed

    async def _compare(self) -> tuple[int, int]:
        gate = asyncio.Semaphore(self.at_once)

        async def one(visitor: CustomerClient) -> tuple[int, int]:
            async with gate:
                if visitor.sent:
                    await visitor.changed.until(
                        lambda: any(m["role"] != "customer" for m in visitor.inbox.after(0)), 30
                    )
                transcript = await visitor.transcript()
                await visitor.changed.until(lambda: not visitor.inbox.missing_from(transcript), 10)
                lost, doubled = stored_wrongly(transcript, visitor.sent)
                missing, repeated = shown_wrongly(transcript, visitor.inbox)
                return lost + missing, doubled + repeated

        counts = await asyncio.gather(*(one(visitor) for visitor in self.visitors))
        return sum(c[0] for c in counts), sum(c[1] for c in counts)

    async def close(self) -> None:
        for start in range(0, len(self.visitors), 200):
            await asyncio.gather(*(one.close() for one in self.visitors[start : start + 200]))
