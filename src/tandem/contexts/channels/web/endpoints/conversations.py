"""/web/conversation(s): the customer's one conversation."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response

from tandem.contexts.channels.errors import NoConversation
from tandem.contexts.channels.repository import get_site
from tandem.contexts.channels.web.door import Door, Session, TheDoor
from tandem.contexts.channels.web.greeting import asks, check_answered, take_answers
from tandem.contexts.channels.web.schemas import (
    DEVICE,
    ConversationIn,
    ConversationOut,
    PreChatAnswers,
    ReadIn,
    repeated,
)
from tandem.contexts.channels.web.tokens import SessionToken
from tandem.contexts.channels.web.views import conversation_view
from tandem.contexts.channels.web.visiting import Visitor, admit, own_conversation, without_query
from tandem.contexts.conversations import api
from tandem.contexts.conversations.api import Conversation
from tandem.contexts.customers import api as customers
from tandem.contexts.customers.api import Customer
from tandem.kit.db import Tx

routes = APIRouter()


async def view_of(
    door: Door, tx: Tx, conversation: Conversation, customer: Customer, *, fresh: bool = False
) -> dict[str, Any]:
    """The conversation with its place in line; `fresh` right after a change in this transaction."""
    place = None
    if conversation.controller == "queue":
        place = await door.lines.place(tx, conversation.queue_id, conversation.id, fresh=fresh)
    return await conversation_view(tx, conversation, place, customer)


async def open_for(
    tx: Tx,
    visitor: Visitor,
    client_id: str,
    page_url: str | None,
    agent: str | None,
    topic: str | None = None,
) -> tuple[Conversation, bool]:
    """The visitor's open conversation, made if there is none."""
    site = await get_site(tx, visitor.site)
    customer = visitor.customer
    seen_on = page_url and without_query(page_url)
    context = {
        "page_url": seen_on or customer.attributes.get("page_url"),
        "user_agent": agent[:512] if agent and agent.isprintable() else None,
        "locale": await customers.language(tx, customer.id, customer.locale or site.locale),
        "site": site.name,
        "topic": topic,
        **{key: customer.attributes.get(key) for key in DEVICE},
    }
    return await api.open_conversation(
        tx, customer_id=customer.id, customer_name=customer.display_name(site.locale),
        customer_verified=customer.verified, channel=visitor.channel, account=site.key, queue_key=site.queue_key,
        client_id=client_id, context={key: value for key, value in context.items() if value},
    )  # fmt: skip


@routes.get("/conversation", response_model=ConversationOut)
async def read_open_conversation(door: TheDoor, session: Session) -> dict[str, Any]:
    """The customer's open conversation. 404 "no_conversation"."""
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        found = await api.open_of_customer(tx, visitor.customer.id, visitor.channel, visitor.site)
        if found is None:
            raise NoConversation()
        return await view_of(door, tx, found, visitor.customer)


@routes.post(
    "/conversations",
    response_model=ConversationOut,
    status_code=201,
    responses=repeated(ConversationOut, "The conversation that is open already"),
)
async def create_conversation(
    door: TheDoor,
    session: Session,
    response: Response,
    body: ConversationIn,
    user_agent: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> dict[str, Any]:
    """Open a conversation; 200 with the open one when there is one, which a blocked customer keeps: the
    answers count then too. 403 "customer_blocked"; 422 "pre_chat_needed", and what does not fit of the answers."""
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        if not await api.open_of_customer(tx, visitor.customer.id, visitor.channel, visitor.site):
            visitor = await _newcomer(tx, visitor, session, body.pre_chat)
        elif body.pre_chat is not None:
            visitor = await _late(tx, visitor, session, body.pre_chat)
        topic = body.pre_chat.topic if body.pre_chat else None
        conversation, made = await open_for(tx, visitor, body.client_id, body.page_url, user_agent, topic)
        view = await view_of(door, tx, conversation, visitor.customer)
    response.status_code = 201 if made else 200
    return view


async def _newcomer(
    tx: Tx, visitor: Visitor, session: SessionToken, answers: PreChatAnswers | None
) -> Visitor:
    """Who is about to open a conversation: not blocked, and with the answers that the site wants."""
    if visitor.customer.blocked:
        await customers.refuse_blocked(tx, visitor.customer.id)
    site = await get_site(tx, visitor.site)
    check_answered(site, visitor.customer, answers)
    return visitor if answers is None else await take_answers(tx, visitor, site, session, answers)


async def _late(tx: Tx, visitor: Visitor, session: SessionToken, answers: PreChatAnswers) -> Visitor:
    """Another tab opened the conversation while this one showed the form: what was answered and agreed to counts all
    the same, once."""
    site = await get_site(tx, visitor.site)
    if not asks(site, visitor.customer):
        return visitor
    return await take_answers(tx, visitor, site, session, answers)


@routes.get("/conversations/{conversation_id}", response_model=ConversationOut)
async def read_conversation(door: TheDoor, session: Session, conversation_id: UUID) -> dict[str, Any]:
    """One of the customer's own conversations."""
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        conversation = await own_conversation(tx, visitor, conversation_id)
        return await view_of(door, tx, conversation, visitor.customer)


@routes.post("/conversations/{conversation_id}/reads", status_code=204)
async def create_read(door: TheDoor, session: Session, conversation_id: UUID, body: ReadIn) -> None:
    """The customer has seen everything up to `seq`."""
    async with door.db.transaction() as tx:
        visitor = await admit(tx, session)
        await own_conversation(tx, visitor, conversation_id)
        await api.read_by_customer(tx, conversation_id, visitor.customer.id, body.seq)
