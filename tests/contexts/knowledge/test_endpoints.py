"""/knowledge over HTTP: the shapes that the desk reads, the codes it shows."""

from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.knowledge import api
from tandem.contexts.knowledge.endpoints import router
from tandem.kit.db import Database
from tandem.kit.http.problems import install
from tandem.kit.ids import new_id

EDITOR = Actor("staff", new_id(), "苏婉清", permissions_of(["knowledge_editor"]))
OTHER = Actor("staff", new_id(), "方知远", permissions_of(["knowledge_editor"]))
AGENT = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))
NOBODY = Actor("staff", new_id(), "x", frozenset())


class Desk:
    """A signed-in person's requests; `who` may be changed between them."""

    def __init__(self, client: httpx.AsyncClient, app: FastAPI) -> None:
        self._client, self._app = client, app

    async def ask(
        self, who: Actor, method: str, path: str, body: object = None, **query: object
    ) -> httpx.Response:
        self._app.dependency_overrides[current_caller] = lambda: who
        return await self._client.request(method, f"/knowledge{path}", json=body, params=query or None)  # type: ignore[arg-type]


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    db = Database(database_url, pool_size=2)
    live = api.LiveIndex(db, {})
    app = FastAPI()
    install(app)
    app.state.db = db
    app.include_router(router(live))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield Desk(client, app)
    await live.stop()
    await db.close()


async def created(desk: Desk) -> dict:
    category = (await desk.ask(EDITOR, "POST", "/categories", {"key": "repayment", "title": "还款"})).json()
    content = {
        "question": "怎么提前还款？",
        "answer": "选择提前结清。",
        "phrasings": ["提前还"],
        "category_id": category["id"],
    }
    answer = await desk.ask(EDITOR, "POST", "/entries", content)
    assert answer.status_code == 201
    return {**answer.json(), "content": content}


async def test_from_draft_to_search(desk: Desk) -> None:
    entry = await created(desk)
    path = f"/entries/{entry['id']}"
    assert (entry["state"], entry["version"], entry["published_version"]) == ("draft", 1, None)
    saved = await desk.ask(
        EDITOR, "PUT", f"{path}/draft", {**entry["content"], "answer": "新", "base_version": 1}
    )
    assert saved.json()["version"] == 2
    stale = await desk.ask(OTHER, "PUT", f"{path}/draft", {**entry["content"], "base_version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "version_conflict")
    assert (await desk.ask(EDITOR, "POST", f"{path}/review-request")).json()["state"] == "in_review"
    own = await desk.ask(EDITOR, "POST", f"{path}/approval", {"comment": "ok"})
    assert (own.status_code, own.json()["code"]) == (403, "own_work")
    done = (await desk.ask(OTHER, "POST", f"{path}/approval", {})).json()
    assert (done["state"], done["published_version"], done["reviewer"]["name"]) == ("published", 2, "方知远")
    assert [v["state"] for v in done["versions"]] == ["published", "superseded"]
    assert (await desk.ask(AGENT, "GET", f"{path}/versions/2")).json()["answer"] == "新"
    assert (await desk.ask(AGENT, "GET", f"{path}/versions/9")).status_code == 404
    hit = (await desk.ask(AGENT, "GET", "/search", q="提前还款怎么弄")).json()
    assert hit["items"][0]["entry_id"] == entry["id"]
    assert hit["degraded"] == []
    assert (await desk.ask(EDITOR, "POST", f"{path}/retirement")).json()["state"] == "retired"


async def test_related_entries_and_names_of_categories(desk: Desk) -> None:
    entry = await created(desk)
    other = (await desk.ask(EDITOR, "POST", "/entries", {**entry["content"], "question": "提前结清"})).json()
    path = f"/entries/{entry['id']}/draft"
    draft = {**entry["content"], "related": [other["key"]], "base_version": 1}
    saved = (await desk.ask(EDITOR, "PUT", path, draft)).json()
    assert saved["related"] == [other["key"]]
    kept = (await desk.ask(EDITOR, "PUT", path, {**entry["content"], "base_version": 2})).json()
    assert kept["related"] == [other["key"]], "what is left out stays"
    assert [v["related"] for v in kept["versions"]] == [[other["key"]], [other["key"]], []]
    for wrong in (["no.such"], [other["key"]] * 2):
        refused = await desk.ask(EDITOR, "PUT", path, {**draft, "related": wrong, "base_version": 3})
        assert (refused.status_code, refused.json()["code"]) == (422, "content_invalid")
    renaming = {"title": "还款与结清", "title_en": "Repayment"}
    category = f"/categories/{entry['category']['id']}"
    assert (await desk.ask(AGENT, "PUT", category, renaming)).status_code == 403
    renamed = (await desk.ask(EDITOR, "PUT", category, renaming)).json()
    assert (renamed["key"], renamed["title"], renamed["title_en"]) == ("repayment", *renaming.values())
    assert (await desk.ask(EDITOR, "PUT", f"/categories/{UUID(int=1)}", renaming)).status_code == 404


async def test_lists_and_pages(desk: Desk) -> None:
    entry = await created(desk)
    for number in range(3):
        await desk.ask(EDITOR, "POST", "/entries", {**entry["content"], "question": f"问题{number}"})
    first = (await desk.ask(EDITOR, "GET", "/entries", limit=3)).json()
    rest = (await desk.ask(EDITOR, "GET", "/entries", limit=3, cursor=first["next"])).json()
    assert len({e["id"] for e in first["items"] + rest["items"]}) == 4
    assert rest["next"] is None
    assert (await desk.ask(AGENT, "GET", "/entries")).json() == {"items": [], "next": None}
    assert [c["key"] for c in (await desk.ask(AGENT, "GET", "/categories")).json()] == ["repayment"]


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        (NOBODY, "GET", "/entries", None, 403, "forbidden"),
        (AGENT, "POST", "/entries", {}, 403, "forbidden"),
        (EDITOR, "POST", "/entries", {"question": ""}, 422, "invalid"),
        (EDITOR, "GET", f"/entries/{UUID(int=1)}", None, 404, "entry_not_found"),
        (EDITOR, "GET", "/entries?cursor=zzz", None, 422, "bad_cursor"),
        (EDITOR, "GET", "/entries?state=none", None, 422, "invalid"),
        (EDITOR, "POST", f"/entries/{UUID(int=1)}/rejection", {"comment": ""}, 422, "invalid"),
        (EDITOR, "POST", "/categories", {"key": "Bad Key", "title": "x"}, 422, "invalid"),
        (AGENT, "GET", "/search?q=", None, 422, "invalid"),
    ],
)
async def test_refusals(
    desk: Desk, who: Actor, method: str, path: str, body: object, status: int, code: str
) -> None:
    answer = await desk.ask(who, method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_content_that_cannot_be_stored_is_refused(desk: Desk) -> None:
    entry = await created(desk)
    for change in (
        {"question": "a\0b"},
        {"phrasings": ["x"] * 101},
        {"answer": "长" * 4001},
        {"category_id": str(UUID(int=1))},
        {"effective_from": "2026-01-02T00:00:00Z", "effective_to": "2026-01-01T00:00:00Z"},
    ):
        answer = await desk.ask(EDITOR, "POST", "/entries", {**entry["content"], **change})
        assert answer.status_code == 422, change
        assert answer.json()["errors"], change
    assert len((await desk.ask(EDITOR, "GET", "/entries")).json()["items"]) == 1
