"""Asking about loans: who may, and what of it is audited."""

from datetime import timedelta

import pytest

from tandem.contexts.access import api as access
from tandem.contexts.loans import api
from tandem.kit.errors import Forbidden
from tandem.kit.ids import new_id

from .conftest import BOT, NOW, REPAY, World


async def test_staff_need_permission(world: World) -> None:
    nobody = access.Actor("staff", new_id(), "没有权限")
    agent = access.Actor("staff", new_id(), "林静怡", access.permissions.ROLE_PERMISSIONS["agent"])
    with pytest.raises(Forbidden):
        await world.commands.perform(nobody, REPAY)
    assert await world.audited() == []
    assert (await world.commands.perform(agent, REPAY)).actor == f"staff:{agent.id}"
    assert [action for action, _ in await world.audited()] == ["loans.command_done"]


async def test_asking_for_what_is_not_theirs_is_audited(world: World) -> None:
    asked = api.Questions(world.db, world.line, BOT)
    today = NOW.date()
    for work in (
        asked.contract("B1", "X"), asked.schedule("B1", "X"), asked.bill("B1", "X"), asked.fees("B1", "X"),
        asked.settlement_quote("B1", "X", today), asked.settlement_quote("B1", "L1", today - timedelta(days=1)),
    ):  # fmt: skip
        with pytest.raises(api.LoanRefused):
            await work
    entries = await world.audited()
    assert {action for action, _ in entries} == {"loans.question_refused"}
    assert [data["code"] for _, data in entries] == ["no_loan"] * 5 + ["past"]
    with pytest.raises(api.LoanRefused):
        await asked.bill("B9")  # nobody's: everyday
    assert (await asked.loans("B1"))[0].id == (await asked.contract("B1", "L1")).loan
    assert len(await world.audited()) == 6
