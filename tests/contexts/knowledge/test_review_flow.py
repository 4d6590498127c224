"""Draft → review → published → retired, and who may see and do what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.knowledge import api
from tandem.contexts.knowledge.errors import (
    CategoryUnknown,
    ContentInvalid,
    EntryNotFound,
    KeyTaken,
    OwnWork,
    VersionConflict,
    WrongStep,
)
from tandem.contexts.knowledge.rules import checked, in_force, next_boundary, shown_state
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database
from tandem.kit.errors import Forbidden
from tandem.kit.ids import new_id

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def staff(role: str, name: str = "") -> Actor:
    return Actor("staff", new_id(), name or role, permissions_of([role]))


EDITOR, OTHER, AGENT = (
    staff("knowledge_editor", "苏婉清"),
    staff("knowledge_editor", "方知远"),
    staff("agent"),
)


@pytest.fixture
async def db(database_url: str):
    made = Database(database_url, pool_size=2, clock=FixedClock(NOW))
    yield made
    await made.close()


@pytest.fixture
async def content(db: Database) -> api.Content:
    async with db.transaction() as tx:
        category = await api.create_category(tx, EDITOR, "repayment", "还款", "Repayment")
    return api.Content(
        "怎么提前还款？", "打开APP选择提前结清。", ("可以提前还吗", "可以提前还吗", " "), category.id
    )


async def drafted(db: Database, content: api.Content, author: Actor = EDITOR) -> UUID:
    async with db.transaction() as tx:
        return await api.create_entry(tx, author, content)


async def published(db: Database, content: api.Content) -> UUID:
    entry_id = await drafted(db, content)
    async with db.transaction() as tx:
        await api.request_review(tx, EDITOR, entry_id)
        await api.approve(tx, OTHER, entry_id)
    return entry_id


async def seen(db: Database, actor: Actor, entry_id: UUID) -> api.Entry:
    async with db.transaction() as tx:
        return await api.find_entry(tx, actor, entry_id)


async def generation(db: Database) -> int:
    from tandem.contexts.knowledge.repository.published import generation as read

    async with db.transaction() as tx:
        return await read(tx)


async def test_the_whole_way(db: Database, content: api.Content) -> None:
    entry_id = await drafted(db, content)
    entry = await seen(db, EDITOR, entry_id)
    assert (entry.state, entry.latest.n, entry.published_n) == ("draft", 1, None)
    assert entry.latest.content.phrasings == ("可以提前还吗",)
    async with db.transaction() as tx:
        await api.request_review(tx, EDITOR, entry_id, "请看")
    assert (await seen(db, EDITOR, entry_id)).state == "in_review"
    async with db.transaction() as tx:
        await api.approve(tx, OTHER, entry_id, "好")
    entry = await seen(db, AGENT, entry_id)
    assert (entry.state, entry.published_n) == ("published", 1)
    assert entry.latest.reviewer is not None
    assert entry.latest.reviewer.name == "方知远"
    assert entry.latest.comment == "好"
    assert await generation(db) == 1


async def test_a_new_draft_leaves_what_is_published(db: Database, content: api.Content) -> None:
    entry_id = await published(db, content)
    async with db.transaction() as tx:
        assert await api.save_draft(tx, EDITOR, entry_id, replace(content, answer="新答案"), 1) == 2
    assert (await seen(db, AGENT, entry_id)).latest.content.answer == "打开APP选择提前结清。"
    editors = await seen(db, EDITOR, entry_id)
    assert (editors.state, editors.latest.n, editors.published_n) == ("draft", 2, 1)
    async with db.transaction() as tx:
        await api.request_review(tx, EDITOR, entry_id)
        await api.approve(tx, OTHER, entry_id)
        states = {v.n: v.state for v in await api.versions(tx, EDITOR, entry_id)}
    assert states == {1: "superseded", 2: "published"}
    assert (await seen(db, AGENT, entry_id)).latest.content.answer == "新答案"


async def test_nobody_approves_their_own_work(db: Database, content: api.Content) -> None:
    entry_id = await drafted(db, content)
    async with db.transaction() as tx:
        await api.request_review(tx, OTHER, entry_id)
        with pytest.raises(OwnWork):
            await api.approve(tx, EDITOR, entry_id)
        await api.approve(tx, OTHER, entry_id)


async def test_rejection_needs_a_reason_and_goes_back_to_the_author(
    db: Database, content: api.Content
) -> None:
    entry_id = await drafted(db, content)
    async with db.transaction() as tx:
        await api.request_review(tx, EDITOR, entry_id)
        with pytest.raises(ContentInvalid):
            await api.reject(tx, OTHER, entry_id, "  ")
        await api.reject(tx, OTHER, entry_id, "金额写错了")
    entry = await seen(db, EDITOR, entry_id)
    assert (entry.state, entry.latest.state, entry.latest.comment) == ("draft", "rejected", "金额写错了")
    async with db.transaction() as tx:
        await api.save_draft(tx, EDITOR, entry_id, replace(content, answer="改好了"), 1)
        await api.request_review(tx, EDITOR, entry_id)
    assert (await seen(db, EDITOR, entry_id)).state == "in_review"
    assert await generation(db) == 0


async def test_two_editors_do_not_overwrite_each_other(db: Database, content: api.Content) -> None:
    entry_id = await drafted(db, content)
    async with db.transaction() as tx:
        await api.save_draft(tx, EDITOR, entry_id, content, 1)
    async with db.transaction() as tx:
        with pytest.raises(VersionConflict) as caught:
            await api.save_draft(tx, OTHER, entry_id, content, 1)
    assert caught.value.extra == {"latest_version": 2}


async def test_retiring_and_coming_back(db: Database, content: api.Content) -> None:
    entry_id = await published(db, content)
    async with db.transaction() as tx:
        await api.retire(tx, EDITOR, entry_id)
        with pytest.raises(WrongStep):
            await api.retire(tx, EDITOR, entry_id)
    assert (await seen(db, EDITOR, entry_id)).state == "retired"
    with pytest.raises(EntryNotFound):
        await seen(db, AGENT, entry_id)
    async with db.transaction() as tx:
        await api.save_draft(tx, EDITOR, entry_id, content, 1)
        await api.request_review(tx, EDITOR, entry_id)
        await api.approve(tx, OTHER, entry_id)
    assert (await seen(db, AGENT, entry_id)).state == "published"
    assert await generation(db) == 3


STEPS = {
    "request": lambda tx, entry_id: api.request_review(tx, EDITOR, entry_id),
    "approve": lambda tx, entry_id: api.approve(tx, OTHER, entry_id),
    "reject": lambda tx, entry_id: api.reject(tx, OTHER, entry_id, "x"),
}


@pytest.mark.parametrize("step", STEPS)
async def test_steps_only_from_where_they_start(db: Database, content: api.Content, step: str) -> None:
    entry_id = await published(db, content)
    async with db.transaction() as tx:
        with pytest.raises(WrongStep):
            await STEPS[step](tx, entry_id)


async def test_readers_see_what_is_published_and_nothing_else(db: Database, content: api.Content) -> None:
    await drafted(db, content)
    shown = await published(db, replace(content, question="怎么开发票？"))
    async with db.transaction() as tx:
        assert [e.id for e in await api.list_entries(tx, AGENT)] == [shown]
        assert len(await api.list_entries(tx, EDITOR)) == 2
        assert [v.n for v in await api.versions(tx, AGENT, shown)] == [1]
        nobody = Actor("staff", new_id(), "x", frozenset())
        assert await api.list_entries(tx, nobody) == []


ACTS = {
    "create": lambda tx, entry_id, content: api.create_entry(tx, AGENT, content),
    "save": lambda tx, entry_id, content: api.save_draft(tx, AGENT, entry_id, content, 1),
    "request": lambda tx, entry_id, content: api.request_review(tx, AGENT, entry_id),
    "approve": lambda tx, entry_id, content: api.approve(tx, AGENT, entry_id),
    "reject": lambda tx, entry_id, content: api.reject(tx, AGENT, entry_id, "x"),
    "retire": lambda tx, entry_id, content: api.retire(tx, AGENT, entry_id),
    "category": lambda tx, entry_id, content: api.create_category(tx, AGENT, "x", "x"),
}


@pytest.mark.parametrize("act", ACTS)
async def test_agents_change_nothing(db: Database, content: api.Content, act: str) -> None:
    entry_id = await drafted(db, content)
    async with db.transaction() as tx:
        with pytest.raises(Forbidden):
            await ACTS[act](tx, entry_id, content)


async def test_filters(db: Database, content: api.Content) -> None:
    draft = await drafted(db, content)
    live = await published(db, replace(content, question="怎么开利息发票？", phrasings=("报销用的票据",)))
    async with db.transaction() as tx:
        found = {
            "q": await api.list_entries(tx, EDITOR, q="票据"),
            "percent": await api.list_entries(tx, EDITOR, q="%"),
            "draft": await api.list_entries(tx, EDITOR, state="draft"),
            "published": await api.list_entries(tx, EDITOR, state="published"),
            "retired": await api.list_entries(tx, EDITOR, state="retired"),
            "category": await api.list_entries(tx, EDITOR, category="nothing"),
        }
        first = await api.list_entries(tx, EDITOR, limit=1)
        rest = await api.list_entries(tx, EDITOR, after=(first[0].updated_at, first[0].id))
    ids = {name: [e.id for e in entries] for name, entries in found.items()}
    assert ids == {
        "q": [live], "percent": [], "draft": [draft], "published": [live], "retired": [], "category": [],
    }  # fmt: skip
    assert {first[0].id, *(e.id for e in rest)} == {draft, live}


async def test_categories_and_keys(db: Database, content: api.Content) -> None:
    async with db.transaction() as tx:
        with pytest.raises(KeyTaken):
            await api.create_category(tx, EDITOR, "repayment", "又一个")
        with pytest.raises(CategoryUnknown):
            await api.create_entry(tx, EDITOR, replace(content, category_id=new_id()))
        await api.create_entry(tx, EDITOR, content, key="repayment.early")
        with pytest.raises(KeyTaken):
            await api.create_entry(tx, EDITOR, content, key="repayment.early")


async def test_import_is_repeatable_and_counts_use(db: Database) -> None:
    document = {
        "category": "limit", "title": "额度",
        "entries": [{"key": "limit.raise", "question": "怎么提额？", "answer": "不能申请。", "phrasings": ["提额"]}],
    }  # fmt: skip
    async with db.transaction() as tx:
        assert await api.import_published(tx, [document]) == 1
        assert await api.import_published(tx, [document]) == 0
        (found,) = await api.published_by_keys(tx, ["nothing", "limit.raise"])
        assert [c.key for c in await api.offered_categories(tx)] == ["limit"]
        await api.count_use(tx, found.id)
        await api.count_use(tx, found.id)
    assert (await seen(db, AGENT, found.id)).hits == 2
    assert await generation(db) == 1


async def test_dates_decide_what_may_be_said(db: Database, content: api.Content) -> None:
    later = await published(db, replace(content, effective_from=NOW + timedelta(days=1)))
    over = await published(db, replace(content, effective_to=NOW))
    now = await published(db, replace(content, effective_from=NOW))
    async with db.transaction() as tx:
        found = await api.published_by_ids(tx, [later, over, now])
    assert [p.id for p in found] == [now]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": "  "}, "question"),
        ({"question": "长" * 201}, "question"),
        ({"answer": ""}, "answer"),
        ({"answer": "长" * 4001}, "answer"),
        ({"phrasings": ("长" * 201,)}, "phrasings"),
        ({"phrasings": tuple(str(i) for i in range(101))}, "phrasings"),
        ({"effective_from": NOW, "effective_to": NOW}, "effective_to"),
    ],
)
def test_content_is_checked(change: dict[str, object], field: str) -> None:
    good = api.Content("问题", "答案", (), new_id())
    with pytest.raises(ContentInvalid) as caught:
        checked(replace(good, **change))  # type: ignore[arg-type]
    assert [name for name, _ in caught.value.fields] == [field]


def test_rules_of_time_and_state() -> None:
    day = timedelta(days=1)
    assert in_force(None, None, NOW)
    assert in_force(NOW, None, NOW)
    assert not in_force(None, NOW, NOW)
    assert next_boundary([(NOW + 2 * day, None), (None, NOW + day), (NOW - day, None)], NOW) == NOW + day
    assert next_boundary([(None, None)], NOW) is None
    assert shown_state("rejected", published=True, retired=False) == "draft"
    assert shown_state("superseded", published=False, retired=True) == "retired"
