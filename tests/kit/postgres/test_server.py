"""The embedded server is really started here, as whoever runs the tests."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import psutil
import pytest

import tandem
from tandem.kit.postgres import EmbeddedPostgres, PostgresError

FAST = {"fsync": "off", "shared_buffers": "32MB"}
SOURCE = str(Path(tandem.__file__).parents[1])
SITE_PACKAGES = str(Path(asyncpg.__file__).parents[1])


@contextmanager
def short_folder() -> Iterator[Path]:
    """A short path: pytest's tmp_path would always need the stand-in socket folder."""
    folder = Path(tempfile.mkdtemp(prefix="tpg-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    with short_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    """Shared by the tests that only look at it."""
    with short_folder() as folder, EmbeddedPostgres(folder, flags=FAST) as started:
        yield started


def plain(url: str) -> str:
    return url.replace("+asyncpg", "")


async def ask(url: str, query: str) -> object:
    link = await asyncpg.connect(plain(url))
    try:
        return await link.fetchval(query)
    finally:
        await link.close()


def wait_gone(pid: int, limit_s: float = 20) -> bool:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


async def test_product_role_owns_its_database_and_is_no_superuser(server: EmbeddedPostgres) -> None:
    assert await ask(server.url, "SELECT current_user || '@' || current_database()") == "tandem@tandem"
    assert await ask(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert await ask(server.url, "SELECT datctype FROM pg_database WHERE datname = 'tandem'") == "C.UTF-8"
    assert await ask(server.url, "SHOW data_checksums") == "on"
    assert await ask(server.url, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'") == 1


async def test_chinese_trigrams_work(server: EmbeddedPostgres) -> None:
    await ask(server.url, "CREATE EXTENSION pg_trgm")
    assert await ask(server.url, "SELECT similarity('提前还款怎么办', '怎么提前还款') > 0.1") is True


async def test_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    rules = await ask(
        server.superuser_url, "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"
    )
    assert rules == "scram-sha-256"
    start, rest = plain(server.url).split("tandem:", 1)
    wrong = f"{start}tandem:wrong@{rest.split('@', 1)[1]}"
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(wrong)


def test_listens_on_no_network_address_and_shares_nothing(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    process, home = psutil.Process(server.pid), server.data.parents[1]
    assert process.net_connections(kind="inet") == []
    for private in ("postgres", "postgres/run", "postgres/data", "secrets", "logs"):
        assert (home / private).stat().st_mode & 0o077 == 0, private
    if os.geteuid() == 0:
        assert process.uids().real != 0


def test_log_keeps_personal_data_out(server: EmbeddedPostgres) -> None:
    async def fail() -> None:
        link = await asyncpg.connect(plain(server.url))
        await link.execute("CREATE TABLE person (phone text PRIMARY KEY)")
        await link.execute("INSERT INTO person VALUES ('13800001111')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await link.execute("INSERT INTO person VALUES ('13800001111')")
        await link.close()

    asyncio.run(fail())
    log = server.log_file.read_text()
    assert "person_pkey" in log
    assert "13800001111" not in log


async def test_second_start_keeps_data_and_password(home: Path) -> None:
    with EmbeddedPostgres(home, flags=FAST) as first:
        await ask(first.url, "CREATE TABLE kept AS SELECT 7 AS n")
        url = first.url
    with EmbeddedPostgres(home, flags=FAST) as second:
        assert second.url == url
        assert await ask(second.url, "SELECT n FROM kept") == 7


async def test_recovers_after_kill(home: Path) -> None:
    server = EmbeddedPostgres(home, flags=FAST)
    server.start()
    assert server.pid is not None
    await ask(server.url, "CREATE TABLE kept AS SELECT 7 AS n")
    os.kill(server.pid, signal.SIGKILL)
    server.start()
    assert await ask(server.url, "SELECT n FROM kept") == 7
    server.stop()


def test_stale_lock_file_naming_a_living_stranger_is_no_obstacle(home: Path) -> None:
    server = EmbeddedPostgres(home, flags=FAST)
    server.prepare()
    owner = server.data.stat()
    change = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "100"], **change) as stranger:
        lock = f"{stranger.pid}\n{server.data}\n1\n5432\n\n\n0 0\nready   \n"
        (server.data / "postmaster.pid").write_text(lock)
        server.start()
        server.stop()
        stranger.kill()


def test_second_server_on_the_same_data_is_refused(server: EmbeddedPostgres) -> None:
    other = EmbeddedPostgres(server.data.parents[1], flags=FAST)
    other.prepare()
    with pytest.raises(PostgresError, match="Another PostgreSQL"):
        other._await_predecessor(timeout_s=0.1)


def test_data_of_another_major_version_is_refused_in_plain_words(home: Path) -> None:
    server = EmbeddedPostgres(home, flags=FAST)
    server.prepare()
    (server.data / "PG_VERSION").write_text("15\n")
    with pytest.raises(PostgresError, match="written by PostgreSQL 15"):
        server.prepare()


def test_interrupted_set_up_is_begun_again(home: Path) -> None:
    unfinished = home / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(home, flags=FAST) as server:
        assert not unfinished.exists()
        assert server.pid is not None


async def test_long_home_gets_a_short_private_socket_folder(home: Path) -> None:
    deep = home / ("d" * 100)
    with EmbeddedPostgres(deep, flags=FAST) as server:
        assert await ask(server.url, "SELECT 1") == 1
        folder = Path(server.url.split("host=")[1])
        assert len(str(folder)) < 90
        assert folder.stat().st_mode & 0o077 == 0
    shutil.rmtree(folder)


def test_bad_setting_shows_the_servers_own_words(home: Path) -> None:
    server = EmbeddedPostgres(home, flags={"shared_buffers": "soup"})
    with pytest.raises(PostgresError, match="soup"):
        server.start()


_RUN_AND_WAIT = """
import sys
from contextlib import contextmanager
from pathlib import Path
from tandem.kit.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), flags={"fsync": "off", "shared_buffers": "32MB"})
print(server.start() and server.pid, flush=True)
sys.stdin.read()
"""


def starter(home: Path, python: str = sys.executable, uid: int | None = None) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [python, "-c", _RUN_AND_WAIT, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        user=uid,
        group=uid,
        extra_groups=[] if uid is not None else None,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": f"{SOURCE}:{SITE_PACKAGES}"},
    )


def test_dies_with_a_parent_that_is_killed_and_comes_back(home: Path) -> None:
    parent = starter(home)
    assert parent.stdout is not None
    assert parent.stdin is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert wait_gone(pid)
    assert "database system is shut down" in (home / "logs" / "postgres.log").read_text()
    with EmbeddedPostgres(home, flags=FAST):
        pass
    parent.stdin.close()
    parent.stdout.close()


@pytest.mark.parametrize("uid", [pytest.param(1, id="daemon"), pytest.param(54321, id="without-a-name")])
def test_works_as_a_plain_user(home: Path, uid: int) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user; the other tests ran as a plain one")
    python = next((p for p in (sys.executable, "/usr/bin/python3") if _usable(p, uid)), None)
    if python is None:
        pytest.skip("no Python that another user may run")
    os.chown(home, uid, uid)
    process = starter(home, python, uid)
    assert process.stdout is not None
    pid = int(process.stdout.readline())
    assert psutil.Process(pid).uids().real == uid
    process.communicate()
    assert wait_gone(pid)


def _usable(python: str, uid: int) -> bool:
    try:
        done = subprocess.run(
            [python, "-c", "import psutil, sys; sys.exit(sys.version_info < (3, 11))"],
            user=uid,
            group=uid,
            extra_groups=[],
            cwd="/",
            env={"PYTHONPATH": SITE_PACKAGES},
            check=False,
            capture_output=True,
        )
    except PermissionError:
        return False
    return done.returncode == 0


async def test_home_that_nobody_may_enter_still_works_as_root(home: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("concerns root only")
    home.chmod(0o700)
    try:
        with EmbeddedPostgres(home / "inner", flags=FAST) as server:
            assert await ask(server.url, "SELECT 1") == 1
            status = Path(f"/proc/{server.pid}/status").read_text()
            assert "CapEff:\t0000000000000000" in status
    except PostgresError as error:
        assert "TANDEM_HOME" in str(error)  # noqa: PT017 - a machine without user namespaces


async def test_programs_hidden_from_nobody_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("concerns root only")
    monkeypatch.setattr("tandem.kit.postgres.identity._runnable", lambda binaries: False)
    with EmbeddedPostgres(home, flags=FAST) as server:
        assert await ask(server.url, "SELECT 1") == 1
        assert str(home) in psutil.Process(server.pid).exe()
