"""`tandem customers`: a copy in a file, an erasure, refusals with their reason."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tandem.contexts.customers import api as customers
from tandem.entrypoints.cli.app import _root
from tandem.kit.crypto import Keyring
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.settings import get_settings


@pytest.fixture
def home(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("TANDEM_DATABASE_URL", database_url)
    monkeypatch.delenv("TANDEM_MASTER_KEYS", raising=False)
    get_settings.cache_clear()

    async def fill() -> None:
        db = Database(database_url, pool_size=2, keyring=Keyring(file=tmp_path / "secrets" / "master_keys"))
        row = customers.NewCustomer("B1", "王一", datetime(2026, 1, 1, tzinfo=UTC), phone="10000000001")
        async with db.transaction() as tx:
            await customers.load(tx, [row])
        await db.close()

    asyncio.run(fill())
    yield tmp_path
    get_settings.cache_clear()


def run(*words: str) -> Any:
    return CliRunner().invoke(_root(), ["customers", *words])


async def waiting_jobs() -> set[str]:
    """What the next worker will do."""
    db = Database(str(get_settings().database_url), pool_size=1)
    async with db.transaction() as tx:
        names = (await tx.execute(text("SELECT entrypoint FROM pgqueuer"))).scalars().all()
    await db.close()
    return set(names)


def test_copied_erased_and_refused(home: Path) -> None:
    out = home / "copy.json"
    copied = run("export", "B1", "--out", str(out), "--reason", "来信申请", "--format", "json")
    assert copied.exit_code == 0, copied.stderr
    assert orjson.loads(out.read_bytes())["sections"]["personal"][0]["value"] == "10000000001"
    assert out.stat().st_mode & 0o777 == 0o600
    page = run("export", "B1", "--out", str(home / "copy.html"), "--reason", "来信申请")
    assert page.exit_code == 0
    assert "10000000001" in (home / "copy.html").read_text()
    assert run("erase", "B1", "--reason", "来信申请").exit_code == 1  # nobody said yes
    assert run("erase", "B1", "--reason", "来信申请", "--yes").stdout == "erased\n"
    assert {"portraits.follow", "selfservice.forget"} <= asyncio.run(waiting_jobs())
    again = run("erase", "B1", "--reason", "来信申请", "--yes")
    assert (again.exit_code, again.stderr.strip()) == (1, "This customer's data has been erased.")
    for who in ("B404", str(new_id())):
        unknown = run("export", who, "--out", str(home / "x"), "--reason", "x")
        assert (unknown.exit_code, unknown.stderr.strip()) == (2, "There is no such customer.")
    assert not (home / "x").exists()
