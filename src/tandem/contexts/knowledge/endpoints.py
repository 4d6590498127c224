"""/knowledge: entries with their review, search for the desk."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from tandem.contexts.access.api import Actor, permissions, require
from tandem.contexts.knowledge import api
from tandem.contexts.knowledge.errors import VersionNotFound
from tandem.contexts.knowledge.schemas import (
    CategoryIn,
    CategoryOut,
    CategoryTitles,
    DraftIn,
    EntryDetailOut,
    EntryIn,
    EntryOut,
    HitOut,
    RejectionIn,
    SearchOut,
    State,
    StepIn,
    VersionOut,
)
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Invalid
from tandem.kit.http import Db, Page, decode_cursor, encode_cursor

Reader = Annotated[Actor, Depends(require(permissions.KNOWLEDGE_READ))]
_MAX_QUERY = 1000


def router(live: api.LiveIndex) -> APIRouter:
    """All routes, without prefix."""
    routes = APIRouter(prefix="/knowledge", tags=["knowledge"])
    _add_reading(routes)
    _add_writing(routes)
    _add_steps(routes)
    _add_search(routes, live)
    return routes


def _add_reading(routes: APIRouter) -> None:
    @routes.get("/categories")
    async def list_categories(_: Reader, db: Db) -> list[CategoryOut]:
        """All categories, in order."""
        async with db.transaction() as tx:
            return [CategoryOut.of(category) for category in await api.categories(tx)]

    @routes.get("/entries")
    async def list_entries(
        actor: Reader,
        db: Db,
        q: Annotated[str | None, Query(max_length=200)] = None,
        category: Annotated[str | None, Query(max_length=100)] = None,
        state: State | None = None,
        cursor: Annotated[str | None, Query(max_length=1000)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> Page[EntryOut]:
        """Entries, newest change first. Readers see what is published; editors also drafts and reviews."""
        async with db.transaction() as tx:
            rows = await api.list_entries(
                tx,
                actor,
                q=q,
                category=category,
                state=state,
                after=_after(cursor),
                limit=limit + 1,
            )
        more = len(rows) > limit
        items = [EntryOut.of(row) for row in rows[:limit]]
        last = items[-1] if items and more else None
        return Page[EntryOut](
            items=items,
            next=encode_cursor(last.updated_at.isoformat(), str(last.id)) if last else None,
        )

    @routes.get("/entries/{entry_id}")
    async def read_entry(actor: Reader, db: Db, entry_id: UUID) -> EntryDetailOut:
        """One entry with its versions, newest first."""
        return await _detail(db, actor, entry_id)

    @routes.get("/entries/{entry_id}/versions/{n}")
    async def read_version(actor: Reader, db: Db, entry_id: UUID, n: int) -> VersionOut:
        """One version."""
        async with db.transaction() as tx:
            await api.find_entry(tx, actor, entry_id)
            found = next((v for v in await api.versions(tx, actor, entry_id) if v.n == n), None)
        if found is None:
            raise VersionNotFound()
        return VersionOut.of(found)


def _add_writing(routes: APIRouter) -> None:
    @routes.post("/categories", status_code=201)
    async def create_category(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_PUBLISH))], db: Db, body: CategoryIn
    ) -> CategoryOut:
        """A new category behind the others. 409 "key_taken"."""
        async with db.transaction() as tx:
            return CategoryOut.of(await api.create_category(tx, actor, body.key, body.title, body.title_en))

    @routes.put("/categories/{category_id}")
    async def rename_category(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_PUBLISH))],
        db: Db,
        category_id: UUID,
        body: CategoryTitles,
    ) -> CategoryOut:
        """Other names for a category; its key stays. 404 "category_not_found"."""
        async with db.transaction() as tx:
            return CategoryOut.of(
                await api.rename_category(tx, actor, category_id, body.title, body.title_en)
            )

    @routes.post("/entries", status_code=201)
    async def create_entry(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_EDIT))], db: Db, body: EntryIn
    ) -> EntryDetailOut:
        """A new entry as a draft."""
        async with db.transaction() as tx:
            entry_id = await api.create_entry(tx, actor, body.content(), key=body.key)
        return await _detail(db, actor, entry_id)

    @routes.put("/entries/{entry_id}/draft")
    async def save_draft(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_EDIT))],
        db: Db,
        entry_id: UUID,
        body: DraftIn,
    ) -> EntryDetailOut:
        """Save a new version over `base_version`. 409 "version_conflict" when somebody saved in between."""
        async with db.transaction() as tx:
            before = (await api.find_entry(tx, actor, entry_id)).latest.content
            await api.save_draft(tx, actor, entry_id, body.content(before), body.base_version)
        return await _detail(db, actor, entry_id)


def _add_steps(routes: APIRouter) -> None:
    @routes.post("/entries/{entry_id}/review-request")
    async def request_review(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_EDIT))],
        db: Db,
        entry_id: UUID,
        body: StepIn | None = None,
    ) -> EntryDetailOut:
        """Send the draft to review. 409 "wrong_step"."""
        comment = body.comment if body else None
        return await _step(db, actor, entry_id, lambda tx: api.request_review(tx, actor, entry_id, comment))

    @routes.post("/entries/{entry_id}/approval")
    async def approve(
        actor: Annotated[
            Actor, Depends(require(permissions.KNOWLEDGE_REVIEW, permissions.KNOWLEDGE_PUBLISH))
        ],
        db: Db,
        entry_id: UUID,
        body: StepIn | None = None,
    ) -> EntryDetailOut:
        """Publish what is under review. 403 "own_work" for its author, 409 "wrong_step"."""
        comment = body.comment if body else None
        return await _step(db, actor, entry_id, lambda tx: api.approve(tx, actor, entry_id, comment))

    @routes.post("/entries/{entry_id}/rejection")
    async def reject(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_REVIEW))],
        db: Db,
        entry_id: UUID,
        body: RejectionIn,
    ) -> EntryDetailOut:
        """Send it back with a reason. 409 "wrong_step"."""
        return await _step(db, actor, entry_id, lambda tx: api.reject(tx, actor, entry_id, body.comment))

    @routes.post("/entries/{entry_id}/retirement")
    async def retire(
        actor: Annotated[Actor, Depends(require(permissions.KNOWLEDGE_PUBLISH))],
        db: Db,
        entry_id: UUID,
        body: StepIn | None = None,
    ) -> EntryDetailOut:
        """Take it out of service. 409 "wrong_step" when nothing is published."""
        comment = body.comment if body else None
        return await _step(db, actor, entry_id, lambda tx: api.retire(tx, actor, entry_id, comment))


def _add_search(routes: APIRouter, live: api.LiveIndex) -> None:
    @routes.get("/search")
    async def search(
        _: Reader,
        q: Annotated[str, Query(min_length=1, max_length=_MAX_QUERY)],
        limit: Annotated[int, Query(ge=1, le=50)] = 8,
    ) -> SearchOut:
        """The published entries nearest to a question, best first. `degraded` names what search is without."""
        served = await live.served()
        ranking = await live.search(q, limit)
        found = [(hit, served.entry(hit.entry_id)) for hit in ranking.candidates]
        return SearchOut(
            items=[
                HitOut(
                    entry_id=entry.id,
                    key=entry.key,
                    question=entry.question,
                    answer=entry.answer,
                    score=hit.fused,
                    confidence=hit.confidence,
                )
                for hit, entry in found
                if entry is not None
            ],
            degraded=list(ranking.degraded),
        )


async def _step(
    db: Database, actor: Actor, entry_id: UUID, act: Callable[[Tx], Awaitable[None]]
) -> EntryDetailOut:
    async with db.transaction() as tx:
        await act(tx)
    return await _detail(db, actor, entry_id)


async def _detail(db: Database, actor: Actor, entry_id: UUID) -> EntryDetailOut:
    async with db.transaction() as tx:
        entry = await api.find_entry(tx, actor, entry_id)
        return EntryDetailOut.with_versions(entry, await api.versions(tx, actor, entry_id))


def _after(cursor: str | None) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, id_ = decode_cursor(cursor, 2)
    try:
        moment = datetime.fromisoformat(str(at))
        if moment.tzinfo is None:
            raise ValueError("no time zone")
        return moment, UUID(str(id_))
    except ValueError as error:
        raise Invalid("bad_cursor") from error
