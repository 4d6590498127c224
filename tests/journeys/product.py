"""A whole running Tandem (`tandem up` as a process of its own) for tests that need the real thing."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from tandem.demo.clients import Address, HttpPool, Instance

SOURCE = Path(__file__).parents[2] / "src"
COMMAND = "from tandem.entrypoints.cli import main; main()"
READY_WITHIN_S = 150.0


@dataclass
class Product:
    """Knows the processes by name and waits for the supervisor's news of them."""

    process: asyncio.subprocess.Process
    home: Path
    pids: dict[str, int] = field(default_factory=dict)
    events: list[dict[str, object]] = field(default_factory=list)
    url: str = ""
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def instance(self) -> Instance:
        return Instance(Address.parse(self.url), self.home)

    def named(self, prefix: str) -> str:
        """The first process whose name begins so (`api` is `api-1`)."""
        return next(name for name in sorted(self.pids) if name.startswith(prefix))

    async def kill(self, name: str, *, within: float = 60.0) -> None:
        """SIGKILL, and wait until the supervisor has put a new process in its place."""
        old = self.pids[name]
        os.kill(old, signal.SIGKILL)
        await self.until(lambda: self.pids.get(name, old) != old, within, f"{name} again")

    @asynccontextmanager
    async def kept_down(self, name: str) -> AsyncIterator[None]:
        """SIGKILL; the process put in its place stands still until the block ends."""
        await self.kill(name)
        os.kill(self.pids[name], signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pids[name], signal.SIGCONT)

    async def until_healthy(self, within: float = 60.0) -> None:
        pool = HttpPool(self.instance.address, timeout=5)
        deadline = asyncio.get_running_loop().time() + within
        try:
            while True:
                try:
                    if (await pool.request("GET", "/readyz")).status == 200:
                        return
                except Exception:
                    if asyncio.get_running_loop().time() > deadline:
                        raise
                await asyncio.sleep(0.05)
                assert asyncio.get_running_loop().time() < deadline, f"not healthy\n{self.logs()}"
        finally:
            pool.close()

    async def until(self, found, within: float, what: str) -> None:
        async with asyncio.timeout(within):
            while not found():
                self.news.clear()
                if self.process.returncode is not None:
                    raise AssertionError(f"tandem up ended while waiting for {what}\n{self.logs()}")
                await self.news.wait()

    async def read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            event = orjson.loads(line)
            self.events.append(event)
            if "pids" in event:
                self.pids = event["pids"]
            if event["event"] == "ready":
                self.url = event["url"]
            self.news.set()
        await self.process.wait()
        self.news.set()

    def logs(self) -> str:
        """The ends of all logs, for a failing test's message."""
        parts = [repr(event) for event in self.events[-5:]]
        for path in sorted((self.home / "logs").glob("*.log")):
            parts += [f"--- {path.name}", path.read_text(errors="replace")[-2000:]]
        return "\n".join(parts)


@asynccontextmanager
async def running_product(**settings: str) -> AsyncIterator[Product]:
    """Start Tandem with the demo lender in a temporary folder on a free port; stop it afterwards."""
    with tempfile.TemporaryDirectory(prefix="tandem-product-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o711)
        env = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
        env |= {
            "PYTHONPATH": str(SOURCE),
            "TANDEM_TESTING": "1",
            "TANDEM_ENCODERS": "",
            "TANDEM_DEMO_CUSTOMERS": "0",
            "TANDEM_GRACEFUL_SHUTDOWN_S": "1",
            # One process fewer to start: most of a product's start here is imports.
            "TANDEM_BACKGROUND_PROCESSES": "0",
        }
        env |= {f"TANDEM_{name}": value for name, value in settings.items()}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", COMMAND, "up", "--demo", "--json", "--port", "0", "--home", str(home),
            env=env, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        product = Product(process, home)
        reading = asyncio.create_task(product.read())
        try:
            await product.until(lambda: product.url, READY_WITHIN_S, "ready")
            yield product
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
                try:
                    await asyncio.wait_for(process.wait(), 40)
                except TimeoutError:
                    process.kill()
            await reading


async def eventually(found, within: float = 30.0) -> None:
    """Waits for what the product does after it has answered: jobs, timelines, figures."""
    async with asyncio.timeout(within):
        while not await found():  # noqa: ASYNC110 - what is waited for is on the server
            await asyncio.sleep(0.2)
