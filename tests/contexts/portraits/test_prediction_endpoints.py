"""The routes of predictions: who may, and what is shown and refused."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from tests.contexts.portraits.conftest import World
from tests.contexts.portraits.foreseeing import Foresight
from tests.contexts.portraits.pasts import TODAY, person

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.portraits.predictions.endpoints import router
from tandem.contexts.portraits.predictions.learning import Learning
from tandem.contexts.portraits.predictions.repository import versions
from tandem.kit.http.problems import install


@pytest.fixture
async def foresight(world: World, tmp_path: Path) -> Foresight:
    made = Foresight(world, LocalObjects(tmp_path))
    await made.prepare()
    return made


async def test_a_supervisor_trains_publishes_and_goes_back(foresight: Foresight) -> None:
    app = FastAPI()
    install(app)
    app.state.db = foresight.world.db
    app.include_router(router(foresight.live))
    who: Actor = foresight.world.staff()

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://desk") as client:

        async def ask(method: str, tail: str = "", body: object = None) -> httpx.Response:
            app.dependency_overrides[current_caller] = lambda: who
            return await client.request(method, f"/portraits/predictions{tail}", json=body)

        who = foresight.world.staff("agent")
        assert (await ask("GET")).status_code == 403
        assert (await ask("POST", "/versions", {})).status_code == 403
        who = foresight.world.staff("supervisor")
        assert (await ask("POST", "/versions/1/publish")).json()["code"] == "prediction_version_not_found"
        assert (await ask("POST", "/versions", {"seed": -1})).status_code == 422
        assert (await ask("POST", "/versions", {"note": "x" * 501})).status_code == 422
        first = await ask("POST", "/versions", {"note": "按季训练"})
        assert (first.status_code, first.json()["state"]) == (202, "queued")
        refused = await ask("POST", "/versions/1/publish")
        assert (refused.status_code, refused.json()["code"]) == (409, "prediction_version_not_ready")
        await foresight.load([person(n) for n in range(1, 31)])
        async with foresight.world.db.transaction() as tx:
            await versions.change(tx, 1, {"state": "training"})
        await Learning(foresight.world.db, foresight.objects, foresight.pasts, 1).run()
        shown = (await ask("GET")).json()
        version = shown["versions"][0]
        assert (version["state"], version["customers"], version["as_of"]) == ("ready", 30, TODAY.isoformat())
        need = version["targets"][0]
        assert set(need["figures"]) == {"model", "base_rates", "last_reason"}
        assert {one["name"] for one in need["outcomes"]} == {"还款方式咨询", "扣款失败", "其他"}
        assert all(0 <= one["said"] <= 1 for one in need["reliability"])
        assert shown["in_force"] is None
        published = await ask("POST", "/versions/1/publish")
        assert (published.status_code, published.json()["published"]) == (200, True)
        assert (await ask("GET")).json()["in_force"] == 1
        again = await ask("POST", "/versions/1/publish")
        assert again.json()["code"] == "prediction_version_published"
        back = await ask("POST", "/rollback")
        assert (back.status_code, back.json()["in_force"]) == (200, None)
        assert (await ask("POST", "/rollback")).json()["code"] == "prediction_nothing_published"
        over = await ask("POST", "/versions/1/stop")
        assert (over.status_code, over.json()["code"]) == (409, "prediction_version_over")
