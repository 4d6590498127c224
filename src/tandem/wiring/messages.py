"""Text messages: who sends them, and forgetting what they were about."""

from tandem.adapters.sms_local import LocalSms
from tandem.adapters.sms_local import forget as forget_messages
from tandem.contexts.verification import api as verification
from tandem.kit.db import Database
from tandem.settings import Settings

_AT_ONCE = 500


def sms_outbox(settings: Settings, db: Database, secret: bytes) -> LocalSms | None:
    """The local outbox with the demo or on request; None: no text messages."""
    if settings.sms == "local" or (settings.sms == "auto" and settings.demo):
        return LocalSms(db, secret)
    return None


async def forget_codes(db: Database, outbox: LocalSms | None) -> None:
    """Delete codes, attempts and messages whose time is over."""
    async with db.transaction() as tx:
        await verification.forget(tx, _AT_ONCE)
        if outbox is not None:
            await forget_messages(tx, _AT_ONCE)
