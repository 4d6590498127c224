import asyncio

import pytest

from tandem.demo.clients import (
    AgentClient,
    CustomerClient,
    Desk,
    GaveUp,
    HttpPool,
    Inbox,
    Problem,
    SocketRefused,
)
from tandem.demo.clients.figures import percentile


async def visitor(pool, **options):
    customer = CustomerClient(pool, **options)
    await customer.start()
    await customer.open_conversation()
    await customer.listen(first_pause=0.01)
    return customer


def bot_message(customer):
    return next((m for m in customer.inbox.messages.values() if m["role"] == "bot"), None)


async def test_a_question_is_answered_over_the_socket(open_door):
    _, pool = open_door
    customer = await visitor(pool)
    sent = await customer.say("怎么提前还款")
    answer = await customer.changed.until(lambda: bot_message(customer), 5)
    assert answer["seq"] > sent.message["seq"]
    assert sent.started <= sent.acknowledged
    assert [m["seq"] for m in await customer.transcript()] == list(customer.inbox.messages)
    await customer.close()


async def test_a_dropped_socket_resumes_without_gap_or_repeat(open_door):
    _fake, pool = open_door
    customer = await visitor(pool)
    await customer.say("第一句")
    await customer.changed.until(lambda: bot_message(customer), 5)
    customer.socket.drop()
    await customer.say("第二句")
    await customer.changed.until(lambda: len(customer.inbox.messages) == 4, 5)
    assert list(customer.inbox.messages) == [1, 2, 3, 4]
    assert (customer.inbox.duplicated, customer.inbox.disordered) == (0, 0)
    assert customer.socket.connections == 2
    assert customer.tally.socket_drops == 1
    await customer.close()


async def test_closing_is_not_counted_as_a_drop(open_door):
    _, pool = open_door
    customer = await visitor(pool)
    await customer.close()
    assert customer.tally.socket_drops == 0


async def test_a_bad_token_is_not_tried_again(open_door):
    _, pool = open_door
    customer = CustomerClient(pool)
    customer.token = "forged"
    with pytest.raises(SocketRefused):
        await customer.listen()


async def test_being_asked_to_wait_is_waited_out_and_counted(serving):
    async with serving(limit_first=2, unavailable_first=1) as (_, instance):
        pool = HttpPool(instance.address)
        customer = CustomerClient(pool)
        await customer.start()
        assert (customer.tally.rate_limited, customer.tally.unavailable) == (2, 1)
        pool.close()


async def test_patience_ends(serving):
    async with serving(limit_first=1000) as (_, instance):
        pool = HttpPool(instance.address)
        with pytest.raises(GaveUp, match="429"):
            await CustomerClient(pool, patience=0.3).start()
        pool.close()


async def test_a_refusal_is_a_problem_with_its_code(open_door):
    _, pool = open_door
    customer = await visitor(pool)
    with pytest.raises(Problem) as caught:
        await customer.say("")
    assert (caught.value.status, caught.value.code) == (422, "empty")
    await customer.close()


async def test_a_repeated_client_id_gives_the_first_message(open_door):
    _, pool = open_door
    customer = await visitor(pool)
    first = await customer.say("一句", client_id="same-client-id")
    again = await customer.say("一句", client_id="same-client-id")
    assert first.message["id"] == again.message["id"]
    await customer.close()


async def test_a_connection_closed_while_idle_is_replaced(open_door):
    _, pool = open_door
    customer = CustomerClient(pool)
    await customer.start()
    for connection in pool._idle:
        connection.transport.close()
    assert (await customer.open_conversation())["controller"] == "bot"


async def test_an_agent_takes_an_offer_replies_and_resolves(open_door):
    fake, pool = open_door

    async def serve(agent, conversation_id):
        inbox = agent.threads[conversation_id]
        await agent.changed.until(lambda: [m for m in inbox.messages.values() if m["role"] == "customer"], 5)
        await agent.reply(conversation_id, "您好")
        await agent.resolve(conversation_id, (await agent.dispositions())[0]["id"])

    desk = Desk(AgentClient(pool, "agent01", "secret"), serve)
    await desk.open()
    customer = await visitor(pool)
    await customer.say("我要找人工")
    reply = await customer.changed.until(
        lambda: next((m for m in customer.inbox.messages.values() if m["role"] == "agent"), None), 5
    )
    assert reply["text"] == "您好"
    await customer.changed.until(lambda: customer.conversation["status"] == "resolved", 5)
    await desk.close()
    await customer.close()
    assert desk.errors == []
    assert desk.served == 1
    assert fake.presence["agent01"] == "offline"


async def test_an_agent_with_a_wrong_password_is_refused(open_door):
    _, pool = open_door
    with pytest.raises(Problem, match="bad_credentials"):
        await AgentClient(pool, "agent01", "wrong").sign_in()


async def test_a_file_is_sent_as_a_form(open_door):
    _fake, pool = open_door
    customer = await visitor(pool)
    attachment = await customer.attach("还款截图.png", b"\x89PNG", "image/png")
    await customer.say(attachment_id=attachment["id"])
    assert len(customer.sent) == 1
    await customer.close()


def test_an_inbox_sees_repeats_disorder_and_holes():
    inbox = Inbox()
    messages = [{"id": str(n), "seq": n} for n in (1, 2, 3, 4)]
    assert [inbox.take(messages[n], 0.0) for n in (0, 2, 2, 1)] == [True, True, False, True]
    assert (inbox.duplicated, inbox.disordered) == (1, 1)
    assert inbox.missing_from(messages) == [messages[3]]


def test_percentiles_are_nearest_rank():
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, s) for s in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([], 0.5) is None
    assert percentile([7.0], 0.99) == 7


async def test_many_requests_share_few_connections(open_door):
    fake, pool = open_door
    customer = CustomerClient(pool)
    await customer.start()
    await asyncio.gather(*(customer.config() for _ in range(50)))
    assert len(pool._idle) <= 50
    assert fake.requests.count("GET /api/v1/web/config") == 50
