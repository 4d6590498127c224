"""Calling the model within bounds: so many at once, so many attempts, a deadline, a rest after failures."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import structlog

from tandem.contexts.bot.llm import counting
from tandem.contexts.bot.llm.ports import (
    Completion,
    LanguageModel,
    LlmBusy,
    LlmFailed,
    LlmResting,
    LlmTimeout,
    LlmTooLong,
    Request,
)
from tandem.kit.breaker import Breaker, State

log = structlog.get_logger(__name__)
_CHARS_PER_TOKEN = 1.0
"""Of Chinese, on the safe side: tokenizers make 0.6 to 1 tokens of a character."""
_PAUSE_S = 0.3
_FAILURES, _REST_S = 5, 30.0
_GUESSED_S, _LEARNS = 2.0, 0.3
"""How long a request takes before anybody knows, and how much each one teaches."""


@dataclass(frozen=True)
class Limits:
    """`at_once` requests of this process; `attempts` of one request."""

    at_once: int = 2
    attempts: int = 2


class Caller:
    """One for each process and model."""

    def __init__(
        self,
        model: LanguageModel,
        limits: Limits | None = None,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.model = model
        self._limits = limits or Limits()
        self._breaker = breaker or Breaker(_FAILURES, _REST_S, clock)
        self._clock = clock
        self._places = asyncio.Semaphore(self._limits.at_once)
        self._pending = 0
        self._usual_s = _GUESSED_S
        self.last_failure: str | None = None

    @property
    def state(self) -> State:
        """Whether requests are sent just now."""
        return self._breaker.state

    def turned_away(self, within_s: float) -> LlmFailed | None:
        """Why nobody need wait for an answer within `within_s` seconds: the model rests, or too many wait for it, as
        quick as it usually is. None: it may be asked. A model that hangs would else be waited for by everybody until it
        has failed often enough, a few at a time."""
        if self.state == "open" or (self.state == "half_open" and self._pending):
            return LlmResting(f"resting after failures, last {self.last_failure}")
        ahead = self._pending - self._limits.at_once + 1
        wait_s = ahead / self._limits.at_once * self._usual_s
        if ahead > 0 and wait_s + self._usual_s > within_s:
            return LlmBusy(f"{self._pending} before it, {self._usual_s:.1f} s each")
        return None

    async def ask(self, request: Request, within_s: float) -> Completion:
        """The answer within `within_s` seconds, waiting for a free place and repetitions included. Raises LlmFailed, at
        once where `turned_away` knows why."""
        room = self.model.context_tokens - request.max_tokens
        if request.chars * _CHARS_PER_TOKEN > room:
            raise self._noted(request, LlmTooLong(f"{request.chars} characters, room for {room}"))
        if (why := self.turned_away(within_s)) is not None:
            # Says nothing new of the model, and in a crowd each would be a line in the log.
            counting.failed(request.purpose, why.code)
            raise why
        started = self._clock()
        self._pending += 1
        try:
            async with asyncio.timeout(within_s) as limit:
                async with self._places:
                    found = await self._at_its_place(request, started + within_s, limit)
        except TimeoutError:
            raise self._noted(request, LlmTimeout(f"nothing within {within_s:g} s")) from None
        except LlmFailed as error:
            raise self._noted(request, error) from error.__cause__
        finally:
            self._pending -= 1
        self.last_failure = None
        counting.answered(request.purpose, found, self._clock() - started)
        return found

    async def _at_its_place(self, request: Request, deadline: float, limit: asyncio.Timeout) -> Completion:
        """One request after the other; how long it took, failed or not, says how long the next may take."""
        began = self._clock()
        try:
            return await self._attempts(request, deadline, limit)
        finally:
            self._usual_s += _LEARNS * (self._clock() - began - self._usual_s)

    async def _attempts(self, request: Request, deadline: float, limit: asyncio.Timeout) -> Completion:
        for attempt in range(1, self._limits.attempts + 1):
            left = deadline - self._clock()
            try:
                return await self._once(replace(request, timeout_s=min(request.timeout_s, left)), limit)
            except LlmFailed as error:
                pause = _pause(error, attempt)
                again = error.retriable and attempt < self._limits.attempts
                if not again or self._clock() + pause >= deadline:
                    raise
            await asyncio.sleep(pause)
        raise AssertionError("unreachable")

    async def _once(self, request: Request, limit: asyncio.Timeout) -> Completion:
        if not self._breaker.admits():
            raise LlmResting(f"resting after failures, last {self.last_failure}")
        try:
            found = await self.model.complete(request)
        except LlmFailed as error:
            if error.retriable:
                self._breaker.failed(_rest(error))
            else:
                self._breaker.gave_up()
            raise
        except asyncio.CancelledError:
            if limit.expired():  # the server was too slow for what is asked of it
                self._breaker.failed()
            else:  # whoever asked stops: that says nothing of the server
                self._breaker.gave_up()
            raise
        self._breaker.succeeded()
        return found

    def _noted(self, request: Request, error: LlmFailed) -> LlmFailed:
        if not isinstance(error, LlmResting):
            self.last_failure = error.code
        counting.failed(request.purpose, error.code)
        log.warning("llm.failed", purpose=request.purpose, code=error.code, cause=str(error))
        return error

    async def close(self) -> None:
        await self.model.close()


def _rest(error: LlmFailed) -> float | None:
    """A long Retry-After stops everybody, a short one only this request."""
    if isinstance(error, LlmBusy) and error.after_s is not None and error.after_s > _LONG_WAIT_S:
        return error.after_s
    return None


_LONG_WAIT_S = 2.0


def _pause(error: LlmFailed, attempt: int) -> float:
    if isinstance(error, LlmBusy) and error.after_s is not None:
        return error.after_s
    return _PAUSE_S * attempt
