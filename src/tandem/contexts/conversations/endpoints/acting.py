"""What staff do with a conversation. Every route is audited and answers with the row as it is then."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Response

from tandem.contexts.access.api import Actor, CurrentStaff
from tandem.contexts.conversations import api
from tandem.contexts.conversations.endpoints.access import Gate, acting_on, row_of
from tandem.contexts.conversations.errors import ConversationNotFound
from tandem.contexts.conversations.files import Files
from tandem.contexts.conversations.schemas import (
    AssignmentBody,
    BulkBody,
    BulkResults,
    CommentBody,
    LabelsBody,
    Message,
    NoteBody,
    PriorityBody,
    ReadBody,
    ReplyBody,
    ResolutionBody,
    Row,
    SnoozeBody,
    TransferBody,
    WrapUpBody,
)
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Invalid, TandemError
from tandem.kit.http import Db

router = APIRouter(prefix="/conversations")


@router.post("/{conversation_id}/messages", response_model=Message, status_code=201)
async def post_message(
    db: Db, actor: CurrentStaff, files: Files, gate: Gate, conversation_id: UUID, body: ReplyBody, response: Response
) -> dict[str, Any]:  # fmt: skip
    """Answer the customer. The same client_id again answers 200 with the first result. 409 "reply_closed_…" when the
    channel lets no free text out now: its `reply` says why, since when, and whether templates may go instead."""
    async with acting_on(db, actor, conversation_id, "replied") as tx:
        sent = await api.reply(
            tx, conversation_id, actor, client_id=body.client_id, text=body.text,
            attachment_id=body.attachment_id, reply_to=body.reply_to, gate=gate,
        )  # fmt: skip
    if not sent.created:
        response.status_code = 200
    return files.present(sent.message.wire(), sent.message.created_at)


@router.post("/{conversation_id}/notes", response_model=Message, status_code=201)
async def post_note(
    db: Db, actor: CurrentStaff, files: Files, conversation_id: UUID, body: NoteBody, response: Response
) -> dict[str, Any]:
    """Write a private note."""
    async with acting_on(db, actor, conversation_id, "noted") as tx:
        sent = await api.note(
            tx, conversation_id, actor, client_id=body.client_id, text=body.text, mentions=body.mentions
        )
    if not sent.created:
        response.status_code = 200
    return files.present(sent.message.wire(), sent.message.created_at)


@router.post("/{conversation_id}/claim", response_model=Row)
async def post_claim(db: Db, actor: CurrentStaff, conversation_id: UUID) -> dict[str, Any]:
    """Take the conversation: 409 already_claimed or capacity_full."""
    async with acting_on(db, actor, conversation_id, "claimed") as tx:
        await api.claim(tx, conversation_id, actor)
        return await row_of(tx, conversation_id)


@router.put("/{conversation_id}/assignment", response_model=Row)
async def put_assignment(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: AssignmentBody
) -> dict[str, Any]:
    """Give the conversation to an agent."""
    async with acting_on(db, actor, conversation_id, "assigned", agent=str(body.agent_id)) as tx:
        await api.assign(tx, conversation_id, actor, body.agent_id, body.comment)
        return await row_of(tx, conversation_id)


@router.post("/{conversation_id}/transfer", response_model=Row)
async def post_transfer(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: TransferBody
) -> dict[str, Any]:
    """Pass the conversation on to a queue or to an agent, with a comment."""
    if (body.queue_id is None) == (body.agent_id is None):
        raise Invalid(fields=[("queue_id", "exactly one of queue_id and agent_id")])
    target = f"queue:{body.queue_id}" if body.queue_id else f"staff:{body.agent_id}"
    async with acting_on(db, actor, conversation_id, "transferred", to=target) as tx:
        if body.queue_id is not None:
            await api.transfer_to_queue(tx, conversation_id, actor, body.queue_id, body.comment)
        elif body.agent_id is not None:
            await api.assign(tx, conversation_id, actor, body.agent_id, body.comment)
        return await row_of(tx, conversation_id)


@router.post("/{conversation_id}/requeue", response_model=Row)
async def post_requeue(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: CommentBody | None = None
) -> dict[str, Any]:
    """Back into the line of its queue."""
    async with acting_on(db, actor, conversation_id, "requeued") as tx:
        await api.requeue(tx, conversation_id, actor, body.comment if body else None)
        return await row_of(tx, conversation_id)


@router.post("/{conversation_id}/handback", response_model=Row)
async def post_handback(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: CommentBody | None = None
) -> dict[str, Any]:
    """Give the conversation back to the bot."""
    async with acting_on(db, actor, conversation_id, "handed_back") as tx:
        await api.hand_back(tx, conversation_id, actor, body.comment if body else None)
        return await row_of(tx, conversation_id)


@router.post("/{conversation_id}/takeover", response_model=Row)
async def post_takeover(db: Db, actor: CurrentStaff, conversation_id: UUID) -> dict[str, Any]:
    """A supervisor takes the conversation from whoever has it."""
    async with acting_on(db, actor, conversation_id, "taken_over") as tx:
        await api.take_over(tx, conversation_id, actor)
        return await row_of(tx, conversation_id)


@router.post("/{conversation_id}/snooze", response_model=Row)
async def post_snooze(db: Db, actor: CurrentStaff, conversation_id: UUID, body: SnoozeBody) -> dict[str, Any]:
    """Put aside until a time or until the customer writes."""
    async with acting_on(db, actor, conversation_id, "snoozed", until=body.until.isoformat()) as tx:
        await api.snooze(tx, conversation_id, actor, body.until)
        return await row_of(tx, conversation_id)


@router.delete("/{conversation_id}/snooze", response_model=Row)
async def delete_snooze(db: Db, actor: CurrentStaff, conversation_id: UUID) -> dict[str, Any]:
    """Take up again."""
    async with acting_on(db, actor, conversation_id, "woken") as tx:
        await api.unsnooze(tx, conversation_id, actor)
        return await row_of(tx, conversation_id)


def _wrap_up(body: WrapUpBody) -> api.WrapUp:
    return api.WrapUp(body.disposition_id, body.summary, body.resolved, body.fields)


@router.post("/{conversation_id}/resolution", response_model=Row, status_code=201)
async def post_resolution(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: ResolutionBody
) -> dict[str, Any]:
    """Resolve with a wrap-up."""
    async with acting_on(db, actor, conversation_id, "resolved") as tx:
        await api.resolve(tx, conversation_id, actor, _wrap_up(body.wrap_up))
        return await row_of(tx, conversation_id)


@router.delete("/{conversation_id}/resolution", response_model=Row)
async def delete_resolution(db: Db, actor: CurrentStaff, conversation_id: UUID) -> dict[str, Any]:
    """Reopen; the conversation becomes the agent's."""
    async with acting_on(db, actor, conversation_id, "reopened") as tx:
        await api.reopen(tx, conversation_id, actor)
        return await row_of(tx, conversation_id)


@router.put("/{conversation_id}/priority", response_model=Row)
async def put_priority(
    db: Db, actor: CurrentStaff, conversation_id: UUID, body: PriorityBody
) -> dict[str, Any]:
    """Change the priority, and with it the place in line."""
    async with acting_on(db, actor, conversation_id, "prioritised", priority=body.priority) as tx:
        await api.set_priority(tx, conversation_id, actor, body.priority)
        return await row_of(tx, conversation_id)


@router.put("/{conversation_id}/labels", response_model=Row)
async def put_labels(db: Db, actor: CurrentStaff, conversation_id: UUID, body: LabelsBody) -> dict[str, Any]:
    """Replace the labels."""
    async with acting_on(db, actor, conversation_id, "labelled") as tx:
        await api.set_labels(tx, conversation_id, actor, body.label_ids)
        return await row_of(tx, conversation_id)


@router.post("/{conversation_id}/reads", status_code=204)
async def post_read(db: Db, actor: CurrentStaff, conversation_id: UUID, body: ReadBody) -> None:
    """Everything up to `seq` has been seen on the screen of the agent who holds it; for others only
    ends that a mention of them is new."""
    async with db.transaction() as tx:
        if not await api.is_readable(tx, conversation_id, actor):
            raise ConversationNotFound()
        await api.read_by_agent(tx, conversation_id, actor, body.seq)
        await api.mention_seen(tx, conversation_id, actor)


@router.get("/bulk", include_in_schema=False)
async def get_bulk() -> None:
    """Else the route of one conversation would take "bulk" for a malformed id."""
    raise HTTPException(405, headers={"Allow": "POST"})


@router.post("/bulk", response_model=BulkResults)
async def post_bulk(db: Db, actor: CurrentStaff, body: BulkBody) -> dict[str, Any]:
    """The same action on up to 100 conversations; each succeeds or fails for itself."""
    results = [await _one(db, actor, conversation_id, body) for conversation_id in dict.fromkeys(body.ids)]
    return {"results": results}


async def _one(db: Database, actor: Actor, conversation_id: UUID, body: BulkBody) -> dict[str, Any]:
    try:
        async with acting_on(db, actor, conversation_id, f"bulk_{body.action}") as tx:
            await _do(tx, actor, conversation_id, body)
    except TandemError as error:
        return {"id": conversation_id, "ok": False, "code": error.code}
    return {"id": conversation_id, "ok": True}


async def _do(tx: Tx, actor: Actor, conversation_id: UUID, body: BulkBody) -> None:
    match body.action:
        case "assign" if body.agent_id is not None:
            await api.assign(tx, conversation_id, actor, body.agent_id)
        case "label" if body.label_ids is not None:
            await api.set_labels(tx, conversation_id, actor, body.label_ids)
        case "priority" if body.priority is not None:
            await api.set_priority(tx, conversation_id, actor, body.priority)
        case "resolve":
            await api.resolve(tx, conversation_id, actor, _wrap_up(body.wrap_up or WrapUpBody()))
        case "snooze" if body.until is not None:
            await api.snooze(tx, conversation_id, actor, body.until)
        case _:
            raise Invalid(fields=[(body.action, "its value is missing")])
