"""Deciding: people take a customer's request, and answer it. The answer goes to the customer (`telling`)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tandem.contexts.access import api as access
from tandem.contexts.customers import api as customers
from tandem.contexts.selfservice.actions.resolving import hidden
from tandem.contexts.selfservice.actions.telling import TELL
from tandem.contexts.selfservice.errors import RequestNotFound, RequestOver, RequestTaken
from tandem.contexts.selfservice.events import RequestAnswered
from tandem.contexts.selfservice.paper import Request, RequestKind, Verdict
from tandem.contexts.selfservice.repository import orders, papers
from tandem.kit.db import Tx

_UNLESS_TOLD = timedelta(minutes=2)
"""The job is asked for at once; should it be lost, the sweep asks again after this."""


@dataclass(frozen=True)
class Listed:
    """A request as it stands in the list. `closed`: the customer's data is restricted and the reader may not see it:
    there are no words, no name, no loan."""

    request: Request
    customer_name: str
    closed: bool


async def listed(
    tx: Tx, actor: access.Actor, *, answered: bool = False, untold: bool = False,
    kind: RequestKind | None = None, mine: bool = False,
    after: tuple[datetime, UUID] | None = None, limit: int = 50,
) -> list[Listed]:  # fmt: skip
    """What waits for an answer, the longest waiting first, or what has one, newest first; `untold`: of those only what
    the customer could not be told. `mine`: what the actor has taken. Needs `loans.read`; audited."""
    actor.require(access.permissions.LOANS_READ)
    found = await papers.listed(
        tx,
        answered=answered or untold,
        untold=untold,
        kind=kind,
        taken_by=actor.id if mine else None,
        after=after,
        limit=limit,
    )
    whose = {"customers": sorted({str(one.customer_id) for one in found})}
    await access.record(tx, actor, "selfservice.requests_read", "requests", whose)
    names = await customers.names(tx, [one.customer_id for one in found])
    closed = await hidden(tx, actor, {one.customer_id for one in found})
    return [Listed(one, names.get(one.customer_id, ""), one.customer_id in closed) for one in found]


@dataclass(frozen=True)
class Waiting:
    """What waits at the desk. `requests`: by kind, without an answer; `untold`: answered, and the customer could not be
    told; `refunds`: by state, `asked` of the gateway and `stuck`."""

    requests: dict[RequestKind, int]
    untold: int
    refunds: dict[str, int]


async def waiting(tx: Tx, actor: access.Actor) -> Waiting:
    """How much waits. Needs `loans.read`."""
    actor.require(access.permissions.LOANS_READ)
    return await count(tx)


async def count(tx: Tx) -> Waiting:
    """How much waits, for metrics."""
    return Waiting(await papers.waiting(tx), await papers.untold(tx), await orders.open_refunds(tx))


async def take(tx: Tx, actor: access.Actor, request_id: UUID) -> Request:
    """The actor looks after it. Again: nothing changes. Needs `loans.act`; audited. Raises RequestNotFound,
    RequestTaken (somebody else has it), RequestOver, customers.CustomerRestricted."""
    found = await _mine(tx, actor, request_id)
    if found.state == "answered":
        raise RequestOver()
    if found.taken_by is not None:
        return found
    await access.record(tx, actor, "selfservice.request_taken", f"request:{found.id}")
    return await papers.change_request(tx, found.id, **_taken(tx, actor))


async def put_back(tx: Tx, actor: access.Actor, request_id: UUID) -> Request:
    """Nobody looks after it any more: whoever has it says so, or who may take conversations over from others. Needs
    `loans.act`; audited. Raises as `take`."""
    boss = actor.may(access.permissions.CONVERSATIONS_TAKEOVER)
    found = await _mine(tx, actor, request_id, others=boss)
    if found.state == "answered":
        raise RequestOver()
    if found.state == "open":
        return found
    data = {"taken_by": str(found.taken_by)}
    await access.record(tx, actor, "selfservice.request_put_back", f"request:{found.id}", data)
    free = {"state": "open", "taken_by": None, "taken_by_name": None, "taken_at": None}
    return await papers.change_request(tx, found.id, **free)


async def decide(tx: Tx, actor: access.Actor, request_id: UUID, verdict: Verdict, answer: str) -> Request:
    """Answer it, for good; the customer is told. One that nobody has taken is taken by this. The same again: nothing
    changes. Needs `loans.act`; audited, without the words. Raises as `take`."""
    found = await _mine(tx, actor, request_id)
    if found.state == "answered":
        if (found.verdict, found.answer) == (verdict, answer):
            return found
        raise RequestOver()
    taken = {} if found.taken_by is not None else _taken(tx, actor)
    done = await papers.change_request(
        tx, found.id, **{
            **taken, "state": "answered", "verdict": verdict, "answer": answer, "answered_by_name": actor.name,
            "answered_at": tx.now, "tell_at": tx.now + _UNLESS_TOLD,
        },
    )  # fmt: skip
    tx.emit(
        RequestAnswered(
            subject_id=done.id, actor=actor.label, customer_id=done.customer_id, request=done.kind,
            number=done.number, loan=done.loan, verdict=verdict,
        )
    )  # fmt: skip
    tx.enqueue(TELL, {"request_id": str(done.id)}, dedupe_key=str(done.id))
    await access.record(
        tx,
        actor,
        "selfservice.request_answered",
        f"request:{done.id}",
        {"kind": done.kind, "verdict": verdict},
    )
    return done


def _taken(tx: Tx, actor: access.Actor) -> dict[str, object]:
    return {"state": "taken", "taken_by": actor.id, "taken_by_name": actor.name, "taken_at": tx.now}


async def _mine(tx: Tx, actor: access.Actor, request_id: UUID, *, others: bool = False) -> Request:
    actor.require(access.permissions.LOANS_ACT)
    found = await papers.find_request(tx, request_id)
    if found is None:
        raise RequestNotFound()
    await customers.refuse_restricted(tx, actor, found.customer_id)
    if found.taken_by not in (None, actor.id) and not others:
        raise RequestOver() if found.state == "answered" else RequestTaken()
    return found
