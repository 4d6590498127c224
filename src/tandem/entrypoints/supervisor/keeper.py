"""One process that is started again whenever it ends."""

import asyncio
import signal
import subprocess
import time
from collections.abc import Callable
from typing import Protocol

from tandem.entrypoints.supervisor.backoff import Backoff

_NOT_STARTED = 127
Spawn = Callable[[], "subprocess.Popen[bytes]"]


class SpawnFailed(Exception):
    """A process could not even be started; the text says why."""


class Watcher(Protocol):
    """Is told what happens to the process called `name`."""

    def started(self, name: str, pid: int) -> None: ...

    def ended(self, name: str, code: int, again_in_s: float) -> None: ...


class Keeper:
    """Starts `spawn()` again and again until stopped. All of it in the main thread: see kit.tether."""

    def __init__(
        self,
        name: str,
        spawn: Spawn,
        watcher: Watcher,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self._spawn = spawn
        self._watcher = watcher
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = asyncio.Event()
        self._stopping = asyncio.Event()
        self.backoff = Backoff()
        self.trouble: str | None = None
        """Why the last start failed, if it did."""

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def look(self) -> None:
        """To be called when some child of this process changed state."""
        if self._process is not None and self._process.poll() is not None:
            self._ended.set()

    async def keep(self) -> None:
        """Runs until `stop` was called and the process is gone."""
        while not self._stopping.is_set():
            began = time.monotonic()
            code = await self._one_run()
            if self._stopping.is_set():
                return
            self.backoff = self.backoff.after_run(time.monotonic() - began)
            self._watcher.ended(self.name, code, self.backoff.delay_s)
            try:
                await asyncio.wait_for(self._stopping.wait(), self.backoff.delay_s)
            except TimeoutError:
                continue

    async def stop(self, patience_s: float) -> None:
        """Asks the process to end, then makes it end."""
        self._stopping.set()
        for asked in (self._stop_signal, signal.SIGKILL):
            if self.pid is None:
                return
            self._signal(asked)
            try:
                await asyncio.wait_for(self._ended.wait(), patience_s)
            except TimeoutError:
                continue

    def kill(self) -> None:
        """Ends the process now."""
        self._stopping.set()
        self._signal(signal.SIGKILL)

    async def _one_run(self) -> int:
        self._ended.clear()
        try:
            self._process, self.trouble = self._spawn(), None
        except (SpawnFailed, OSError) as error:
            self.trouble = str(error)
            return _NOT_STARTED
        self._watcher.started(self.name, self._process.pid)
        self.look()  # it may have ended before its pid was known here
        await self._ended.wait()
        return self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
