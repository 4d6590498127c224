"""From nothing to a running product and back."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tandem.entrypoints.supervisor.fingerprint import READ, fingerprint
from tandem.entrypoints.supervisor.health import answers_ok
from tandem.entrypoints.supervisor.home import Home
from tandem.entrypoints.supervisor.keeper import Keeper, Spawn, SpawnFailed
from tandem.entrypoints.supervisor.listening import open_door
from tandem.entrypoints.supervisor.logs import cut_long_logs, open_log, tail
from tandem.entrypoints.supervisor.plan import Plan, Program
from tandem.entrypoints.supervisor.problems import CannotStart
from tandem.kit.postgres import EmbeddedPostgres, PostgresError
from tandem.kit.tether import tethered
from tandem.settings import Settings

if TYPE_CHECKING:
    from tandem.entrypoints.supervisor.reporting import Reporter

_POSTGRES = "postgres"
_READY_WITHIN_S = 120.0
_POLL_S = 0.05
_HOPELESS_FAILURES = 4
_LOG_CHECK_S = 60.0


class Supervisor:
    """Runs one Plan on one TANDEM_HOME. `run()` returns after SIGINT, SIGTERM or SIGHUP."""

    def __init__(
        self, settings: Settings, plan: Plan, reporter: "Reporter", *, console_logs: bool = False
    ) -> None:
        self._settings = settings
        self._plan = plan
        self._reporter = reporter
        self._console_logs = console_logs
        self._home = Home(settings)
        self._postgres = None if settings.database_url else EmbeddedPostgres(settings.home)
        self._keepers: list[Keeper] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._stop = asyncio.Event()
        self._env: dict[str, str] = {}

    async def run(self) -> None:
        """Raises CannotStart when the product does not come up; everything is cleaned away then, too."""
        self._home.take()
        try:
            with self._listen() as door:
                self._watch_signals()
                await self._start(door)
                if not self._stop.is_set():
                    self._announce()
                    await self._until_stopped()
        finally:
            await self._shut_down()
            self._home.release()

    # Up

    async def _start(self, door: socket.socket) -> None:
        self._reporter.step("database")
        url = await self._start_database()
        port = door.getsockname()[1]
        self._settings.secret()
        self._env = {
            **os.environ,
            "TANDEM_HOME": str(self._settings.home),
            "TANDEM_HOST": self._settings.host,
            "TANDEM_PORT": str(port),
            "TANDEM_DATABASE_URL": url,
            "TANDEM_DEMO": str(int(self._settings.demo)),
        }
        self._settings = self._settings.model_copy(update={"port": port})
        if self._postgres is None or self._postgres.ask(READ) != fingerprint(self._settings):
            self._reporter.step("demo" if self._settings.demo else "migrations")
            await self._prepare()
        self._reporter.step("processes")
        for program in self._plan.programs:
            self._keep(program.name, partial(self._spawn, program, door))
        await self._await_health()

    def _listen(self) -> socket.socket:
        return open_door(self._settings.host, self._settings.port)

    async def _start_database(self) -> str:
        server = self._postgres
        if server is None:
            return self._settings.database_url or ""
        try:
            server.prepare()
            self._keep(_POSTGRES, self._spawn_postgres, stop_signal=signal.SIGINT)
            await self._until(server.is_ready)
        except PostgresError as error:
            raise CannotStart(str(error)) from error
        return server.url

    async def _prepare(self) -> None:
        log = self._log("prepare")
        start = log.stat().st_size if log.exists() else 0
        process = self._spawn(Program("prepare", self._plan.prepare))
        try:
            await self._until(lambda: process.poll() is not None)
        finally:
            process.kill()
            code = process.wait()
        if code != 0 and not self._stop.is_set():
            raise CannotStart(
                f"{_last_words(log.read_bytes()[start:].decode(errors='replace'))}\n(all of it: {log})"
            )

    async def _await_health(self) -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(  # noqa: S104
            self._settings.host, self._settings.host
        )
        deadline = time.monotonic() + _READY_WITHIN_S
        while not self._stop.is_set():
            if await answers_ok(host, self._settings.port, self._plan.health_path):
                return
            self._give_up_on_hopeless()
            if time.monotonic() > deadline:
                waited = f"Tandem did not become ready within {_READY_WITHIN_S:.0f} s."
                raise CannotStart(f"{waited} Logs: {self._settings.logs_path}")
            await asyncio.sleep(_POLL_S)

    async def _until(self, done: Callable[[], bool]) -> None:
        while not self._stop.is_set() and not done():
            self._give_up_on_hopeless()
            await asyncio.sleep(_POLL_S / 2)

    def _give_up_on_hopeless(self) -> None:
        for keeper in self._keepers:
            if keeper.backoff.failures >= _HOPELESS_FAILURES:
                log = self._log(keeper.name)
                reason = keeper.trouble or f"{keeper.name} keeps ending. The end of {log}:\n{tail(log)}"
                raise CannotStart(reason)

    # Running

    def _announce(self) -> None:
        self._home.note("url", self._settings.base_url)
        self._reporter.ready(self._settings, self._pids())

    async def _until_stopped(self) -> None:
        while not self._stop.is_set():
            cut_long_logs(self._settings.logs_path)
            try:
                await asyncio.wait_for(self._stop.wait(), _LOG_CHECK_S)
            except TimeoutError:
                continue

    def _keep(self, name: str, spawn: Spawn, stop_signal: signal.Signals = signal.SIGTERM) -> None:
        keeper = Keeper(name, spawn, self, stop_signal=stop_signal)
        self._keepers.append(keeper)
        self._tasks.append(asyncio.create_task(keeper.keep(), name=name))

    def _spawn(self, program: Program, door: socket.socket | None = None) -> "subprocess.Popen[bytes]":
        env, handed = {**self._env, **program.env}, []
        if program.listens and door is not None:
            env["TANDEM_LISTEN_FD"] = str(door.fileno())
            handed = [door.fileno()]
        with open_log(self._log(program.name)) as file:
            output = None if self._console_logs and program.name != "prepare" else file
            return subprocess.Popen(
                tethered(program.command, on_parent_death=signal.SIGKILL),
                env=env,
                pass_fds=handed,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _spawn_postgres(self) -> "subprocess.Popen[bytes]":
        assert self._postgres is not None
        try:
            self._postgres.launch()
        except PostgresError as error:
            raise SpawnFailed(str(error)) from error
        assert self._postgres.process is not None
        return self._postgres.process

    def started(self, name: str, pid: int) -> None:
        """A keeper's news."""
        self._home.note(f"{name}.pid", str(pid))
        self._reporter.started(name, pid, self._pids())

    def ended(self, name: str, code: int, again_in_s: float) -> None:
        """A keeper's news."""
        self._home.forget(f"{name}.pid")
        self._reporter.ended(name, code, again_in_s, self._log(name))

    def _pids(self) -> dict[str, int]:
        return {keeper.name: keeper.pid for keeper in self._keepers if keeper.pid is not None}

    def _log(self, name: str) -> Path:
        return self._settings.logs_path / f"{name}.log"

    # Down

    def _watch_signals(self) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGCHLD, self._child_changed)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop)

    def _child_changed(self) -> None:
        for keeper in self._keepers:
            keeper.look()

    def _asked_to_stop(self) -> None:
        if self._stop.is_set():  # asked twice: no more patience, but the database may still close its files
            for keeper in self._keepers:
                if keeper.name != _POSTGRES:
                    keeper.kill()
        self._stop.set()

    async def _shut_down(self) -> None:
        self._reporter.stopping()
        patience = self._settings.graceful_shutdown_s + 1
        database = [keeper for keeper in self._keepers if keeper.name == _POSTGRES]
        rest = [keeper for keeper in self._keepers if keeper.name != _POSTGRES]
        await asyncio.gather(*(keeper.stop(patience) for keeper in rest))
        await asyncio.gather(*(keeper.stop(max(patience, 30)) for keeper in database))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for keeper in self._keepers:
            self._home.forget(f"{keeper.name}.pid")
        self._reporter.stopped()


def _last_words(text: str) -> str:
    """The line that says what went wrong: the last that begins like a sentence or an exception."""
    lines = [line for line in text.splitlines() if line[:1].isalpha()]
    return lines[-1] if lines else "Preparing the database failed."
