"""`tandem refunds`: what is open, asking again, saying how it ended."""

import asyncio
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from tandem.contexts.customers import api as customers
from tandem.entrypoints.cli.app import _root
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.settings import get_settings

_ORDER = text(
    "INSERT INTO self_order (id, customer_id, borrower, client_id, purpose, fen, state, gateway, payment_no, paid_fen,"
    " created_at, expires_at, paid_at) "
    "VALUES (:id, :who, 'B1', 'c', 'repay', 100, 'done', 'local', 'P1', 777, now(), now(), now())"
)
_REFUND = text(
    "INSERT INTO self_refund (id, order_id, payment_no, fen, reason, state, created_at) "
    "VALUES (:id, :order, 'P1', 123456, 'too_much', 'stuck', now())"
)


@pytest.fixture
def stuck(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[UUID]:
    monkeypatch.setenv("TANDEM_HOME", str(tmp_path))
    monkeypatch.setenv("TANDEM_DATABASE_URL", database_url)
    get_settings.cache_clear()
    refund, order = new_id(), new_id()

    async def fill() -> None:
        db = Database(database_url, pool_size=1)
        async with db.transaction() as tx:
            who = await customers.recognise(tx, "web", "demo", "s1")
            await tx.execute(_ORDER, {"id": order, "who": who.id})
            await tx.execute(_REFUND, {"id": refund, "order": order})
        await db.close()

    asyncio.run(fill())
    yield refund
    get_settings.cache_clear()


def run(*words: str) -> Any:
    return CliRunner().invoke(_root(), ["refunds", *words])


def test_seen_asked_again_and_closed(stuck: UUID) -> None:
    listed = run("list", "--json")
    assert listed.exit_code == 0, (listed.output, listed.exception)
    (row,) = orjson.loads(listed.stdout)
    assert (row["id"], row["state"], row["fen"], row["borrower"]) == (str(stuck), "stuck", 123_456, "B1")
    shown = run("list").stdout
    assert "1,234.56" in shown
    assert "1 refunds open" in shown
    assert run("close", str(stuck), "--how", "lost").exit_code == 2
    assert run("close", str(stuck), "--how", "paid_otherwise").stdout == "closed\n"
    assert "0 refunds open" in run("list").stdout
    again = run("again", str(stuck))
    assert (again.exit_code, again.stdout) == (1, "")
    assert "has ended" in again.stderr
    assert run("again", str(new_id())).exit_code == 1
