"""`tandem keys`: rotation while others work, stopped and gone on with, and what it says of lost keys."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from tandem.contexts.customers import api as customers
from tandem.contexts.customers.repository.personal import Resealing
from tandem.entrypoints.cli.app import _root
from tandem.kit.crypto import Keyring, Sealer, new_master_key, rotate
from tandem.kit.db import Database, Tx
from tandem.kit.ids import new_id
from tandem.settings import get_settings

PHONES = [f"138001380{n:02}" for n in range(12)]


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("TANDEM_DATABASE_URL", database_url)
    monkeypatch.delenv("TANDEM_MASTER_KEYS", raising=False)
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


def opened(home: Path) -> Database:
    url = get_settings().database_url
    assert url is not None
    return Database(url, pool_size=4, keyring=Keyring(file=home / "secrets" / "master_keys"))


async def fill(db: Database) -> None:
    async with db.transaction() as tx:
        for phone in PHONES:
            one = await customers.recognise(tx, "web_anonymous", "demo", new_id().hex)
            await customers.note_personal(tx, one.id, "phone", phone, source="core")


async def readable(db: Database) -> set[str]:
    """Every phone, found by its blind and opened."""
    found = set()
    async with db.transaction() as tx:
        for phone in PHONES:
            (one,) = await customers.by_personal(tx, "phone", phone)
            actor = customers_reader()
            found.add(await customers.unmask(tx, actor, one.id, "phone", "verification"))
    return found


def customers_reader() -> Any:
    from tandem.contexts.access.api import Actor

    return Actor.system("test")


def keys(*words: str) -> Any:
    return CliRunner().invoke(_root(), ["keys", *words])


def apart(work: Any) -> Any:
    """`work(db)` in an event loop of its own, as commands run."""
    home = get_settings().home

    async def run() -> Any:
        db = opened(home)
        try:
            return await work(db)
        finally:
            await db.close()

    return asyncio.run(run())


def test_everything_is_sealed_anew(home: Path) -> None:
    apart(fill)
    before = orjson.loads(keys("status", "--json").stdout)
    assert [key["values"] for key in before["data_keys"]] == [0, 12]
    done = orjson.loads(keys("rotate", "--json").stdout)
    assert (done["resealed"], done["went_on"], done["new_master"]) == (12, False, None)
    after = keys("status", "--json")
    assert after.exit_code == 0
    assert [key["values"] for key in orjson.loads(after.stdout)["data_keys"]] == [0, 0, 12]
    assert apart(readable) == set(PHONES)


def test_another_master_key(home: Path) -> None:
    apart(fill)
    file = home / "secrets" / "master_keys"
    old = file.read_text()
    said = keys("rotate", "--master")
    assert "new master key" in said.stdout
    assert file.read_text().endswith(old)
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(file.read_text().splitlines()[0])  # the old one is not needed any more
    assert apart(readable) == set(PHONES)
    file.write_text(old)
    lost = keys("status")
    assert lost.exit_code == 2
    assert "TANDEM_MASTER_KEYS" in lost.stderr


def test_killed_midway_it_goes_on(home: Path) -> None:
    apart(fill)

    class Killed(Resealing):
        async def reseal(self, tx: Tx, sealer: Sealer, after: Any, limit: int) -> Any:
            if after is not None:
                raise KeyboardInterrupt
            return await super().reseal(tx, sealer, after, 5)

    with pytest.raises(KeyboardInterrupt):
        apart(lambda db: rotate(db, [Killed()]))
    assert apart(readable) == set(PHONES)
    status = keys("status")
    assert status.exit_code == 1
    assert "not finished: 7 values" in status.stdout
    done = orjson.loads(keys("rotate", "--json").stdout)
    assert (done["resealed"], done["went_on"]) == (7, True)
    assert apart(readable) == set(PHONES)


def test_written_while_it_runs(home: Path) -> None:
    """Somebody seals under the old key just before the new one is made, and commits when all seems done."""

    async def work(db: Database) -> tuple[dict[int, int], int]:
        await fill(db)
        async with db.transaction() as tx:
            one = await customers.recognise(tx, "web_anonymous", "demo", new_id().hex)
        slow = db.transaction()

        class Late(Resealing):
            begun = False

            async def count(self, tx: Tx) -> dict[int, int]:
                if not self.begun:
                    self.begun = True
                    writer = await slow.__aenter__()
                    await customers.note_personal(writer, one.id, "phone", "13900139000", source="core")
                return await super().count(tx)

        running = asyncio.create_task(rotate(db, [Late()]))
        await _until_waiting(db)
        await slow.__aexit__(None, None, None)
        done = await running
        async with db.transaction() as tx:
            return await Resealing().count(tx), done.key

    counts, key = apart(work)
    assert counts == {key: 13}


async def _until_waiting(db: Database) -> None:
    from sqlalchemy import text

    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _ in range(500):
        async with db.transaction() as tx:
            if (await tx.execute(query)).scalar_one():
                return
        await asyncio.sleep(0.01)
    raise AssertionError("the rotation did not wait for the writer")


def test_keys_from_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = keys("new").stdout.strip()
    monkeypatch.setenv("TANDEM_MASTER_KEYS", first)
    get_settings.cache_clear()
    assert keys("status").exit_code == 0
    refused = keys("rotate", "--master")
    assert refused.exit_code == 2
    assert first not in refused.stderr
    monkeypatch.setenv("TANDEM_MASTER_KEYS", f"{new_master_key()},{first}")
    get_settings.cache_clear()
    assert keys("status").exit_code == 1
    assert "2 data keys wrapped anew" in keys("rotate").stdout
    assert keys("status").exit_code == 0
    assert not (home / "secrets" / "master_keys").exists()
    for wrong, why in ((new_master_key(), "sealed under the master key"), ("kurz", "Master key 1")):
        monkeypatch.setenv("TANDEM_MASTER_KEYS", wrong)
        get_settings.cache_clear()
        failed = keys("rotate")
        assert failed.exit_code == 2
        assert why in failed.stderr
        assert wrong not in failed.stderr
