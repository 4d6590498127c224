"""A made-up channel with a reply window and templates, a ledger of one bill, an agent, and the desk's routes."""

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
import orjson
from fastapi import FastAPI
from sqlalchemy import select

from tandem.contexts.access.api import Actor
from tandem.contexts.access.guards import current_caller
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.channels.ports import PLAIN_KINDS
from tandem.contexts.channels.written.actions.announcing import ANNOUNCE_JOB
from tandem.contexts.channels.written.actions.figuring import Figures
from tandem.contexts.channels.written.actions.permitting import WindowGate
from tandem.contexts.channels.written.actions.sending_templates import Templates
from tandem.contexts.channels.written.capabilities import Capabilities, ReplyWindow
from tandem.contexts.channels.written.endpoints import router
from tandem.contexts.channels.written.template import TemplateRules
from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.endpoints import router as conversations_router
from tandem.contexts.conversations.models import tables
from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.kit.http import problems
from tandem.kit.ids import new_id

ZONE = ZoneInfo("Asia/Shanghai")
RULES = TemplateRules(PLAIN_KINDS, text_chars=200, link=True)
CAPS = Capabilities(
    text_limit=40,
    per_second=1000.0,
    window=ReplyWindow(timedelta(hours=48), 2),
    templates=RULES,
    delivered=True,
)
NAME = {"key": "name", "name": "称呼", "kind": "text", "source": "customer.name"}
BILL = {
    "kind": "made_up", "key": "repay", "name": "还款提醒", "purpose": "service",
    "text": "{{name}}您好，本期应还{{amount}}，还款日{{due}}。{{more}}",
    "fields": [
        NAME,
        {"key": "amount", "name": "应还金额", "kind": "amount", "source": "bill.amount"},
        {"key": "due", "name": "还款日", "kind": "date", "source": "bill.due_on"},
        {"key": "more", "name": "补充说明", "kind": "text", "preset": "请保持账户余额充足。"},
    ],
}  # fmt: skip
READY = {
    "kind": "made_up", "key": "answer_ready", "name": "您的问题已有答复", "purpose": "service",
    "text": "{{name}}您好，您咨询的问题已有答复，回复任意文字即可查看。", "fields": [NAME],
}  # fmt: skip
OFFER = {
    "kind": "made_up", "key": "offer", "name": "利率优惠", "purpose": "marketing",
    "text": "{{name}}您好，利率优惠中。拒收请回复R", "fields": [NAME],
}  # fmt: skip


@dataclass
class Book:
    """A ledger that says what a test puts in; `away`: it does not answer."""

    due_fen: int = 128_000
    away: bool = False
    asked: list[str] = field(default_factory=list)

    async def bill(self, customer: str, loan: str | None = None) -> loans.Bill:
        self.asked.append(customer)
        if self.away:
            raise loans.CoreUnavailable
        if not self.due_fen:
            raise loans.LoanRefused("no_loan")
        return loans.Bill(date(2026, 12, 5), self.due_fen, 1, overdue=False)


@dataclass
class Desk:
    """The desk's routes, as whoever calls them."""

    post: object
    book: Book
    app: FastAPI
    agent: Actor
    caller: list[Actor]

    @asynccontextmanager
    async def as_(self, actor: Actor):
        self.caller[:] = [actor]
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as client:
            yield client

    async def make(self, **body) -> str:
        async with self.as_(self.post.admin) as http:
            made = await http.post("/message-templates", json=body)
        assert made.status_code == 201, made.text
        return made.json()["id"]

    async def send(self, conversation_id: UUID, template_id: str, **values) -> httpx.Response:
        told = {"client_id": values.pop("client_id", new_id().hex), "template_id": template_id}
        for name in ("in_place_of",):
            if name in values:
                told[name] = values.pop(name)
        async with self.as_(self.agent) as http:
            path = f"/conversations/{conversation_id}/template-messages"
            return await http.post(path, json={**told, "values": values})

    async def says(self, conversation_id: UUID, text: str) -> httpx.Response:
        async with self.as_(self.agent) as http:
            return await http.post(
                f"/conversations/{conversation_id}/messages", json={"client_id": new_id().hex, "text": text}
            )

    async def get(self, path: str):
        async with self.as_(self.agent) as http:
            answer = await http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def bound(self, conversation_id: UUID, name: str = "王雨欣") -> None:
        """The customer is proven to be a borrower, and told their name."""
        async with self.post.db.transaction() as tx:
            conversation = await conversations.get(tx, conversation_id)
            await customers.rename(tx, conversation.customer_id, name)
            await customers.bind(tx, conversation.customer_id, "HS0001", proof="agent", actor=self.agent)

    async def go_out(self, conversation_id: UUID) -> None:
        await self.post.queue_out(conversation_id)
        await self.post.deliver(conversation_id)

    async def announce(self) -> int:
        """Run the jobs that tell of answers that wait."""
        jobs = await self.post.jobs(ANNOUNCE_JOB)
        handler = next(job.handler for job in self.post.written.jobs() if job.name == ANNOUNCE_JOB)
        for body, _ in jobs:
            await handler(orjson.loads(body))
        return len(jobs)

    async def transcript(self, conversation_id: UUID) -> list[tuple[str, str, str]]:
        """Role, kind and text of everything in the conversation."""
        m = tables.message.c
        async with self.post.db.transaction() as tx:
            rows = await tx.execute(
                select(m.role, m.kind, m.text).where(m.conversation_id == conversation_id).order_by(m.seq)
            )
            return [tuple(row) for row in rows.all()]


async def desk_of(post) -> Desk:
    post.channel.capabilities = CAPS
    book, caller = Book(), []
    templates = Templates(post.db, post.written.channels, Figures(post.db, book, ZONE), ZONE)  # type: ignore[arg-type]
    app = FastAPI()
    problems.install(app)
    app.state.db = post.db
    app.state.files = conversations.FileUrls(b"secret of tests")
    app.state.reply_gate = WindowGate(post.written.channels)
    app.include_router(router(post.written.vault, post.written.channels, templates))
    app.include_router(conversations_router())

    async def whoever() -> Actor:
        return caller[0]

    app.dependency_overrides[current_caller] = whoever
    id_ = new_id()
    async with post.db.transaction() as tx:
        queue = await conversations.queue_by_key(tx, "general")
        await conversations.create_seat(tx, id_, "林静怡", queue_ids=[queue.id], capacity=5)
        await conversations.change_presence(tx, id_, "online", Actor.system("test"))
    agent = Actor("staff", id_, "林静怡", permissions_of(["agent"]))
    return Desk(post, book, app, agent, caller)
