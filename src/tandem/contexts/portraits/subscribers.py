"""Events that concern a portrait: each makes its customer wanted; the computing is a job of its own."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from uuid import UUID

from tandem.contexts.conversations import api as conversations
from tandem.contexts.conversations.events import Changed, ControllerChanged, ConversationOpened
from tandem.contexts.customers.events import (
    CustomerBlocked,
    CustomerBound,
    CustomerErased,
    CustomerIdentified,
    CustomerMerged,
    CustomerSplit,
    CustomerUnblocked,
    CustomerUnbound,
)
from tandem.contexts.loans.events import CommandDone
from tandem.contexts.portraits import people
from tandem.contexts.portraits.actions.applying import LOOK
from tandem.contexts.portraits.actions.computing import JOB, Portraying, look, want
from tandem.contexts.portraits.actions.copying import forget
from tandem.contexts.portraits.actions.sweeping import SWEEP, Sweeping
from tandem.contexts.portraits.actions.sweeping import ask as ask_for_sweep
from tandem.contexts.portraits.predictions.following import follow as follow_predictions
from tandem.contexts.portraits.repository import portraits
from tandem.kit.db import Database, Tx
from tandem.kit.events import Recorded, Subscription
from tandem.kit.jobs import Job, jobs_of
from tandem.kit.timers import TimerHandler, giving_way

FOLLOW = "portraits.follow"
_LOW = -1
_LATE = timedelta(seconds=30)
_OF_CUSTOMERS = (CustomerIdentified.kind, CustomerBlocked.kind, CustomerUnblocked.kind)
_LOANS_TOO = (
    CustomerBound.kind, CustomerUnbound.kind, CustomerMerged.kind, CustomerSplit.kind, CustomerIdentified.kind,
)  # fmt: skip
# Told by customers when consent is given or taken back, and when data becomes restricted.
_TOLD = ("customers.consent_changed", "customers.restriction_changed", CustomerErased.kind)
_MATTERS = frozenset({"resolved", "reopened", "rated"})


def _matters(event: Recorded) -> bool:
    """Of the many changes of a conversation, those that a fact is made of."""
    return event.data.get("what") in _MATTERS


def _to_person(event: Recorded) -> bool:
    return event.data.get("to_controller") == "queue"


def subscriptions(db: Database) -> list[Subscription]:
    """For `Database.subscribe` in every process; `jobs` has their handler."""
    told = partial(Subscription, name=FOLLOW, handler=partial(_follow, db), together=partial(_follow_all, db))
    return [
        *(
            told(kind, priority=_LOW)
            for kind in dict.fromkeys(
                (*_OF_CUSTOMERS, *_LOANS_TOO, *_TOLD, ConversationOpened.kind, CommandDone.kind)
            )
        ),
        told(Changed.kind, priority=_LOW, wants=_matters),
        told(ControllerChanged.kind, priority=_LOW, wants=_to_person),
    ]


def jobs(db: Database, portraying: Portraying) -> list[Job]:
    return [
        *jobs_of(subscriptions(db)),
        Job(JOB, portraying.job, background=True, together=portraying.jobs),
        Job(SWEEP, Sweeping(db, portraying).job, concurrency=1, background=True),
    ]


def timer_handlers() -> Mapping[str, TimerHandler]:
    return {LOOK: giving_way(look)}


async def catch_up(db: Database) -> int:
    """Every few seconds: customers whose job was lost or held are asked for again; how many. And a sweep, while anybody
    follows older rules than those in force."""
    async with db.transaction() as tx:
        late = await portraits.late(tx, _LATE, 200)
        for customer_id in late:
            tx.enqueue(JOB, {"customer_id": str(customer_id)}, dedupe_key=str(customer_id), priority=-1)
        if await portraits.any_outdated(tx):
            ask_for_sweep(tx)
    return len(late)


async def _follow(db: Database, event: Recorded) -> None:
    await _follow_all(db, [event])


async def _follow_all(db: Database, events: Sequence[Recorded]) -> None:
    """What happened to the same customer in one go asks for one computing."""
    async with db.transaction() as tx:
        await tx.may_be_late()
        concerned = await _all_concerned(tx, events)
        wanted: dict[UUID, bool] = {}
        for event, ids in concerned:
            reads = event.kind in _LOANS_TOO or event.kind == CommandDone.kind
            wanted |= {id_: reads or wanted.get(id_, False) for id_ in ids}
        for customer_id in sorted(wanted):
            await want(tx, customer_id, loans=wanted[customer_id])
        await follow_predictions(tx, concerned)
        for event in events:
            if event.kind == CustomerErased.kind:
                await forget(tx, [UUID(one) for one in event.data["family"]])


async def _all_concerned(tx: Tx, events: Sequence[Recorded]) -> list[tuple[Recorded, Sequence[UUID]]]:
    """Each event with `_concerned`; of those who open conversations, by far the most, all in one question."""
    opened = {one.id: UUID(one.data["customer_id"]) for one in events if one.kind == ConversationOpened.kind}
    persons = await people.canonicals(tx, opened.values()) if opened else {}
    return [
        (event, [persons[opened[event.id]]] if event.id in opened else await _concerned(tx, event))
        for event in events
    ]


async def _concerned(tx: Tx, event: Recorded) -> Sequence[UUID]:
    """Everybody whose portrait may change by this event: the person, and who was merged into them or split off."""
    if event.kind == CommandDone.kind:
        found = await people.by_borrower(tx, str(event.data["customer"]))
        return [found] if found else []
    if event.subject_id is None:
        return []
    if event.kind in (Changed.kind, ControllerChanged.kind):
        conversation = await conversations.get(tx, event.subject_id)
        return [await people.canonical(tx, conversation.customer_id)]
    others = [UUID(event.data[name]) for name in ("gone_id", "customer_id") if event.data.get(name)]
    ids = [event.subject_id, *others]
    return list(dict.fromkeys([*ids, *[await people.canonical(tx, one) for one in ids]]))
