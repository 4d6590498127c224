"""The gateway `local`: what it takes over is in the outbox, and so at its telephone."""

from tandem.adapters.sms_local.outbox import CONVERSATION, LocalSms
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, Field, Finding, Incoming, Sent, TextMessage


class LocalGateway:
    """See channels.ports.SmsGateway. The telephones of the demo have everything at once."""

    name = "local"
    fields: tuple[Field, ...] = ()
    repeats_harmless = True

    def __init__(self, outbox: LocalSms, accounts: Accounts) -> None:
        self._outbox, self._accounts = outbox, accounts

    async def hand_over(self, account: Account, message: TextMessage) -> Sent:
        id_ = str(message.id)
        at = await self._outbox.write(message.phone, message.text, purpose=CONVERSATION, key=id_)
        receipt = Incoming(
            f"report:{id_}", f"report:{id_}", at, kind="receipt", about=id_, state="delivered"
        )  # fmt: skip
        await self._accounts.keep(account, receipt)
        return Sent(id_)

    async def check(self, account: Account) -> list[Finding]:
        return [Finding("outbox", True)]
