"""An agent's slip is taken back: by few, for a reason, and nothing else with it."""

from uuid import UUID

import pytest
from sqlalchemy import text

from tandem.contexts.customers import api
from tandem.contexts.customers.repository import privacy
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden, Invalid

from .conftest import AGENT, BOSS, SYSTEM
from .test_loading import row


async def said_of(tx: Tx, customer_id: UUID) -> list[str]:
    """The notes beside it, and of merges that ended with it."""
    rows = await tx.execute(
        text("SELECT note FROM customer_unbinding WHERE customer_id = :id ORDER BY at"), {"id": customer_id}
    )
    return list(rows.scalars())


async def audited(tx: Tx) -> str:
    return str(
        (await tx.execute(text("SELECT string_agg(data::text, ' ') FROM access_audit_entry"))).scalar_one()
    )


async def test_a_number_of_nobody_here_is_nobody_s_again(do, visitor) -> None:
    slip, own = await visitor(), await visitor()
    await do(api.bind, slip.id, "B7", proof="agent", actor=AGENT)
    await do(api.bind, own.id, "B7", proof="code", actor=SYSTEM)  # whose number it is: joined to the slip
    assert await do(api.canonical, own.id) == slip.id
    await do(api.unbind, slip.id, BOSS, reason="wrong_number", note="张三说差一位")
    assert await do(api.borrower_of, slip.id) is None
    assert (await do(api.by_borrower, "B7")).id == own.id
    assert await do(said_of, slip.id) == ["张三说差一位"]
    assert "wrong_number" in (trail := await do(audited)), "the reason is a code"
    assert "张三" not in trail, "and nothing else is in the trail"
    await do(privacy.forget, [slip.id])
    assert await do(said_of, slip.id) == [""]
    with pytest.raises(api.NotVouchedFor):
        await do(api.unbind, slip.id, BOSS, reason="other")


async def test_a_number_of_the_core_s_parts_them(do, visitor) -> None:
    (known,) = await do(api.load, [row(1)])
    slip, right = await visitor(), await visitor()
    await do(api.bind, slip.id, "B1", proof="agent", actor=AGENT)
    await do(api.bind, right.id, "B1", proof="agent", actor=AGENT)
    await do(api.unbind, slip.id, BOSS, reason="wrong_number", note="张三说差一位")
    assert await do(api.borrower_of, slip.id) is None
    assert await do(api.family, known) == [known, right.id]
    await do(api.bind, slip.id, "B2", proof="code", actor=SYSTEM)


async def test_what_was_proven_otherwise_stays(do, visitor) -> None:
    one = await visitor()
    await do(api.bind, one.id, "B1", proof="code", actor=SYSTEM)
    with pytest.raises(api.NotVouchedFor):
        await do(api.unbind, one.id, BOSS, reason="other")
    with pytest.raises(Forbidden):
        await do(api.unbind, one.id, AGENT, reason="other")
    for words in ({"reason": ""}, {"reason": "输错了客户编号"}, {"reason": "other", "note": "长" * 501}):
        with pytest.raises(Invalid):
            await do(api.unbind, one.id, BOSS, **words)
    assert await do(api.borrower_of, one.id) == "B1"
