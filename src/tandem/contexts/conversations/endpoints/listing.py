"""Lists, counts, threads, transcripts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from tandem.contexts.access.api import Actor, CurrentStaff, record
from tandem.contexts.conversations.endpoints.access import acting_on
from tandem.contexts.conversations.errors import ConversationNotFound
from tandem.contexts.conversations.files import Files
from tandem.contexts.conversations.ports import Watching
from tandem.contexts.conversations.repository import conversations, details, messages, rows
from tandem.contexts.conversations.repository.offers import pending_offers
from tandem.contexts.conversations.rules.control import State, allowed
from tandem.contexts.conversations.schemas import Counts, Detail, MessagePage, Priority, Row
from tandem.contexts.conversations.views import PRIORITIES, MessageView
from tandem.contexts.customers import api as customers
from tandem.kit.db import Tx
from tandem.kit.errors import Invalid
from tandem.kit.http import Db, Locale, Page, decode_cursor, encode_cursor
from tandem.kit.i18n import translate

router = APIRouter()
Limit = Annotated[int, Query(ge=1, le=200)]
Seq = Annotated[int | None, Query(ge=0, le=2_000_000_000)]


@router.get("/conversations", response_model=Page[Row])
async def list_conversations(
    db: Db,
    actor: CurrentStaff,
    view: Literal["mine", "mentioned", "unassigned", "all", "snoozed", "resolved"] = "all",
    queue_id: UUID | None = None,
    channel: Annotated[str | None, Query(max_length=40)] = None,
    label: UUID | None = None,
    priority: Priority | None = None,
    agent_id: UUID | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    sort: Literal["waiting", "newest", "oldest", "sla"] = "newest",
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The conversations that the signed-in person may read; `agent_id`: of those, what this agent holds. Audited when
    an API key asks."""
    after = None
    if cursor:
        at, id_ = decode_cursor(cursor, 2)
        after = (_time(at), _uuid(id_))
    level = PRIORITIES.index(priority) if priority else None
    filter_ = rows.Filter(
        view,
        queue_id,
        channel,
        label,
        level,
        (q or "").replace("\x00", "").strip() or None,
        agent_id,
    )
    async with db.transaction() as tx:
        page = await rows.page(tx, actor, filter_, sort=sort, after=after, limit=limit)
        if actor.kind == "integration":
            # Staff open what they read, which is audited; a key takes the list with its names and last words along.
            await record(tx, actor, "conversations.listed", "conversations", {"count": len(page.rows)})
    return {"items": page.rows, "next": encode_cursor(page.next[0], str(page.next[1])) if page.next else None}


def _time(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise Invalid("bad_cursor") from error
    if at.tzinfo is None:
        raise Invalid("bad_cursor")
    return at


def _uuid(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise Invalid("bad_cursor") from error


@router.get("/conversations/counts", response_model=Counts)
async def count_conversations(db: Db, actor: CurrentStaff) -> dict[str, Any]:
    """How many conversations each view holds."""
    async with db.transaction() as tx:
        return await rows.counts(tx, actor)


@router.get("/conversations/{conversation_id}", response_model=Detail)
async def read_conversation(
    request: Request, db: Db, actor: CurrentStaff, conversation_id: UUID
) -> dict[str, Any]:
    """One conversation with everything the thread shows beside the messages. Audited."""
    assert actor.id is not None
    async with db.transaction() as tx:
        found = await rows.by_ids(tx, [conversation_id], actor)
        if not found:
            raise ConversationNotFound()
        await record(tx, actor, "conversation.read", f"conversation:{conversation_id}")
        await customers.refuse_restricted(tx, actor, UUID(found[0]["customer"]["id"]))
        row = await details.detail(tx, actor, found[0])
        block = await customers.standing_block(tx, UUID(row["customer"]["id"]))
        mentioned = bool(await rows.unseen_mentions(tx, actor, [conversation_id]))
        now = tx.now
        offers = await pending_offers(tx, actor.id, conversation_id=conversation_id)
    state = State(row["status"], row["controller"], UUID(row["agent"]["id"]) if row["agent"] else None)
    watching: Watching | None = getattr(request.app.state, "desk", None)
    return {
        **row,
        "viewers": watching.viewers_of(conversation_id) if watching is not None else [],
        "offer": offers[0] if offers else None,
        "allowed": allowed(state, actor.id, actor.permissions),
        "mentioned": mentioned,
        "block": customers.block_view(block, now) if block else None,
    }


@router.get("/conversations/{conversation_id}/messages", response_model=MessagePage)
async def read_messages(
    db: Db,
    actor: CurrentStaff,
    files: Files,
    conversation_id: UUID,
    after: Seq = None,
    before: Seq = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """A page of the thread in ascending order: the newest, or before or after a sequence number. Audited."""
    async with acting_on(db, actor, conversation_id, "read", messages=True) as tx:
        await _refuse_restricted(tx, actor, conversation_id)
        items, more = await messages.page(tx, conversation_id, after=after, before=before, limit=limit)
        now = tx.now
    return {"items": [files.present(message.wire(), now) for message in items], "has_more": more}


@router.get(
    "/conversations/{conversation_id}/transcript",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}, "application/json": {}}}},
)
async def read_transcript(
    db: Db,
    actor: CurrentStaff,
    locale: Locale,
    conversation_id: UUID,
    format: Literal["txt", "json"] = "txt",
) -> Response:
    """The whole conversation as a file. Audited as an export."""
    collected: list[MessageView] = []
    async with acting_on(db, actor, conversation_id, "exported", format=format) as tx:
        await _refuse_restricted(tx, actor, conversation_id)
        more, last = True, 0
        while more:
            page, more = await messages.page(tx, conversation_id, after=last, limit=500)
            collected += page
            last = page[-1].seq if page else last
    name = f"attachment; filename=conversation-{conversation_id}.{format}"
    if format == "json":
        return JSONResponse([m.wire() for m in collected], headers={"Content-Disposition": name})
    lines = [_line(message, locale) for message in collected]
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Content-Disposition": name})


async def _refuse_restricted(tx: Tx, actor: Actor, conversation_id: UUID) -> None:
    """403 "customer_restricted" when what was said with this person may only be stored."""
    conversation = await conversations.get(tx, conversation_id)
    await customers.refuse_restricted(tx, actor, conversation.customer_id)


def _line(message: MessageView, locale: str) -> str:
    who = message.author_name or translate(f"role.{message.role}", locale)
    text = message.text
    if attachment := message.payload.get("attachment"):
        text = f"{text} [{_named(attachment, locale)}]".strip()
    if message.kind == "note":
        who = f"{who} ({translate('role.note', locale)})"
    return f"{message.created_at:%Y-%m-%d %H:%M:%S}Z  {who}: {text}"


def _named(attachment: Mapping[str, Any], locale: str) -> str:
    """A file's name; of a voice note that it is one, and how long."""
    if (duration := attachment.get("duration_ms")) is None:
        return str(attachment["name"])
    minutes, seconds = divmod(round(duration / 1000), 60)
    return translate("message.voice", locale, length=f"{minutes}:{seconds:02}")
