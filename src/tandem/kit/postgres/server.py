"""The running server: started as a direct child, reached over a private socket, stopped cleanly."""

import os
import secrets
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import psutil

from tandem.kit.postgres.binaries import Binaries, find_binaries
from tandem.kit.postgres.cluster import PRODUCT, SUPERUSER, Cluster, Passwords, clean_environment
from tandem.kit.postgres.errors import PostgresError
from tandem.kit.postgres.identity import Identity, choose_identity
from tandem.kit.postgres.sockets import socket_folder
from tandem.kit.tether import tethered

_POLL_S = 0.01
_LAUNCHES = 40
_READY_LINE = 7  # of postmaster.pid: the state pg_ctl waits for
_LOG_BYTES = 10 * 1024 * 1024
_MB = 1024 * 1024

_BASE_FLAGS: Mapping[str, str] = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "idle_in_transaction_session_timeout": "60s",
    # Neither statements nor key values in the log: they carry personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}


class EmbeddedPostgres:
    """A PostgreSQL under `home`, for this process alone. Call from the main thread (see kit.tether).

    `flags` are server settings that override the sensible ones (tests: fsync=off).
    """

    def __init__(self, home: Path, *, flags: Mapping[str, str] | None = None) -> None:
        self._home = home
        self._folder = home / "postgres"
        self._flags = {**_BASE_FLAGS, "shared_buffers": _shared_buffers(), **(flags or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._identity: Identity | None = None
        self._binaries: Binaries | None = None
        self._sockets: Path | None = None
        self._passwords: Passwords | None = None

    # The one-call life

    def start(self, timeout_s: float = 60) -> str:
        """Makes the cluster if it is new, starts the server, waits until it accepts; returns `url`."""
        self.prepare()
        deadline = time.monotonic() + timeout_s
        for _ in range(_LAUNCHES):
            self.launch()
            if self.wait_ready(deadline - time.monotonic()):
                return self.url
            # A server that was killed a moment ago still holds its memory for an instant.
            time.sleep(0.25)
            if time.monotonic() > deadline or not self._blocked_by_predecessor():
                break
        raise PostgresError(f"PostgreSQL did not start. The end of {self.log_file}:\n{self.log_tail()}")

    def stop(self, timeout_s: float = 30) -> None:
        """Ends the server: cleanly, then with less and less patience. Safe to call twice."""
        process = self._process
        if process is None:
            return
        for step in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if process.poll() is None:
                process.send_signal(step)
            try:
                process.wait(timeout_s)
                return
            except subprocess.TimeoutExpired:
                continue

    def __enter__(self) -> "EmbeddedPostgres":
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    # The steps, for a supervisor that must not block

    def prepare(self) -> None:
        """Everything before the launch; idempotent. Blocks about a second the first time."""
        self._home.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        self._folder.mkdir(exist_ok=True, mode=0o700)
        self._identity, self._binaries = choose_identity(self._folder, find_binaries())
        self._identity.give(self._folder)
        self._passwords = Passwords(_password(self._home, SUPERUSER), _password(self._home, PRODUCT))
        self._cluster.ensure(self._passwords)
        self._sockets = socket_folder(self._folder / "run", self._identity.owner)

    def launch(self) -> int:
        """Starts the server process and returns its pid at once. Raises PostgresError if another one runs."""
        if self._identity is None or self._binaries is None or self._sockets is None:
            raise RuntimeError("prepare() comes before launch()")
        self._await_predecessor()
        self._logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = {
            **self._flags,
            "unix_socket_directories": f'"{self._sockets}"',
            "unix_socket_permissions": "0700",
        }
        command = [self._binaries.program("postgres"), "-D", str(self.data)]
        command += [word for name, value in flags.items() for word in ("-c", f"{name}={value}")]
        with _log_for_append(self.log_file) as log:
            self._process = subprocess.Popen(
                tethered(command, run_as=self._identity.run_as, on_parent_death=signal.SIGINT),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=clean_environment(),
                start_new_session=True,  # Ctrl-C is for the supervisor, which stops the server last
            )
        return self._process.pid

    def is_ready(self) -> bool:
        """Whether the server of this instance accepts connections now."""
        if self._process is None or self._process.poll() is not None:
            return False
        lines = self._lock_lines()
        if len(lines) <= _READY_LINE or lines[0].strip() != str(self._process.pid):
            return False
        return lines[_READY_LINE].strip() == "ready"

    def wait_ready(self, timeout_s: float = 60) -> bool:
        """Waits until the server accepts; False when it ended or the time ran out."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.is_ready():
                return True
            if self._process is None or self._process.poll() is not None:
                return False
            time.sleep(_POLL_S)
        return False

    def ask(self, query: str) -> str | None:
        """The text that `query` selects in the product's database, None when it fails: for start-up checks."""
        if self._binaries is None or self._passwords is None:
            return None
        words = ["-h", str(self._sockets), "-U", PRODUCT, "-d", PRODUCT, "-w", "-X", "-A", "-t", "-c", query]
        done = subprocess.run(
            [self._binaries.program("psql"), *words],
            env={**clean_environment(), "PGPASSWORD": self._passwords.product, "PGCONNECT_TIMEOUT": "5"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.removesuffix("\n") if done.returncode == 0 else None

    # What it is

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The server's process, once launched."""
        return self._process

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def url(self) -> str:
        """SQLAlchemy URL of the product's database, with its password: never log it."""
        return self.url_for(PRODUCT)

    @property
    def superuser_url(self) -> str:
        """SQLAlchemy URL with all rights, for tests and repairs."""
        return self.url_for(SUPERUSER, SUPERUSER)

    def url_for(self, database: str, role: str = PRODUCT) -> str:
        """SQLAlchemy URL of another database of this server."""
        if self._passwords is None or self._sockets is None:
            raise RuntimeError("prepare() comes before url")
        password = self._passwords.superuser if role == SUPERUSER else self._passwords.product
        return (
            f"postgresql+asyncpg://{role}:{password}@/{database}?host={quote(str(self._sockets), safe='/')}"
        )

    @property
    def data(self) -> Path:
        """The data folder."""
        return self._folder / "data"

    @property
    def log_file(self) -> Path:
        """The server's log."""
        return self._logs / "postgres.log"

    def log_tail(self, lines: int = 12) -> str:
        """The last lines of the log, to show a person."""
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return "(no log)"

    # Inside

    @property
    def _logs(self) -> Path:
        return self._home / "logs"

    @property
    def _cluster(self) -> Cluster:
        assert self._binaries is not None
        assert self._identity is not None
        return Cluster(self.data, self._binaries, self._identity)

    def _lock_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _await_predecessor(self, timeout_s: float = 20) -> None:
        """Waits for a server that is still shutting down; removes the lock file of one that was killed.

        The number in a stale lock file may meanwhile belong to any process, so it is looked at, not trusted.
        """
        deadline = time.monotonic() + timeout_s
        while (lines := self._lock_lines()) and lines[0].strip().isdigit():
            if not self._is_our_postgres(int(lines[0])):
                break
            if time.monotonic() > deadline:
                raise PostgresError(f"Another PostgreSQL (process {lines[0]}) is using {self.data}.")
            time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for stale in self._sockets.glob(".s.PGSQL.*.lock") if self._sockets else ():
            stale.unlink()

    def _is_our_postgres(self, pid: int) -> bool:
        try:
            other = psutil.Process(pid)
            if other.name() != "postgres" or other.status() == psutil.STATUS_ZOMBIE:
                return False
            return Path(other.cwd()) == self.data.resolve()
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return False  # another user's process: it cannot have opened our 0700 folder

    def _blocked_by_predecessor(self) -> bool:
        tail = self.log_tail(3)
        return "still in use" in tail or "lock file" in tail


def _password(home: Path, role: str) -> str:
    path = home / "secrets" / f"postgres-{role}"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
        return path.read_text()


def _shared_buffers() -> str:
    memory = psutil.virtual_memory().total // _MB
    return f"{min(1024, max(128, memory // 16))}MB"


def _log_for_append(path: Path) -> BinaryIO:
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
