"""Trying an account: a look at the far end, and one message."""

import asyncio
from collections.abc import Sequence

import structlog

from tandem.contexts.access.api import Actor, permissions, record
from tandem.contexts.channels.errors import TooManyTests
from tandem.contexts.channels.written.messages import Account, Outgoing, Template
from tandem.contexts.channels.written.ports import Channel, SendLater, SendRefused, WindowClosed
from tandem.contexts.channels.written.repository import accounts
from tandem.contexts.channels.written.rules.sending import WINDOW_CLOSED
from tandem.contexts.channels.written.setup import Finding
from tandem.kit.db import Database
from tandem.kit.ids import new_id

log = structlog.get_logger(__name__)
ANSWERS = "answers"
"""The finding about a channel that breaks its promise; its words are nobody's own."""
_LOOK_S = 20
_SEND_S = 30
_AN_HOUR = 10


async def look_at(channel: Channel, account: Account) -> Sequence[Finding]:
    """The live check of an account. A channel that breaks its promise (raises, or takes longer than 20 s) becomes a
    finding, too: an administrator must learn of it here and not from a log."""
    try:
        async with asyncio.timeout(_LOOK_S):
            return await channel.check(account)
    except TimeoutError:
        return [Finding(ANSWERS, False, f"no answer within {_LOOK_S} s")]
    except Exception as error:
        log.exception("channels.check_failed", account=account.key, kind=account.kind)
        return [Finding(ANSWERS, False, type(error).__name__)]


async def send_test(
    db: Database, channel: Channel, account: Account, actor: Actor, recipient: str, text: str,
    template: Template | None = None,
) -> tuple[str | None, str]:  # fmt: skip
    """Send one message now: (None, "") when the channel took it, else its code and detail. Ten an hour and account.
    `template`: what the text was made of. Audited. Raises TooManyTests, Forbidden."""
    actor.require(permissions.SETTINGS_MANAGE)
    async with db.transaction() as tx:
        if not await accounts.may_test(tx, account.id, _AN_HOUR):
            raise TooManyTests(retry_after=3600)
        await record(tx, actor, "channel.test_sent", f"channel_account:{account.id}", {})
    outgoing = Outgoing(new_id(), recipient, "text", text, template=template)
    try:
        async with asyncio.timeout(_SEND_S):
            await channel.send(account, outgoing)
    except (SendRefused, SendLater) as no:
        return no.code[:200], no.detail[:500]
    except WindowClosed:
        return WINDOW_CLOSED, ""
    except TimeoutError:
        return "timeout", ""
    except Exception as error:
        log.exception("channels.test_failed", account=account.key, kind=account.kind)
        return type(error).__name__, ""
    return None, ""
