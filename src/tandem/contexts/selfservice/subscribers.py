"""What self-service does when something happened elsewhere: a number that the core has taken is where codes go; of
who was erased nothing is kept but what the law keeps; a dispute that the chat registered is answered by people too."""

from datetime import tzinfo
from functools import partial
from uuid import UUID

import structlog

from tandem.contexts.customers import api as customers
from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.loans import api as loans
from tandem.contexts.loans.events import CommandDone
from tandem.contexts.selfservice.actions import changing_numbers, requesting
from tandem.contexts.selfservice.actions.forgetting import forget
from tandem.contexts.selfservice.ports import Texts
from tandem.kit.db import Database
from tandem.kit.events import Recorded, Subscription
from tandem.kit.objects import ObjectStore

log = structlog.get_logger(__name__)
NOTE_PHONE = "selfservice.note_phone"
NOTE_DISPUTE = "selfservice.note_dispute"
FORGET = "selfservice.forget"


def subscriptions(
    db: Database, objects: ObjectStore, zone: tzinfo, texts: Texts | None = None, *, locale: str = "zh-CN"
) -> list[Subscription]:
    """For `Database.subscribe` in every process. `zone`: the lender's days; `texts` None: no text messages."""
    return [
        Subscription(CommandDone.kind, NOTE_PHONE, partial(note_phone, db, texts, locale), wants=_new_number),
        Subscription(CommandDone.kind, NOTE_DISPUTE, partial(note_dispute, db, zone), wants=_dispute),
        Subscription(CustomerErased.kind, FORGET, partial(forget_erased, db, objects)),
    ]


def _new_number(event: Recorded) -> bool:
    return event.data.get("command") == "change_phone"


def _dispute(event: Recorded) -> bool:
    return event.data.get("command") == "dispute"


async def note_dispute(db: Database, zone: tzinfo, event: Recorded) -> None:
    """The core has registered a dispute, whoever asked for it: people answer it. Again: nothing changes."""
    assert event.subject_id is not None
    async with db.transaction() as tx:
        await requesting.note_dispute(tx, event.subject_id, zone)


async def note_phone(db: Database, texts: Texts | None, locale: str, event: Recorded) -> None:
    """The core has taken a number, whoever asked for it (a page, the chat, an agent, the journal afterwards): codes go
    there from now on, and the number before proves nothing any more, so that is where it is said first: who has it
    notices a change that was not theirs. Again: nothing changes."""
    assert event.subject_id is not None
    await changing_numbers.warn(db, texts, locale, event.subject_id, str(event.data["customer"]))
    async with db.transaction() as tx:
        number = await loans.hand_over(tx, event.subject_id)
        person = await customers.by_borrower(tx, str(event.data["customer"])) if number else None
        if number is None or person is None or person.erased_at is not None:
            return
        try:
            await customers.note_personal(tx, person.id, "phone", number, source="core")
        except customers.NotPersonal as error:
            log.error("selfservice.number_unfit", command_id=str(event.subject_id), code=error.code)


async def forget_erased(db: Database, objects: ObjectStore, event: Recorded) -> None:
    """A person was erased: nothing they wrote stays, nor their name. Again: nothing changes."""
    assert event.subject_id is not None
    async with db.transaction() as tx:
        borrowers = await customers.borrowers_of(tx, event.subject_id)
    await forget(db, objects, [UUID(one) for one in event.data["family"]], borrowers)
