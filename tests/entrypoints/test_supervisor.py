"""The supervisor, run as a process of its own on stand-in programs; PostgreSQL, where used, is real."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.request import urlopen

import psutil
import pytest

from tandem.entrypoints.supervisor.backoff import Backoff
from tandem.entrypoints.supervisor.fingerprint import fingerprint
from tandem.entrypoints.supervisor.logs import cut_long_logs, open_log
from tandem.settings import Settings

SCRIPT = Path(__file__).with_name("fake_up.py")
SOURCE = Path(__file__).parents[2] / "src"


class Up:
    """A started supervisor and what it said so far."""

    def __init__(self, home: Path, port: int = 0, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), str(home), str(port), *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        self.said: list[dict[str, Any]] = []
        self.pids: dict[str, int] = {}

    def until(self, event: str, **having: object) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            self.said.append(said)
            self.pids = said.get("pids", self.pids)
            if said["event"] == event and all(said.get(k) == v for k, v in having.items()):
                return said
        raise AssertionError(f"ended without {event} {having}: {self.said}")

    def stop(self, number: int = signal.SIGTERM) -> int:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        assert self.process.stdout is not None
        self.said += [json.loads(line) for line in self.process.stdout]
        return self.process.wait()

    def __enter__(self) -> "Up":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="tup-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def fetch(url: str) -> list[str]:
    with urlopen(f"{url}/") as answer:
        return answer.read().decode().split()


def all_gone(pids: list[int], limit_s: float = 30) -> bool:
    deadline = time.monotonic() + limit_s
    while any(_alive(pid) for pid in pids):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _alive(pid: int) -> bool:
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def test_starts_tells_its_pids_and_stops_cleanly(home: Path) -> None:
    with Up(home) as up:
        ready = up.until("ready")
        assert set(ready["pids"]) == {"api-1", "worker-1"}
        assert fetch(ready["url"])[0] == str(ready["pids"]["api-1"])
        assert (home / "run" / "api-1.pid").read_text().strip() == str(ready["pids"]["api-1"])
        assert (home / "run" / "url").read_text().strip() == ready["url"]
        assert up.stop() == 0
        assert up.said[-1]["event"] == "stopped"
    assert all_gone([*ready["pids"].values()])
    assert list((home / "run").glob("*.pid")) == []


def test_port_that_was_asked_for_reaches_the_programs(home: Path) -> None:
    with (
        socket.socket() as kept
    ):  # bound, so that nobody else gets it; not listening, so that it can be had again
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        kept.bind(("127.0.0.1", 0))
        port = kept.getsockname()[1]
        with Up(home, port) as up:
            ready = up.until("ready")
            assert ready["url"] == f"http://127.0.0.1:{port}"
            assert fetch(ready["url"])[1] == str(port)


def test_killed_program_is_started_again_and_no_connection_is_refused(home: Path) -> None:
    with Up(home) as up:
        ready = up.until("ready")
        for _ in range(3):
            old = up.pids["api-1"]
            os.kill(old, signal.SIGKILL)
            assert all_gone([old])  # or it might still take the connection with it
            new = fetch(ready["url"])[0]  # waits in the backlog of the socket that stayed open
            assert new != str(old)
            assert up.until("started", name="api-1")["pid"] == int(new)
            assert (home / "run" / "api-1.pid").read_text().strip() == new


def test_postgres_comes_back_after_a_kill(home: Path) -> None:
    with Up(home, 0, "postgres") as up:
        ready = up.until("ready")
        assert fetch(ready["url"])[2].startswith("postgresql+asyncpg://tandem:")
        os.kill(ready["pids"]["postgres"], signal.SIGKILL)
        assert up.until("ended", name="postgres")["code"] == -signal.SIGKILL
        up.until("started", name="postgres")
        lock = home / "postgres" / "data" / "postmaster.pid"
        deadline = time.monotonic() + 30
        while "ready" not in (lock.read_text() if lock.exists() else "") and time.monotonic() < deadline:
            time.sleep(0.02)
        assert lock.read_text().splitlines()[0] == str(up.pids["postgres"])
        assert fetch(ready["url"])[0] == str(up.pids["api-1"])


def test_database_is_prepared_once_for_each_version(home: Path) -> None:
    def steps() -> list[str]:
        with Up(home, 0, "postgres", "prepare") as up:
            up.until("ready")
            return [said["name"] for said in up.said if said["event"] == "step"]

    assert steps() == ["database", "migrations", "processes"]
    assert steps() == ["database", "processes"]
    (home / "secrets" / "master_keys").rename(home / "secrets" / "elsewhere")
    with Up(home, 0, "postgres", "prepare") as up:
        reason = up.until("failed")["reason"]
    assert "There is no master key" in reason
    assert not (home / "secrets" / "master_keys").exists()


def test_fingerprint_follows_the_migrations_the_demo_and_the_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tandem.entrypoints.supervisor.fingerprint.files", lambda _: tmp_path)
    (tmp_path / "migrations").mkdir()
    plain, demo = Settings(home=tmp_path, demo=False), Settings(home=tmp_path, demo=True)
    prints = [fingerprint(plain), fingerprint(demo)]
    (tmp_path / "migrations" / "0002.py").write_text("")
    prints.append(fingerprint(plain))
    plain.secrets_path.mkdir()
    plain.master_keys_path.write_text("x")
    prints.append(fingerprint(plain))
    assert len(set(prints)) == 4
    assert fingerprint(plain) == prints[3]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP, signal.SIGINT])
def test_nothing_outlives_the_supervisor(home: Path, number: signal.Signals) -> None:
    with Up(home, 0, "postgres") as up:
        pids = [*up.until("ready")["pids"].values()]
        up.stop(number)
        assert all_gone(pids)
    with Up(home, 0, "postgres") as again:
        again.until("ready")


def test_second_instance_on_the_same_folder_is_refused(home: Path) -> None:
    with Up(home) as first:
        first.until("ready")
        with Up(home) as second:
            reason = second.until("failed")["reason"]
            assert f"already runs on {home} (process {first.process.pid})" in reason
            assert "TANDEM_HOME" in reason
            assert second.process.wait() == 1
        assert fetch(first.said[-1]["url"])


def test_busy_port_names_the_setting(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Up(home, port) as up:
            assert f"Port {port} is taken" in up.until("failed")["reason"]
            assert "TANDEM_PORT" in up.said[-1]["reason"]
            assert up.process.wait() == 1


def test_program_that_keeps_failing_ends_the_start_with_its_own_words(home: Path) -> None:
    with Up(home, 0, "broken-api") as up:
        reason = up.until("failed")["reason"]
        assert "api-1 keeps ending" in reason
        assert "soup is no number" in reason
        assert up.process.wait() == 1


def test_failed_preparation_shows_its_last_line(home: Path) -> None:
    with Up(home, 0, "broken-prepare") as up:
        assert up.until("failed")["reason"].startswith("soup is no number")
        assert up.process.wait() == 1


def test_folder_without_access_is_explained() -> None:
    with Up(Path("/proc/tandem")) as up:
        assert "TANDEM_HOME" in up.until("failed")["reason"]


def test_backoff_grows_to_a_limit_and_forgets_after_a_long_run() -> None:
    state, delays = Backoff(), []
    for _ in range(9):
        state = state.after_run(0.2)
        delays.append(state.delay_s)
    assert delays == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0, 5.0]
    assert state.after_run(60).delay_s == 0.0


def test_long_log_is_cut_while_its_writer_goes_on(tmp_path: Path) -> None:
    with open_log(tmp_path / "api-1.log") as file:
        file.write(b"x" * 2000)
        cut_long_logs(tmp_path, limit_bytes=1000)
        file.write(b"new")
    assert (tmp_path / "api-1.log").read_bytes() == b"new"
    assert (tmp_path / "api-1.log.1").stat().st_size == 2000
