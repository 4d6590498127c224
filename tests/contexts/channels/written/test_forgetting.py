"""An erased customer: neither address nor words of theirs are left in inbox, threads and outbox."""

import pytest
from sqlalchemy import select, update

from tandem.contexts.channels.written.models import inbox_table, outbox_table, thread_table
from tandem.contexts.customers.events import CustomerErased
from tandem.kit.errors import Unavailable
from tandem.kit.events import Recorded

_TABLES = (inbox_table, thread_table, outbox_table)


async def rows(post) -> str:
    async with post.db.transaction() as tx:
        found = [(await tx.execute(select(table))).all() for table in _TABLES]
    return "\n".join(str(row) for table in found for row in table)


async def erased(post, customer_id) -> None:
    following = next(one for one in post.written.subscriptions() if one.kind == CustomerErased.kind)
    told = {"family": [str(customer_id)]}
    await following.handler(Recorded(0, post.clock.now(), CustomerErased.kind, customer_id, None, (), told))


async def test_nothing_of_them_is_left(post):
    conversation_id = await post.begin("我的身份证号是多少来着")
    await post.says(conversation_id, "王芳女士，您本期应还一千元")
    await post.queue_out(conversation_id)
    await post.deliver(conversation_id)
    await post.says(conversation_id, "王芳女士，还有一句没有发出")
    await post.queue_out(conversation_id)
    await post.hears("后来写的，是新的客户", at=9)
    await post.hears("别人写的", sender="openid-2")
    await post.take_in("openid-2")
    before = await rows(post)
    assert "openid-1" in before
    assert "王芳" in before
    for _ in range(2):  # it may run twice
        await erased(post, (await post.conversation_of(conversation_id)).customer_id)
        left = await rows(post)
        assert "王芳" not in left
        assert left.count("openid-1") == 1, "what is not taken in yet is a new person's"
        assert "openid-2" in left
    assert [state for state, _ in await post.parts()] == ["sent", "dropped"]


async def test_what_is_being_sent_is_forgotten_afterwards(post):
    conversation_id = await post.begin()
    await post.says(conversation_id, "王芳女士，您好")
    await post.queue_out(conversation_id)
    async with post.db.transaction() as tx:
        await tx.execute(update(outbox_table).values(state="sending"))
    who = (await post.conversation_of(conversation_id)).customer_id
    with pytest.raises(Unavailable):
        await erased(post, who)
    assert "openid-1" not in await rows(post)
    async with post.db.transaction() as tx:
        await tx.execute(update(outbox_table).values(state="sent"))
    await erased(post, who)
    assert "王芳" not in await rows(post)
