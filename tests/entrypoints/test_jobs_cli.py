"""`tandem jobs`: what was given up, and having it tried again."""

import asyncio
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tandem.entrypoints.cli.app import _root
from tandem.kit.db import Database
from tandem.settings import get_settings


async def give_up(url: str) -> None:
    db = Database(url, pool_size=1)
    async with db.transaction() as tx:
        for name in ("bake", "bake", "sell"):
            tx.enqueue(name, {})
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE pgqueuer SET status = 'failed', attempts = 8"))
    await db.close()


async def written(url: str) -> int:
    db = Database(url, pool_size=1)
    async with db.transaction() as tx:
        found = await tx.execute(
            text("SELECT count(*) FROM access_audit_entry WHERE action = 'jobs.tried_again'")
        )
        count: int = found.scalar_one()
    await db.close()
    return count


@pytest.fixture
def given_up(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[str]:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("TANDEM_DATABASE_URL", database_url)
    get_settings.cache_clear()
    asyncio.run(give_up(database_url))
    yield database_url
    get_settings.cache_clear()


def run(*words: str) -> Any:
    return CliRunner().invoke(_root(), ["jobs", *words])


def test_jobs_given_up_are_listed_and_tried_again(given_up: str) -> None:
    listed = run("held", "--json")
    assert listed.exit_code == 0, (listed.output, listed.exception)
    assert {one["name"]: one["count"] for one in orjson.loads(listed.stdout)} == {"bake": 2, "sell": 1}
    assert "3 jobs held" in run("held").stdout
    assert "2 jobs" in run("again", "bake").stdout
    assert "1 jobs held" in run("held").stdout
    assert "1 jobs" in run("again").stdout
    assert "0 jobs held" in run("held").stdout
    assert asyncio.run(written(given_up)) == 2
