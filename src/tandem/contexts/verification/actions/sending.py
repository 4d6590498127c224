"""Sending a code, after the transaction that made it. A gateway that fails must not tell who is a borrower: the
customer hears nothing of it and may ask again after a minute."""

import structlog

from tandem.contexts.verification.challenge import Outgoing
from tandem.contexts.verification.ports import CodeSender, NotSent

log = structlog.get_logger(__name__)


async def send(sender: CodeSender, outgoing: Outgoing) -> None:
    """Hand it to the sender; what goes wrong is logged, without number and text."""
    try:
        await sender.send(outgoing.phone, outgoing.text, purpose=outgoing.purpose, key=outgoing.key)
    except NotSent as error:
        log.error("verification.not_sent", challenge=outgoing.key, cause=str(error))
    except Exception as error:
        # The edge to somebody else's system. The cause may quote what was sent, so only its kind is logged.
        log.error("verification.not_sent", challenge=outgoing.key, cause=type(error).__name__)
