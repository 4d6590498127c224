"""Telling: the customer hears what people decided: in the conversation that is open, else by a text message. The pages
show it in any case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from tandem.contexts.access import api as access
from tandem.contexts.conversations import api as conversations
from tandem.contexts.customers import api as customers
from tandem.contexts.selfservice.paper import Request
from tandem.contexts.selfservice.ports import Texts
from tandem.contexts.selfservice.repository import papers
from tandem.kit.db import Database, Tx
from tandem.kit.i18n import translate

log = structlog.get_logger(__name__)
TELL = "selfservice.tell_answer"
_PURPOSE = "request_answered"
_CHANNELS = ("web", "app")


class Telling:
    """The job. `texts` None: there is no way to send text messages."""

    def __init__(self, db: Database, texts: Texts | None) -> None:
        self._db, self._texts = db, texts

    async def __call__(self, payload: Mapping[str, Any]) -> None:
        """Again: nothing is told twice. Raises what `Texts` raises: the job comes again."""
        request_id = UUID(payload["request_id"])
        async with self._db.transaction() as tx:
            found = await papers.find_request(tx, request_id)
            if found is None or found.state != "answered" or found.told is not None:
                return
            if await _say(tx, found):
                await papers.change_request(tx, found.id, told="conversation")
                return
            phone = await _phone(tx, found)
        if phone is None or self._texts is None:
            log.info("selfservice.answer_not_told", request_id=str(request_id), phone=phone is not None)
            return
        await self._texts.send(phone, _words("sms", found), purpose=_PURPOSE, key=f"{_PURPOSE}:{found.id}")
        async with self._db.transaction() as tx:
            await papers.change_request(tx, request_id, told="sms")


async def _say(tx: Tx, found: Request) -> bool:
    """A line in the customer's open conversation, for both sides; False when none is open."""
    for id_ in await conversations.open_ids_of_customer(tx, found.customer_id):
        if (await conversations.get(tx, id_)).channel in _CHANNELS:
            data = {"number": found.number, "words": _words("line", found)}
            author = access.Actor.system(translate("selfservice.name"))
            await conversations.announce(
                tx, id_, "request_answered", author, data, client_id=f"answer-{found.id}"
            )
            return True
    return False


async def _phone(tx: Tx, found: Request) -> str | None:
    """Where codes would go. Not to somebody erased, nor of whom data may only be stored."""
    if await customers.standing_restriction(tx, found.customer_id) is not None:
        return None
    return await customers.reached_at(tx, found.customer_id, "phone")


def _words(where: str, found: Request) -> str:
    kind, verdict = (
        translate(f"selfservice.kind.{found.kind}"),
        translate(f"selfservice.verdict.{found.verdict}"),
    )
    return translate(
        f"selfservice.answered.{where}",
        kind=kind,
        number=found.number,
        verdict=verdict,
        answer=found.answer or "",
    )
