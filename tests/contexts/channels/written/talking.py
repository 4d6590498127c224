"""A customer of the web chat whose phone number is proven, and what they and their agent do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels.continuing.actions.offering import offer
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.ids import new_id

if TYPE_CHECKING:
    from .conftest import Post

PHONE = "13912340000"
MADE_UP = ("made_up", "main")


@dataclass
class Talk:
    """王雨欣 talks with an agent on the web; the made-up channel's addresses are phone numbers, and hers is proven."""

    post: Post
    id: UUID
    customer: customers.Customer
    agent: Actor

    @property
    def who(self) -> Actor:
        return Actor.customer(self.customer.id, "王雨欣")

    async def do(self, work, *args, **more):
        async with self.post.db.transaction() as tx:
            return await work(tx, *args, **more)

    async def now(self) -> conversations.Conversation:
        return await self.do(conversations.get, self.id)

    async def asks(self) -> str:
        """The agent asks whether to go on by phone; the id of the button that agrees."""
        await self.do(offer, Channels([self.post.channel]), self.id, *MADE_UP, self.agent)
        return (await self.messages())[-1].payload["options"][0]["id"]

    async def presses(self, choice: str, client_id: str | None = None) -> None:
        await self.do(
            conversations.receive,
            self.id,
            self.who,
            client_id=client_id or new_id().hex,
            text="好",
            choice_id=choice,
        )

    async def agreed(self) -> UUID:
        """The leg."""
        await self.presses(await self.asks())
        leg = (await self.now()).leg_id
        assert leg is not None
        return leg

    async def writes(self, text: str) -> None:
        """On the web."""
        await self.do(
            conversations.receive, self.id, self.who, client_id=new_id().hex, text=text, via=("web", "demo")
        )

    async def texts(self, text: str, at: int = 60) -> None:
        """By phone."""
        await self.post.hears(text, sender=PHONE, at=at)
        await self.post.take_in(PHONE)

    async def answers(self, text: str) -> None:
        await self.do(conversations.reply, self.id, self.agent, client_id=new_id().hex, text=text)

    async def goes_out(self) -> list[str]:
        """What the phone has got."""
        leg = (await self.now()).leg_id
        if leg is not None:
            await self.post.queue_out(self.id, leg)
            await self.post.deliver(leg)
        return self.post.channel.texts

    async def messages(self, *roles: str) -> list[conversations.MessageView]:
        items, _ = await self.do(conversations.messages, self.id, limit=200)
        return [one for one in items if not roles or one.role in roles]
