"""Forgetting: an erased customer's addresses, and the copies of what was said that lie in inbox and outbox."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, any_, bindparam, cast, func, null, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from tandem.contexts.channels.written.models import inbox_table, outbox_table, thread_table
from tandem.contexts.conversations.api import tables
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Unavailable
from tandem.kit.events import Recorded

c, i, o, t = tables.conversation.c, inbox_table.c, outbox_table.c, thread_table.c
_TALKS = select(c.id).where(c.customer_id == any_(bindparam("family", type_=ARRAY(Uuid)))).scalar_subquery()
_OF_TALKS = t.conversation_id.in_(_TALKS)
_ADDRESSES = select(t.account_id, t.recipient).where(_OF_TALKS, t.recipient != "")
_NOTHING = cast("{}", JSONB)
# What they write from now on is a new person's: it is not taken in yet, and stays.
_INBOX = (
    update(inbox_table)
    .where(
        i.state != "received",
        or_(
            i.conversation_id.in_(_TALKS),
            i.customer_id == any_(bindparam("family", type_=ARRAY(Uuid))),
            tuple_(i.account_id, i.sender).in_(_ADDRESSES),
        ),
    )
    .values(sender="", sealed=cast(None, LargeBinary), data_key=None, payload=_NOTHING)
)
# What waits for another try, or for a person, has nowhere to go any more.
_OUTBOX_OPEN = (
    update(outbox_table)
    .where(o.conversation_id.in_(_TALKS), o.state.in_(["queued", "held", "failed"]))
    .values(state="dropped", state_at=bindparam("now", type_=o.state_at.type))
)
_OUTBOX = (
    update(outbox_table)
    .where(o.conversation_id.in_(_TALKS), o.state != "sending")
    .values(
        text="",
        options=cast("[]", JSONB),
        error_detail=cast(None, Text),
        template=null(),
    )
)
_SENDING = select(func.count()).where(o.conversation_id.in_(_TALKS), o.state == "sending")
_BLANK = update(thread_table).values(
    recipient="", sealed=cast(None, LargeBinary), data_key=None, context=_NOTHING
)
_THREADS = _BLANK.where(_OF_TALKS)
_LEG = _BLANK.where(t.id == bindparam("leg"))


async def forget(tx: Tx, family: Sequence[UUID]) -> int:
    """Blank everything of these customers that this context keeps. The messages themselves are the conversations'. How
    many parts are being sent at this moment: they are left for another time."""
    asked = {"family": list(family)}
    await tx.execute(_INBOX, asked)
    await tx.execute(_OUTBOX_OPEN, {**asked, "now": tx.now})
    await tx.execute(_OUTBOX, asked)
    await tx.execute(_THREADS, asked)
    return (await tx.execute(_SENDING, asked)).scalar_one()


class Forgetting:
    """Follows `customers.erased`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(self, event: Recorded) -> None:
        async with self._db.transaction() as tx:
            left = await forget(tx, [UUID(one) for one in event.data["family"]])
        if left:
            raise Unavailable("busy", retry_after=1)  # the rest stays forgotten; the job comes again


class Parting:
    """Follows `conversations.leg_parted`: the address is another person's and does not stay with the conversation."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def __call__(self, event: Recorded) -> None:
        async with self._db.transaction() as tx:
            await tx.execute(_LEG, {"leg": UUID(event.data["leg_id"])})
