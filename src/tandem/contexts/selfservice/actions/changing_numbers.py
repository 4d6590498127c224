"""Changing numbers: before codes go to a new telephone, the one before hears of it."""

from uuid import UUID

import structlog

from tandem.contexts.customers import api as customers
from tandem.contexts.loans import api as loans
from tandem.contexts.selfservice.ports import Texts
from tandem.contexts.selfservice.rules.telling import language
from tandem.kit.db import Database
from tandem.kit.i18n import translate

log = structlog.get_logger(__name__)
_PURPOSE = "number_changed"


async def warn(db: Database, texts: Texts | None, locale: str, command_id: UUID, borrower: str) -> None:
    """Tell the number that the core knew until this command, once. Where it cannot be told (no gateway, none known,
    not taken) the change goes on: who has lost their telephone must be able to have another number."""
    if texts is None:
        return
    async with db.transaction() as tx:
        new = await loans.hand_over(tx, command_id, keep=True)
        person = await customers.by_borrower(tx, borrower) if new else None
        if new is None or person is None or person.erased_at is not None:
            return
        old = await customers.reached_at(tx, person.id, "phone")
        wish = await customers.preferences(tx, person.id)
    if old is None or old == new:
        return
    text = translate("selfservice.number_changed.sms", language(wish.language, None, locale), ends=new[-4:])
    try:
        await texts.send(old, text, purpose=_PURPOSE, key=f"{_PURPOSE}:{command_id}")
    except Exception:
        log.exception("selfservice.number_change_not_told", command_id=str(command_id))
