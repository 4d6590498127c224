"""Telling: the customer hears what people decided: in the conversation that is open, else by a text message. The pages
show it in any case. Who could not be told is tried again for a week, and stands in the list of those to be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.selfservice.errors import RequestNotAnswered, RequestNotFound
from tandem.contexts.selfservice.paper import Request
from tandem.contexts.selfservice.ports import Texts
from tandem.contexts.selfservice.repository import papers
from tandem.contexts.selfservice.rules.telling import language, next_try, not_before
from tandem.kit.db import Database, Tx
from tandem.kit.i18n import translate

log = structlog.get_logger(__name__)
TELL = "selfservice.tell_answer"
_PURPOSE = "request_answered"
_CHANNELS = ("web", "app")
_AT_ONCE = 50


@dataclass(frozen=True)
class _Letter:
    """A text message that may go out."""

    phone: str
    text: str


class Telling:
    """The job. `texts` None: there is no way to send text messages. `locale`: the house's language; `zone`: where its
    customers' hours are."""

    def __init__(self, db: Database, texts: Texts | None, *, locale: str, zone: tzinfo) -> None:
        self._db, self._texts, self._locale, self._zone = db, texts, locale, zone

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        """Again: nothing is told twice. Raises what `Texts` raises: the job comes again."""
        request_id = UUID(payload["request_id"])
        async with self._db.transaction() as tx:
            found = await papers.find_request(tx, request_id)
            if found is None or found.state != "answered" or found.told not in (None, "nobody"):
                return
            letter = await self._tell(tx, found)
        if letter is None:
            return
        assert self._texts is not None
        await self._texts.send(letter.phone, letter.text, purpose=_PURPOSE, key=f"{_PURPOSE}:{request_id}")
        async with self._db.transaction() as tx:
            await _note(tx, request_id, "sms")

    async def _tell(self, tx: Tx, found: Request) -> _Letter | None:
        """Say it in a conversation, or what is to be sent; else note when to try again."""
        wish = await customers.preferences(tx, found.customer_id)
        if await customers.standing_restriction(tx, found.customer_id) is not None:
            await _nobody(tx, found, "restricted")
            return None
        if await self._say(tx, found, wish.language):
            await _note(tx, found.id, "conversation")
            return None
        phone = await customers.reached_at(tx, found.customer_id, "phone")
        if phone is None or self._texts is None:
            await _nobody(tx, found, "no_phone" if phone is None else "no_gateway")
            return None
        start = not_before(tx.now, self._zone, wish.contact_from, wish.contact_until)
        if start > tx.now:
            await papers.change_request(tx, found.id, tell_at=start)
            return None
        locale = language(wish.language, await _spoken(tx, found), self._locale)
        return _Letter(phone, _words("sms", found, locale))

    async def _say(self, tx: Tx, found: Request, preferred: str | None) -> bool:
        """A line in the newest open conversation of the person, whichever of their identities it is held under; for
        both sides. False when none is open."""
        for id_ in reversed(await _open_ids(tx, found.customer_id)):
            talk = await conversations.get(tx, id_)
            if talk.way not in _CHANNELS:
                continue
            locale = language(preferred, talk.context.get("locale"), self._locale)
            data = {"number": found.number, "words": _words("line", found, locale)}
            author = access.Actor.system(translate("selfservice.name", locale))
            await conversations.announce(
                tx, id_, "request_answered", author, data, client_id=f"answer-{found.id}"
            )
            return True
        return False


async def sweep(db: Database) -> int:
    """Ask for a job for everybody whom it is time to tell (again); how many that were."""
    async with db.transaction() as tx:
        due = await papers.claim_untold(tx, _AT_ONCE)
        for request_id in due:
            tx.enqueue(TELL, {"request_id": str(request_id)}, dedupe_key=str(request_id))
    return len(due)


async def note_told(tx: Tx, actor: access.Actor, request_id: UUID) -> Request:
    """The actor has told the customer (by telephone, at a counter). Who was told already: nothing changes. Needs
    `loans.act`; audited. Raises RequestNotFound, RequestNotAnswered, customers.CustomerRestricted."""
    found = await _answered(tx, actor, request_id)
    if found.told not in (None, "nobody"):
        return found
    await access.record(tx, actor, "selfservice.request_told", f"request:{found.id}")
    return await _note(tx, found.id, "person", actor.name)


async def tell_again(tx: Tx, actor: access.Actor, request_id: UUID) -> None:
    """Have it tried now. Needs `loans.act`; audited. Raises as `note_told`."""
    found = await _answered(tx, actor, request_id)
    if found.told not in (None, "nobody"):
        return
    await access.record(tx, actor, "selfservice.request_tried_again", f"request:{found.id}")
    tx.enqueue(TELL, {"request_id": str(found.id)}, dedupe_key=str(found.id))


async def _answered(tx: Tx, actor: access.Actor, request_id: UUID) -> Request:
    actor.require(access.permissions.LOANS_ACT)
    found = await papers.find_request(tx, request_id)
    if found is None:
        raise RequestNotFound()
    await customers.refuse_restricted(tx, actor, found.customer_id)
    if found.state != "answered":
        raise RequestNotAnswered()
    return found


async def _note(tx: Tx, request_id: UUID, how: str, by: str | None = None) -> Request:
    values = {"told": how, "told_at": tx.now, "told_by_name": by, "tell_at": None}
    return await papers.change_request(tx, request_id, **values)


async def _nobody(tx: Tx, found: Request, why: str) -> None:
    """`told_at` is when it was tried last."""
    assert found.answered_at is not None
    again: datetime | None = next_try(found.tells, found.answered_at, tx.now)
    log.info("selfservice.answer_not_told", request_id=str(found.id), why=why, again=str(again))
    values = {"told": "nobody", "told_at": tx.now, "tell_at": again, "tells": found.tells + 1}
    await papers.change_request(tx, found.id, **values)


async def _open_ids(tx: Tx, customer_id: UUID) -> list[UUID]:
    """Of all the identities of the person, oldest first (the ids tell)."""
    ids = [
        id_
        for one in await customers.family(tx, customer_id)
        for id_ in await conversations.open_ids_of_customer(tx, one)
    ]
    return sorted(ids)


async def _spoken(tx: Tx, found: Request) -> str | None:
    """The language of the conversation in which it was asked for."""
    if found.conversation_id is None:
        return None
    talk = await conversations.get(tx, found.conversation_id)
    spoken: str | None = talk.context.get("locale")
    return spoken


def _words(where: str, found: Request, locale: str) -> str:
    kind = translate(f"selfservice.kind.{found.kind}", locale)
    verdict = translate(f"selfservice.verdict.{found.verdict}", locale)
    return translate(
        f"selfservice.answered.{where}", locale, kind=kind, number=found.number, verdict=verdict,
        answer=found.answer or "",
    )  # fmt: skip
