"""A lender with one account of a made-up channel that does what the test says."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from tandem.adapters.objects_local import LocalObjects
from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.keys import vault
from tandem.contexts.channels.written.actions.accepting import TAKE_IN_JOB, accept
from tandem.contexts.channels.written.actions.delivering import DELIVER_JOB
from tandem.contexts.channels.written.actions.managing import create_account
from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Account, ForeignFile, Incoming, Outgoing, Sent
from tandem.contexts.channels.written.models import inbox_table, outbox_table
from tandem.contexts.channels.written.ports import SendRefused
from tandem.contexts.channels.written.registry import Channels
from tandem.contexts.channels.written.repository.lines import line_of
from tandem.contexts.channels.written.setup import Field as Asked
from tandem.contexts.channels.written.setup import Finding
from tandem.contexts.channels.written.subscribers import Written
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.kit.clock import FixedClock
from tandem.kit.crypto import Vault
from tandem.kit.db import Database
from tandem.kit.ids import new_id
from tandem.kit.timers import TimerLoop

from .talking import PHONE, Talk

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SECRET = b"a root secret for tests, long enough"


@dataclass
class Scripted:
    """A channel whose next answers are in `answers` (an exception is raised); without one it takes everything."""

    kind: str = "made_up"
    fields: tuple[Asked, ...] = ()
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(text_limit=40, files=frozenset({"image"}), per_second=1000.0)
    )
    answers: list[Exception] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    files: dict[str, bytes | Exception] = field(default_factory=dict)
    fetched: int = 0
    while_sending: Callable[[], Awaitable[None]] | None = None

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        self.sent.append(outgoing)
        if self.while_sending is not None:
            await self.while_sending()
        if self.answers:
            raise self.answers.pop(0)
        return Sent(f"sent-{len(self.sent)}")

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        self.fetched += 1
        found = self.files.get(file.reference)
        if found is None:
            raise SendRefused("file_missing")
        if isinstance(found, Exception):
            raise found
        return found

    async def check(self, account: Account) -> list[Finding]:
        return [Finding("reached", True)]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.sent]


@dataclass
class Post:
    db: Database
    clock: FixedClock
    channel: Scripted
    written: Written
    objects: LocalObjects
    account_id: UUID
    admin: Actor
    numbers: int = 0

    async def hears(self, text: str, *, sender: str = "openid-1", at: int = 0, **more) -> bool:
        """A foreign event arrives, `at` seconds after the start."""
        self.numbers += 1
        told = Incoming(f"e-{self.numbers}", sender, START + timedelta(seconds=at), text=text)
        return await self.accepts(replace(told, **more))

    async def accepts(self, incoming: Incoming) -> bool:
        async with self.db.transaction() as tx:
            return await accept(tx, self.account_id, incoming)

    async def take_in(self, sender: str = "openid-1") -> None:
        i = inbox_table.c
        async with self.db.transaction() as tx:
            line = await line_of(tx, self.account_id, sender)
            event = (await tx.execute(select(func.min(i.id)).where(i.sender == line))).scalar_one()
        await self._job(TAKE_IN_JOB)({"event": event})

    async def events(self) -> list[tuple[str, str | None]]:
        """The state of everything that came in."""
        i = inbox_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(i.state, i.error).order_by(i.id))
            return [(row.state, row.error) for row in rows.all()]

    async def jobs(self, name: str) -> list[tuple[str, str]]:
        """Payload and dedupe key of every job of a name that waits; they are taken away."""
        async with self.db.transaction() as tx:
            rows = await (await tx.raw()).fetch(
                "DELETE FROM pgqueuer WHERE entrypoint = $1 RETURNING payload, dedupe_key", name
            )
        return [(row["payload"].decode(), row["dedupe_key"]) for row in rows]

    async def deliver(self, thread_id: UUID) -> None:
        await self._job(DELIVER_JOB)({"thread_id": str(thread_id)})

    async def queue_out(self, conversation_id: UUID, leg_id: UUID | None = None) -> None:
        """As the job of an event about the conversation does."""
        from tandem.kit.events import Recorded

        told = {"channel": "made_up", **({"leg_id": str(leg_id)} if leg_id else {})}
        event = Recorded(0, self.clock.now(), "x", conversation_id, None, (), told)
        await self.written.subscriptions()[0].handler(event)

    def _job(self, name: str):
        return next(job.handler for job in self.written.jobs() if job.name == name)

    async def conversation(self, sender: str = "openid-1") -> conversations.Conversation:
        from tandem.contexts.customers import api as customers

        async with self.db.transaction() as tx:
            customer = await customers.by_identity(tx, self.channel.kind, "main", sender)
            assert customer is not None
            found = await conversations.latest_of_customer(tx, customer.id, self.channel.kind, "main")
            assert found is not None
            return found

    async def conversation_of(self, conversation_id: UUID) -> conversations.Conversation:
        async with self.db.transaction() as tx:
            return await conversations.get(tx, conversation_id)

    async def texts(self, conversation_id: UUID) -> list[str]:
        async with self.db.transaction() as tx:
            items, _ = await conversations.messages(tx, conversation_id, customer_view=True)
        return [one.text for one in items if one.role == "customer"]

    async def begin(self, text: str = "你好") -> UUID:
        """A customer who has written."""
        await self.hears(text)
        await self.take_in()
        return (await self.conversation()).id

    async def says(self, conversation_id: UUID, text: str, *, kind: str = "text", payload=None) -> None:
        """The bot says something."""
        async with self.db.transaction() as tx:
            await conversations.reply_as_bot(
                tx, conversation_id, client_id=new_id().hex, text=text, kind=kind, payload=payload or {}
            )

    async def parts(self) -> list[tuple[str, str | None]]:
        o = outbox_table.c
        async with self.db.transaction() as tx:
            rows = await tx.execute(select(o.state, o.error).order_by(o.seq, o.part))
            return [(row.state, row.error) for row in rows.all()]

    async def shown(self) -> list[str]:
        """How far the conversation says that what was said to the customer came."""
        async with self.db.transaction() as tx:
            items, _ = await conversations.messages(tx, (await self.conversation()).id, customer_view=True)
        return [one.state for one in items if one.role == "bot"]

    async def fire(self) -> int:
        loop, count = TimerLoop(self.db, self.written.timer_handlers()), 0
        while await loop.fire_next():
            count += 1
        return count


@pytest.fixture
async def post(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> AsyncIterator[Post]:
    """A test may ask for another kind by parametrizing this indirectly."""
    kind = getattr(request, "param", "made_up")
    clock = FixedClock(START)
    db = Database(database_url, pool_size=6, clock=clock)
    channel, sealed, objects = Scripted(kind), vault(SECRET), LocalObjects(tmp_path)
    written = Written(db, sealed, Channels([channel]), objects, 100_000, ZoneInfo("Asia/Shanghai"))
    db.subscribe(written.subscriptions())
    admin = Actor("staff", new_id(), "管理员", permissions_of(["admin"]))
    async with db.transaction() as tx:
        await conversations.create_queue(tx, "general", "在线客服")
        account_id = await create_account(
            tx, sealed, admin, kind=kind, key="main", name="测试账号", queue_key="general", settings={},
            secrets={"token": "s3cret"},
        )  # fmt: skip
    yield Post(db, clock, channel, written, objects, account_id, admin)
    await db.close()


@pytest.fixture
async def talk(post: Post, keyring) -> Talk:
    post.channel.capabilities = replace(post.channel.capabilities, address="phone")
    post.db.vault = Vault(post.db, keyring)
    agent = Actor("staff", new_id(), "林静怡", permissions_of(["agent"]))
    async with post.db.transaction() as tx:
        queue = await conversations.queue_by_key(tx, "general")
        await conversations.create_seat(tx, agent.id, "林静怡", queue_ids=[queue.id])
        await conversations.change_presence(tx, agent.id, "online", Actor.system("test"))
        customer = await customers.recognise(tx, "web_signed", "demo", "wang", name="王雨欣", verified=True)
        await customers.note_personal(tx, customer.id, "phone", PHONE, source="customer", verified=True)
        made, _ = await conversations.open_conversation(
            tx, customer_id=customer.id, customer_name="王雨欣", customer_verified=True, channel="web", account="demo",
            queue_key="general",
        )  # fmt: skip
        await conversations.reply(tx, made.id, agent, client_id=new_id().hex, text="您好")
    return Talk(post, made.id, customer, agent)
