"""SIGKILL of every process, several times, under load: what was acknowledged is there, once.

The load comes from the same clients as `tandem replay`: customers over HTTP and WebSocket, agents at desks.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import pytest_asyncio

from tandem.demo.clients import AgentClient, CustomerClient, Desk, HttpPool, Message
from tandem.demo.replay.verdicts import shown_wrongly, stored_wrongly

from .noon import where_it_is_noon
from .product import Product, eventually, running_product
from .signing_in import send_home

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(420),
]

ROUNDS = 3
KILLED = ("api", "worker", "postgres")
CUSTOMERS = 10
AGENTS = 4
PATIENCE_S = 120.0
ANSWER = "答复："


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def killed() -> AsyncIterator[Product]:
    settings = {"RATE_LIMITS": "0", "SIM_WECHAT": "0", "TIMEZONE": where_it_is_noon()}
    async with running_product(**settings, BACKGROUND_PROCESSES="1") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def product(killed: Product) -> AsyncIterator[Product]:
    """It stays up from journey to journey; nobody waits in it."""
    yield killed
    await send_home(killed)


@dataclass
class Load:
    """Customers who keep writing and agents who answer each of them, until told to stop."""

    product: Product
    pool: HttpPool
    customers: list[CustomerClient] = field(default_factory=list)
    desks: list[Desk] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def begin(self) -> None:
        for login in self.product.instance.agents(AGENTS):
            agent = AgentClient(self.pool, login.username, login.password, patience=PATIENCE_S)
            self.desks.append(Desk(agent, self.answer))
        await asyncio.gather(*(desk.open() for desk in self.desks))
        for number in range(CUSTOMERS):
            customer = CustomerClient(self.pool, patience=PATIENCE_S)
            await customer.start()
            await customer.open_conversation()
            await customer.listen()
            if number % 2:
                await customer.ask_for_person()
            self.customers.append(customer)

    async def write(self, customer: CustomerClient) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            await customer.say(f"第{number}句：怎么提前还款")
            await asyncio.sleep(0.15)

    async def answer(self, agent: AgentClient, conversation_id: str) -> None:
        """Answer every message of the customer, never resolve."""
        inbox, sent = agent.threads[conversation_id], self.replies.setdefault(conversation_id, [])

        def waiting() -> list[Message]:
            return [m for m in inbox.messages.values() if m["role"] == "customer"][len(sent) :]

        while True:
            for message in await agent.changed.until(waiting, 600) or ():
                reply = await agent.reply(conversation_id, f"{ANSWER}{message['text']}")
                sent.append(reply["id"])

    async def end(self) -> None:
        for desk in self.desks:
            await desk.close(grace=0)
        for customer in self.customers:
            await customer.close()


async def settle(load: Load, writers: list[asyncio.Task[None]]) -> None:
    """Let the last messages be written, and let the agents answer what they still owe."""
    load.stop.set()
    await asyncio.gather(*writers)
    served = [customer for customer in load.customers if customer.conversation_id in load.replies]
    await asyncio.gather(*(one.changed.until(partial(all_answered, one), 60) for one in served))


def all_answered(customer: CustomerClient) -> bool:
    answers = {m["text"] for m in customer.inbox.messages.values() if m["role"] == "agent"}
    return {f"{ANSWER}{one.message['text']}" for one in customer.sent} <= answers


async def test_nothing_acknowledged_is_lost_or_doubled(product: Product):
    pool = HttpPool(product.instance.address, limit=60)
    load = Load(product, pool)
    try:
        await load.begin()
        writers = [asyncio.create_task(load.write(customer)) for customer in load.customers]
        for _ in range(ROUNDS):
            for name in KILLED:
                await asyncio.sleep(1.0)
                await product.kill(product.named(name))
                await product.until_healthy()
        await asyncio.sleep(1.0)
        await settle(load, writers)
        await check(load)
    finally:
        await load.end()
        pool.close()


async def check(load: Load) -> None:
    sent = sum(len(customer.sent) for customer in load.customers)
    replied = sum(len(ids) for ids in load.replies.values())
    assert sent > CUSTOMERS * ROUNDS, "hardly any load: the test proves nothing"
    assert replied > 0, "no agent answered: the test proves nothing"
    reconnects = [customer.socket.connections for customer in load.customers]
    assert min(reconnects) > 1, "sockets must have been cut by the killing of the API"
    for customer in load.customers:
        transcript = await customer.transcript()
        where = f"conversation {customer.conversation_id}"
        assert stored_wrongly(transcript, customer.sent) == (0, 0), where
        await customer.changed.until(partial(caught_up, customer, transcript), 30)
        assert shown_wrongly(transcript, customer.inbox) == (0, 0), where
        assert customer.inbox.disordered == 0, where
        if customer.conversation_id in load.replies:
            assert all_answered(customer), f"{where}: an agent's answer is missing"
        stored = Counter(m["id"] for m in transcript if m["role"] == "agent")
        acknowledged = load.replies.get(customer.conversation_id, [])
        assert {stored[one] for one in acknowledged} <= {1}, where
    for desk in load.desks:
        seen = list(desk.agent.threads.values())
        assert sum(inbox.duplicated for inbox in seen) + desk.agent.duplicated == 0
        assert sum(inbox.disordered for inbox in seen) == 0
        assert desk.errors == []


def caught_up(customer: CustomerClient, transcript: list[Message]) -> bool:
    return not customer.inbox.missing_from(transcript)


async def test_clocks_fire_though_everything_was_killed(product: Product):
    """A snooze that runs out while processes die, one that runs out after, and a service-level clock."""
    pool = HttpPool(product.instance.address, limit=30)
    waiting = await customer_at_the_door(pool)
    logins = product.instance.agents(2)
    agent = AgentClient(pool, logins[0].username, logins[0].password, patience=PATIENCE_S)
    held: list[str] = []
    desk = Desk(agent, lambda _, conversation_id: hold(held, conversation_id))
    await desk.open()
    for _ in range(2):
        await (await customer_at_the_door(pool)).ask_for_person()
    await agent.changed.until(lambda: len(held) == 2, 30)
    await agent.set_presence("away")
    during, after = held
    await snooze(agent, during, 4)
    await snooze(agent, after, 25)
    await waiting.ask_for_person()  # nobody is online: the service-level clock will run out
    for name in KILLED:
        await product.kill(product.named(name))
    await product.until_healthy()
    supervisor = product.instance.logins("supervisor")[0]
    boss = AgentClient(pool, supervisor.username, supervisor.password, patience=PATIENCE_S)
    await boss.sign_in()
    await eventually(lambda: woken(agent, during))
    await eventually(lambda: woken(agent, after), within=60)
    await eventually(lambda: missed(boss, waiting.conversation_id), within=60)
    await desk.close(grace=0)
    pool.close()


async def test_what_nobody_waits_for_is_done_once_though_its_process_dies(product: Product):
    """Visitors come in; what writes their timelines dies while it is at it."""
    pool = HttpPool(product.instance.address, limit=30)
    came: list[str] = []
    for _ in range(ROUNDS):
        for visitor in await asyncio.gather(*(customer_at_the_door(pool) for _ in range(4))):
            came.append(visitor.conversation_id)
        await asyncio.sleep(0.5)  # by then the jobs are being taken
        await product.kill(product.named("background"))
    login = product.instance.logins("supervisor")[0]
    boss = AgentClient(pool, login.username, login.password, patience=PATIENCE_S)
    await boss.sign_in()
    for conversation_id in came:
        await eventually(lambda one=conversation_id: told_of(boss, one), within=60)
        assert await told_of(boss, conversation_id) == 1
    pool.close()


async def told_of(agent: AgentClient, conversation_id: str) -> int:
    """How often the customer's timeline says that the conversation began."""
    customer = (await row(agent, conversation_id))["customer"]["id"]
    lines = await agent.caller.call("GET", f"/api/v1/customers/{customer}/timeline")
    return sum(one["kind"] == "contact.opened" for one in lines["items"])


async def hold(held: list[str], conversation_id: str) -> None:
    """An agent who holds a conversation and does nothing."""
    held.append(conversation_id)
    await asyncio.Event().wait()


async def customer_at_the_door(pool: HttpPool) -> CustomerClient:
    customer = CustomerClient(pool, patience=PATIENCE_S)
    await customer.start()
    await customer.open_conversation()
    return customer


async def snooze(agent: AgentClient, conversation_id: str, seconds: float) -> None:
    until = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    await agent.caller.call("POST", f"/api/v1/conversations/{conversation_id}/snooze", {"until": until})


async def row(agent: AgentClient, conversation_id: str) -> dict:
    return await agent.caller.call("GET", f"/api/v1/conversations/{conversation_id}")


async def woken(agent: AgentClient, conversation_id: str) -> bool:
    return (await row(agent, conversation_id))["status"] == "open"


async def missed(agent: AgentClient, conversation_id: str) -> bool:
    sla = (await row(agent, conversation_id))["sla"]
    return bool(sla and sla["missed"])
