"""Simulated customers at the real door of the real product (`tandem bot simulate`), with a floor. No browser."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
import pytest_asyncio

from tandem.demo.clients import AgentClient, HttpPool, Problem

from .conftest import SETTINGS
from .product import COMMAND, SOURCE, Product
from .signing_in import login, send_home

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

FLOOR = "0.88"
"""Share of goals reached. This product searches by keywords alone: 34 of 36 (0.94) on 2026-11-22, seed 1."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def visited(shared_product: Product) -> AsyncIterator[Product]:
    """The product; what its visitors leave open is resolved for the next journey."""
    yield shared_product
    await send_home(shared_product)


async def simulate(product: Product, *words: str) -> tuple[int, dict[str, Any], str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("TANDEM_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COMMAND, "bot", "simulate", "--json", "--url", product.url,
        "--home", str(product.home), *words,
        env=env | {"PYTHONPATH": str(SOURCE), "TANDEM_TIMEZONE": SETTINGS["TIMEZONE"]},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    code = process.returncode
    assert code is not None
    return code, orjson.loads(out) if out else {}, err.decode()


async def test_customers_reach_their_goals_and_nobody_is_told_anything_wrong(visited: Product) -> None:
    code, score, said = await simulate(visited, "--floor", FLOOR, "--most-wrong", "0")
    rows = [row for row in score["details"]["rows"] if not row["reached"] or row["wrong"]]
    assert code == 0, f"{said}\n" + "\n".join(
        f"{row['persona']}: {row['missing']} {row['wrong']}" for row in rows
    )
    assert score["personas"] >= 24
    assert score["unanswered"] == 0


async def test_a_bot_that_does_something_else_falls_below_the_floor(visited: Product, tmp_path: Path) -> None:
    """The same conversation, for a customer whose truth is another: wrong goal, wrong booking, wrong amount."""
    (tmp_path / "one.yaml").write_text(
        """
personas:
  - persona: wanted_less
    who: 只想还三百的人
    mood: calm
    account: two_loans
    asks: [{say: 用尾号6217的卡还款}]
    replies:
      - {when: 想还多少, press: 还清本期}
      - {when: 确认从, press: 确认}
    goal:
      flow: repay
      books: [{kind: repay, details: {fen: 30000}}]
"""
    )
    code, score, said = await simulate(visited, str(tmp_path), "--floor", "0.5", "--most-wrong", "0")
    assert code == 1, said
    (row,) = score["details"]["rows"]
    assert row["missing"] == ["booked 0 times: repay {'fen': 30000}"]
    assert row["wrong"] == ["booked repay {'card': 'card-6217', 'fen': 443500}"]
    assert "floor" in said


async def test_agents_do_not_see_what_the_bot_did_elsewhere(visited: Product) -> None:
    _, score, _ = await simulate(visited, "-k", "asks_for_a_person", "--limit", "1")
    (row,) = score["details"]["rows"]
    path = f"/api/v1/bot/conversations/{row['conversation_id']}/turns"
    pool = HttpPool(visited.instance.address)
    try:
        seen = {}
        for username in ("trainer01", "agent01"):
            who = login(visited, username)
            client = AgentClient(pool, who.username, who.password)
            await client.sign_in()
            try:
                seen[username] = await client.caller.call("GET", path)
            except Problem as problem:
                seen[username] = problem.status
    finally:
        pool.close()
    assert seen["agent01"] == 403
    assert [turn["reason"] for turn in seen["trainer01"]["turns"]] == ["asked_for_person"]
