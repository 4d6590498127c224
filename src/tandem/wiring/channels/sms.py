"""Text messages: the channel over its gateways, and codes over one of its accounts."""

from uuid import NAMESPACE_URL, uuid5

from tandem.adapters.sms_http import HttpGateway, callbacks
from tandem.adapters.sms_local import LocalGateway, LocalSms, replies
from tandem.adapters.sms_smpp import SmppGateway
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Channel, Outgoing, SendLater, SendRefused, SmsGateway
from tandem.contexts.channels.sms.channel import KIND, SmsChannel
from tandem.contexts.verification.ports import NotSent
from tandem.kit.db import Database
from tandem.kit.periodic import Periodic
from tandem.settings import Settings
from tandem.wiring.channels.connection import Connection
from tandem.wiring.options import API
from tandem.wiring.part import Part


def sms(settings: Settings, accounts: Accounts) -> Connection:
    """The local outbox is a gateway where it is there at all: with the demo, or on request."""
    db, outbox = accounts.db, local_outbox(settings, accounts.db)
    http = HttpGateway(db.clock)
    smpp = SmppGateway(accounts, db.clock)
    gateways: list[SmsGateway] = [http, smpp]
    routers = [("", callbacks(accounts, db.clock))]
    if outbox is not None:
        gateways.append(LocalGateway(outbox, accounts))
        routers.append((API, replies(outbox, accounts)))
    part = Part(
        routers=routers,
        periodic=[Periodic("sms.smpp_lines", 5, smpp.tend, alone=False)],
        closing=[http.close, smpp.close],
    )
    return Connection(SmsChannel(gateways), part)


def local_outbox(settings: Settings, db: Database) -> LocalSms | None:
    """Where text messages go instead of telephones; None in an installation without it."""
    local = settings.sms == "local" or (settings.sms == "auto" and settings.demo)
    return LocalSms(db, settings.secret()) if local else None


class AccountCodes:
    """See verification.ports.CodeSender: codes over the account `key`, whichever far gateway it is at."""

    def __init__(self, accounts: Accounts, key: str) -> None:
        clock = accounts.db.clock
        self._http, self._smpp = HttpGateway(clock), SmppGateway(accounts, clock)
        self._channel: Channel = SmsChannel([self._http, self._smpp])
        self._accounts, self._key = accounts, key

    async def close(self) -> None:
        """Give the connections back."""
        await self._http.close()
        await self._smpp.close()

    async def send(self, phone: str, text: str, *, purpose: str, key: str) -> None:
        account = await self._accounts.by_key(KIND, self._key)
        if account is None:
            raise NotSent(f"there is no SMS account {self._key}")
        if account.paused_at is not None:
            raise NotSent("the SMS account is paused")
        id_ = uuid5(NAMESPACE_URL, f"tandem:code:{key}")
        try:
            await self._channel.send(account, Outgoing(id_, phone, "text", text))
        except (SendRefused, SendLater) as no:
            await self._accounts.note_error(account, no.code)
            raise NotSent(no.code) from no
