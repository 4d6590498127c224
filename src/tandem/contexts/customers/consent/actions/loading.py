"""Loading: consents that were given elsewhere, taken in with the customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.customers.consent import repository
from tandem.contexts.customers.consent.errors import ConsentTextUnknown
from tandem.contexts.customers.consent.rules import Purpose
from tandem.kit.db import Tx


@dataclass(frozen=True, slots=True)
class KnownConsent:
    """What a customer said at `at`, as another system of the lender has it."""

    customer_id: UUID
    purpose: Purpose
    given: bool
    at: datetime


async def load_consents(
    tx: Tx, rows: Sequence[KnownConsent], actor: Actor, *, channel: str, locale: str = "zh-CN"
) -> None:
    """Take in consents to the texts in force, in the order of the rows, but for persons who have said something about
    the purpose here already: what they said to us is newer. Nothing is emitted, as with `customers.load`. Raises
    ConsentTextUnknown for a purpose that has no text."""
    versions = {text.purpose: text.version for text in await repository.current_texts(tx, locale)}
    if any(row.purpose not in versions for row in rows):
        raise ConsentTextUnknown()
    said = await repository.said(tx, {row.customer_id for row in rows})
    await repository.add_all(
        tx,
        [
            {
                "customer_id": row.customer_id, "purpose": row.purpose, "given": row.given, "at": row.at,
                "text_version": versions[row.purpose], "text_locale": locale, "channel": channel, "evidence": {},
                "by": actor.id, "by_name": actor.name,
            }
            for row in rows
            if (row.customer_id, row.purpose) not in said
        ],
    )  # fmt: skip
