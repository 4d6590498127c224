"""Entries and versions: reading with permission in the query, locking, writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from tandem.contexts.access.api import Actor, permissions
from tandem.contexts.knowledge.errors import EntryNotFound
from tandem.contexts.knowledge.models import (
    category_table,
    entry_table,
    retirement_table,
    review_table,
    use_table,
    version_table,
)
from tandem.contexts.knowledge.rules import shown_state
from tandem.contexts.knowledge.views import Category, Content, Entry, Person, Version
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

e, v, c = entry_table.c, version_table.c, category_table.c
_HITS = timedelta(days=30)
_CONTENT = (
    v.question, v.answer, v.phrasings, v.category_id, v.effective_from, v.effective_to, v.related, v.question_en,
)  # fmt: skip


@dataclass(frozen=True)
class LockedEntry:
    """An entry locked until commit, with its newest version's state and author."""

    id: UUID
    key: str
    latest_n: int
    published_n: int | None
    state: str
    author_id: UUID | None


def sees_drafts(actor: Actor) -> bool:
    """Editors and reviewers see work in progress; readers see what is published."""
    return any(
        actor.may(p)
        for p in (permissions.KNOWLEDGE_EDIT, permissions.KNOWLEDGE_REVIEW, permissions.KNOWLEDGE_PUBLISH)
    )


def _retired() -> ColumnElement[bool]:
    r = retirement_table.c
    return exists().where(r.entry_id == e.id, r.ended_at.is_(None))


def _seen_n(actor: Actor) -> ColumnElement[int]:
    """The number of the version that the actor sees."""
    return e.latest_n if sees_drafts(actor) else e.published_n


def readable_by(actor: Actor, now: datetime) -> Select[Any]:
    """Entries that the actor may read, each with the version he may see."""
    u = use_table.c
    hits = (
        select(func.coalesce(func.sum(u.answers), 0))
        .where(u.entry_id == e.id, u.day > (now - _HITS).date())
        .scalar_subquery()
    )
    query = (
        select(
            e.id, e.key, e.latest_n, e.published_n, e.updated_at, _retired().label("retired"), hits.label("hits"),
            c.key.label("category_key"), c.title.label("category_title"), c.title_en.label("category_title_en"),
            v.n, v.state, v.author_id, v.author_name, v.created_at.label("version_created_at"), *_CONTENT,
        )
        .join_from(entry_table, version_table, and_(v.entry_id == e.id, v.n == _seen_n(actor)))
        .join(category_table, c.id == v.category_id)
    )  # fmt: skip
    if not actor.may(permissions.KNOWLEDGE_READ):
        return query.where(false())
    return query


def _in_state(state: str) -> ColumnElement[bool]:
    open_work = v.state.in_(("draft", "in_review", "rejected"))
    match state:
        case "draft":
            return v.state.in_(("draft", "rejected"))
        case "in_review":
            return v.state == "in_review"
        case "published":
            return e.published_n.is_not(None)
        case _:
            return and_(_retired(), ~open_work)


def _mentions(q: str) -> ColumnElement[bool]:
    return or_(
        *(v[name].icontains(q, autoescape=True) for name in ("question", "answer")),
        func.cast(v.phrasings, v.question.type).icontains(q, autoescape=True),
        e.key.icontains(q, autoescape=True),
    )


async def page(
    tx: Tx,
    actor: Actor,
    *,
    q: str | None,
    category: str | None,
    state: str | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Entry]:
    """Newest change first. `q` matches parts of question, answer, phrasings or key; with it, matches in the question
    come first on the first page."""
    query = readable_by(actor, tx.now).order_by(e.updated_at.desc(), e.id.desc()).limit(limit)
    if q:
        query = query.where(_mentions(q))
    if category:
        query = query.where(c.key == category)
    if state:
        query = query.where(_in_state(state))
    if after is not None:
        query = query.where(tuple_(e.updated_at, e.id) < tuple_(*after))
    rows = (await tx.execute(query)).all()
    return [_entry(row) for row in rows]


async def find(tx: Tx, actor: Actor, entry_id: UUID) -> Entry:
    """Raises EntryNotFound, also for what the actor may not see."""
    row = (await tx.execute(readable_by(actor, tx.now).where(e.id == entry_id))).one_or_none()
    if row is None:
        raise EntryNotFound()
    entry = _entry(row)
    reviews = await _reviews(tx, entry_id)
    return Entry(**{**vars(entry), "latest": _reviewed(entry.latest, reviews)})


async def versions(tx: Tx, actor: Actor, entry_id: UUID) -> list[Version]:
    """All versions that the actor may see, newest first."""
    query = (
        select(v.n, v.state, v.author_id, v.author_name, v.created_at.label("version_created_at"), *_CONTENT)
        .where(v.entry_id == entry_id)
        .order_by(v.n.desc())
    )
    if not sees_drafts(actor):
        query = query.where(v.state.in_(("published", "superseded")))
    reviews = await _reviews(tx, entry_id)
    return [_reviewed(_version(row), reviews) for row in (await tx.execute(query)).all()]


async def lock(tx: Tx, entry_id: UUID) -> LockedEntry:
    """Raises EntryNotFound."""
    row = (
        await tx.execute(
            select(e.id, e.key, e.latest_n, e.published_n, v.state, v.author_id)
            .join_from(entry_table, version_table, and_(v.entry_id == e.id, v.n == e.latest_n))
            .where(e.id == entry_id)
            .with_for_update(of=entry_table)
        )
    ).one_or_none()
    if row is None:
        raise EntryNotFound()
    return LockedEntry(row.id, row.key, row.latest_n, row.published_n, row.state, row.author_id)


async def unknown_keys(tx: Tx, keys: Sequence[str]) -> list[str]:
    """Those of the keys that no entry has."""
    known = set((await tx.execute(select(e.key).where(e.key.in_(keys)))).scalars()) if keys else set()
    return [key for key in keys if key not in known]


async def key_exists(tx: Tx, key: str) -> bool:
    return (await tx.execute(select(e.id).where(e.key == key))).first() is not None


async def add_entry(tx: Tx, key: str, category_id: UUID) -> UUID:
    entry_id = new_id()
    await tx.execute(
        insert(entry_table).values(
            id=entry_id, key=key, category_id=category_id, latest_n=0, created_at=tx.now, updated_at=tx.now
        )
    )
    return entry_id


async def add_version(tx: Tx, entry_id: UUID, n: int, content: Content, author: Actor, state: str) -> None:
    """Write version `n`, which becomes the newest."""
    await tx.execute(
        insert(version_table).values(
            id=new_id(), entry_id=entry_id, n=n, state=state, question=content.question, answer=content.answer,
            phrasings=list(content.phrasings), related=list(content.related), category_id=content.category_id,
            question_en=content.question_en, effective_from=content.effective_from,
            effective_to=content.effective_to, author_id=author.id, author_name=author.name, created_at=tx.now,
        )
    )  # fmt: skip
    await touch(tx, entry_id, latest_n=n, category_id=content.category_id)


async def touch(tx: Tx, entry_id: UUID, **values: Any) -> None:
    await tx.execute(update(entry_table).where(e.id == entry_id).values(updated_at=tx.now, **values))


async def set_state(tx: Tx, entry_id: UUID, n: int, state: str) -> None:
    await tx.execute(update(version_table).where(v.entry_id == entry_id, v.n == n).values(state=state))


async def add_review(tx: Tx, entry_id: UUID, n: int, act: str, by: Actor, comment: str | None) -> None:
    await tx.execute(
        insert(review_table).values(
            id=new_id(), entry_id=entry_id, n=n, act=act, at=tx.now, by=by.label, by_id=by.id, by_name=by.name,
            comment=comment,
        )
    )  # fmt: skip


async def retire(tx: Tx, entry_id: UUID, by: Actor, comment: str | None) -> None:
    await tx.execute(
        insert(retirement_table).values(
            id=new_id(), entry_id=entry_id, at=tx.now, by=by.label, by_name=by.name, comment=comment
        )
    )


async def end_retirement(tx: Tx, entry_id: UUID) -> None:
    r = retirement_table.c
    await tx.execute(
        update(retirement_table).where(r.entry_id == entry_id, r.ended_at.is_(None)).values(ended_at=tx.now)
    )


async def _reviews(tx: Tx, entry_id: UUID) -> dict[int, Row[Any]]:
    """The last word on each version: a verdict if there is one, else the request's comment."""
    r = review_table.c
    order = case((r.act == "requested", 0), else_=1)
    rows = await tx.execute(
        select(r.n, r.act, r.by_id, r.by_name, r.comment).where(r.entry_id == entry_id).order_by(order, r.at)
    )
    return {row.n: row for row in rows}


def _reviewed(version: Version, reviews: dict[int, Row[Any]]) -> Version:
    found = reviews.get(version.n)
    if found is None:
        return version
    reviewer = None if found.act == "requested" else Person(found.by_id, found.by_name)
    return Version(**{**vars(version), "reviewer": reviewer, "comment": found.comment})


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        key=row.key,
        category=Category(row.category_id, row.category_key, row.category_title, row.category_title_en),
        state=shown_state(row.state, published=row.published_n is not None, retired=row.retired),
        latest=_version(row),
        published_n=row.published_n,
        updated_at=row.updated_at,
        hits=int(row.hits),
    )


def _version(row: Row[Any]) -> Version:
    return Version(
        n=row.n,
        state=row.state,
        content=Content(
            question=row.question,
            answer=row.answer,
            phrasings=tuple(row.phrasings),
            category_id=row.category_id,
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            related=tuple(row.related),
            question_en=row.question_en,
        ),
        author=Person(row.author_id, row.author_name),
        reviewer=None,
        comment=None,
        created_at=row.version_created_at,
    )
