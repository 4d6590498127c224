"""Notifications of apps over a gateway, as an account of the channel wizard."""

from tandem.adapters.push_http import PushChannel
from tandem.contexts.channels.api import Accounts
from tandem.kit.outbound import Internal, Outbound
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.part import Part

_TIMEOUT_S = 10.0


def push(settings: Settings, accounts: Accounts) -> Connection:
    """What sends is `wiring.pushing`: here an administrator sets it up and tries it."""
    return Connection(PushChannel(outbound(settings), accounts.db.clock), Part())


def outbound(settings: Settings) -> Outbound:
    """Inside one's network a gateway may be where webhooks may go."""
    return Outbound(Internal.parse(settings.webhook_internal), timeout_s=_TIMEOUT_S)
