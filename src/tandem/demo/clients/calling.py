"""Calling the public API politely: 429 and 503 are waited out, everything refused is a Problem."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import orjson

from tandem.demo.clients.http import ConnectionFailed, HttpPool, Response

RETRY_STATUSES = (429, 502, 503, 504)


class Problem(Exception):
    """The server refused: RFC 9457 problem details."""

    def __init__(self, status: int, code: str, detail: str, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail, self.body = status, code, detail, body


class GaveUp(Exception):
    """The server stayed away, or kept asking to wait, for longer than the caller's patience."""


@dataclass(slots=True)
class Tally:
    """What happened on the wire, summed over every client that shares it."""

    requests: int = 0
    rate_limited: int = 0
    unavailable: int = 0
    broken_connections: int = 0
    socket_drops: int = 0
    waited_s: float = 0.0

    def as_dict(self) -> dict[str, float]:
        return {
            "requests": self.requests,
            "rate_limited": self.rate_limited,
            "unavailable": self.unavailable,
            "broken_connections": self.broken_connections,
            "socket_drops": self.socket_drops,
            "waited_s": round(self.waited_s, 3),
        }


def problem_from(answer: Response) -> Problem:
    try:
        body = answer.json()
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        return Problem(answer.status, "unknown", answer.body[:200].decode("utf-8", "replace"), {})
    detail = str(body.get("detail") or body.get("title") or "")
    return Problem(answer.status, str(body.get("code", "unknown")), detail, body)


def retry_after(answer: Response) -> float | None:
    """Seconds the server asked for, or None when it named none (HTTP dates count as none)."""
    try:
        return max(0.0, float(answer.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


class Caller:
    """One person's requests. Every write carries a client id, so trying again is harmless.

    `patience` is how many seconds in all a call may spend on being asked to wait or on a server
    that is away; then GaveUp is raised.
    """

    def __init__(self, pool: HttpPool, *, tally: Tally | None = None, patience: float = 60.0) -> None:
        self.pool = pool
        self.tally = tally or Tally()
        self.patience = patience
        self.headers: dict[str, str] = {"Accept": "application/json", "Accept-Language": "zh-CN"}
        self.write_headers: dict[str, str] = {}

    async def call(
        self, method: str, path: str, json: Any = None, *, expect: Sequence[int] = (200, 201, 204)
    ) -> Any:
        """The decoded answer. Raises Problem for a refusal and GaveUp when patience ends."""
        return (await self.send(method, path, json, expect=expect)).json()

    async def send(
        self, method: str, path: str, json: Any = None, *, expect: Sequence[int] = (200, 201, 204)
    ) -> Response:
        """Like call, with the whole Response: its `started` belongs to the attempt that was accepted."""
        body, headers = b"", dict(self.headers)
        if json is not None:
            body = orjson.dumps(json)
            headers["Content-Type"] = "application/json"
        return await self.send_raw(method, path, headers, body, expect)

    async def send_raw(
        self, method: str, path: str, headers: dict[str, str], body: bytes, expect: Sequence[int]
    ) -> Response:
        if method != "GET":
            headers = {**headers, **self.write_headers}
        deadline, pause = perf_counter() + self.patience, 0.2
        while True:
            answer = await self._attempt(method, path, headers, body)
            if answer is not None and answer.status in expect:
                return answer
            if answer is not None and answer.status not in RETRY_STATUSES:
                raise problem_from(answer)
            wait = self._wait_for(answer, pause)
            if perf_counter() + wait > deadline:
                reason = str(problem_from(answer)) if answer else "no connection"
                raise GaveUp(f"{method} {path}: {reason}")
            self.tally.waited_s += wait
            await asyncio.sleep(wait)
            pause = min(pause * 2, 5.0)

    async def _attempt(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response | None:
        self.tally.requests += 1
        try:
            return await self.pool.request(method, path, headers=headers.items(), body=body)
        except ConnectionFailed:
            self.tally.broken_connections += 1
            return None

    def _wait_for(self, answer: Response | None, pause: float) -> float:
        if answer is None:
            return pause * random.uniform(0.5, 1.5)
        if answer.status == 429:
            self.tally.rate_limited += 1
        else:
            self.tally.unavailable += 1
        asked = retry_after(answer)
        # A little jitter, so that many waiting clients do not all come back in the same instant.
        return (asked if asked is not None else pause) + random.uniform(0.0, 0.25)
