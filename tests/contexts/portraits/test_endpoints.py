"""The routes: who may, what is shown, and what agents see of the customers they serve."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.contexts.portraits.conftest import SHANGHAI, World, loan

from tandem.contexts.access import permissions
from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.portraits.endpoints import router
from tandem.kit.http.problems import install

PORTRAITS = frozenset({permissions.PORTRAITS_READ, permissions.CUSTOMERS_TAG})


class Desk:
    def __init__(self, client: httpx.AsyncClient, app: FastAPI) -> None:
        self._client, self._app = client, app

    async def ask(
        self, who: Actor, method: str, path: str, body: object = None, **headers: str
    ) -> httpx.Response:
        self._app.dependency_overrides[current_caller] = lambda: who
        return await self._client.request(method, f"/portraits{path}", json=body, headers=headers)


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    app = FastAPI()
    install(app)
    app.state.db = world.db
    app.include_router(router(SHANGHAI))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:
        yield Desk(client, app)


async def test_a_supervisor_writes_tries_and_publishes_a_rule(world: World, desk: Desk) -> None:
    boss = world.staff()
    await world.customer("B1", loan(due=-3))
    facts = (await desk.ask(boss, "GET", "/facts", **{"Accept-Language": "en"})).json()
    assert {
        "key": "overdue_days",
        "kind": "days",
        "source": "loans",
        "label": "days overdue",
        "choices": [],
    } in facts
    wrong = (await desk.ask(boss, "POST", "/rules/check", {"rule": "overdue_days > 3"})).json()
    assert (wrong["ok"], wrong["faults"][0]["at"], wrong["faults"][0]["end"]) == (False, 15, 16)
    right = (await desk.ask(boss, "POST", "/rules/check", {"rule": "逾期天数 > 2天"})).json()
    assert right == {"ok": True, "faults": [], "facts": ["overdue_days"]}
    seen = (await desk.ask(boss, "POST", "/rules/preview", {"rule": "逾期天数 > 2天"})).json()
    assert (seen["matches"], seen["examples"][0]["name"]) == (1, "王**")
    tag = {"key": "just_late", "name": "刚逾期", "origin": "rule", "color": "#aa0000"}
    assert (await desk.ask(boss, "POST", "/tags", tag)).status_code == 201
    assert (await desk.ask(boss, "POST", "/tags", tag)).json()["code"] == "tag_exists"
    refused = await desk.ask(boss, "POST", "/tags/just_late/rules", {"rule": "overdue_days > 3"})
    assert (refused.status_code, refused.json()["code"], refused.json()["faults"][0]["at"]) == (
        422,
        "rule_refused",
        15,
    )
    made = await desk.ask(boss, "POST", "/tags/just_late/rules", {"rule": "overdue_days > 2天"})
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert (await desk.ask(boss, "POST", "/tags/just_late/rules/1/publish")).status_code == 200
    assert (await desk.ask(boss, "POST", "/tags/just_late/rules/1/publish")).json()[
        "code"
    ] == "rules_in_force"
    await world.settle()
    shown = {one["key"]: one for one in (await desk.ask(boss, "GET", "/tags")).json()}["just_late"]
    assert (shown["customers"], shown["rule"], shown["draft"]) == (1, "overdue_days > 2天", None)
    grants = (await desk.ask(boss, "GET", "/tags/just_late/grants")).json()["items"]
    assert (grants[0]["customer_name"], grants[0]["why"]["facts"]) == ("王**", {"overdue_days": 3})
    history = (await desk.ask(boss, "GET", "/tags/just_late/rules")).json()
    assert (history["in_force"], len(history["versions"])) == (1, 1)


async def test_layers_and_strategies_over_http(world: World, desk: Desk) -> None:
    boss = world.staff()
    await world.customer("B1", loan())
    layers = (await desk.ask(boss, "GET", "/layers")).json()
    stage = layers["layers"][0]
    assert (layers["portraits"], layers["fresh"], layers["waiting"]) == (1, 1, 0)
    assert {one["key"]: one["customers"] for one in stage["segments"]}["repaying"] == 1
    body = {"segments": [{"key": "all", "name": "全部", "rule": "true"}], "note": "试"}
    assert (await desk.ask(boss, "POST", "/layers/value/versions", body)).json()["number"] == 2
    # The strategies in force name a segment that would be gone.
    refused = await desk.ask(boss, "POST", "/layers/value/versions/2/publish")
    assert (refused.status_code, refused.json()["code"]) == (422, "segments_in_use")
    assert (await desk.ask(boss, "DELETE", "/strategies/published")).status_code == 204
    assert (await desk.ask(boss, "POST", "/layers/value/versions/2/publish")).status_code == 200
    assert (await desk.ask(boss, "GET", "/layers")).json()["fresh"] == 0
    cells = [{"segment": "value:all", "intent": "*", "queue": "repayment"}]
    matrix = {"layers": ["value", "stage", "need"], "cells": cells}
    assert (await desk.ask(boss, "POST", "/strategies", matrix)).json()["number"] == 2
    tried = (await desk.ask(boss, "POST", "/strategies/2/rehearse?days=7")).json()
    assert tried["handovers"] == 0
    assert (await desk.ask(boss, "POST", "/strategies/2/publish")).status_code == 200
    wrong = {**matrix, "cells": [{"segment": "value:gone", "intent": "*"}]}
    assert (await desk.ask(boss, "POST", "/strategies", wrong)).json()["code"] == "strategy_refused"


async def test_agents_see_and_tag_only_whom_they_serve(world: World, desk: Desk) -> None:
    agent = world.staff("agent")
    who = await world.customer("B1", loan(due=-3))
    path = f"/customers/{who}"
    assert (await desk.ask(agent, "GET", path)).status_code == 403
    assert (await desk.ask(agent, "POST", f"{path}/tags", {"tag": "vip"})).status_code == 403
    async with world.db.transaction() as tx:
        queue = await conversations.queue_by_key(tx, "general")
        await conversations.create_seat(tx, agent.id, agent.name, queue_ids=[queue.id])  # type: ignore[arg-type]
    await world.visit(who)
    given = await desk.ask(agent, "POST", f"{path}/tags", {"tag": "vip", "note": "老客户"})
    assert given.status_code == 201
    seen: dict[str, Any] = (await desk.ask(agent, "GET", f"{path}?intent=repay")).json()
    assert [one["key"] for one in seen["tags"]] == ["vip"]
    assert seen["strategy"]["queue"] == "repayment"
    assert (await desk.ask(agent, "DELETE", f"{path}/tags/{given.json()['id']}")).status_code == 204
    for method, tail in (("GET", "/layers"), ("POST", "/rules/preview"), ("POST", "/tags")):
        assert (await desk.ask(agent, method, tail, {"rule": "bound"})).status_code == 403
    assert "portraits.read" in await world.audited()


async def test_a_restricted_customer_is_for_few(world: World, desk: Desk) -> None:
    boss, officer = world.staff(), replace(world.staff(), permissions=PORTRAITS)
    who = await world.customer("B1", loan(due=-3))
    path = f"/customers/{who}"
    given = await desk.ask(officer, "POST", f"{path}/tags", {"tag": "vip"})
    async with world.db.transaction() as tx:
        await customers.restrict(tx, who, boss, reason="dispute")
    for method, part, body in (
        ("GET", "", None), ("POST", "/tags", {"tag": "vip"}), ("DELETE", f"/tags/{given.json()['id']}", None),
    ):  # fmt: skip
        refused = await desk.ask(officer, method, path + part, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "customer_restricted")
    assert (await desk.ask(boss, "GET", path)).status_code == 200


async def test_nobody_elses_id_and_no_nonsense(world: World, desk: Desk) -> None:
    boss = world.staff()
    assert (await desk.ask(boss, "GET", "/customers/019391b4-0000-7000-8000-000000000000")).status_code == 404
    assert (await desk.ask(boss, "GET", "/tags/nonesuch/rules")).status_code == 404
    assert (await desk.ask(boss, "POST", "/rules/check", {"rule": "x" * 5000})).status_code == 422
    assert (await desk.ask(boss, "POST", "/strategies/99/publish")).status_code == 404
