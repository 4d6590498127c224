"""The written channel `sms`."""

from collections.abc import Sequence
from dataclasses import replace

from tandem.contexts.channels.sms.gateway import SmsGateway, TextMessage
from tandem.contexts.channels.sms.rules.numbers import mobile_number
from tandem.contexts.channels.sms.rules.segments import segmented
from tandem.contexts.channels.sms.rules.signing import signature_fault, signed
from tandem.contexts.channels.sms.rules.templating import TEMPLATES
from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Account, ForeignFile, Outgoing, Sent
from tandem.contexts.channels.written.ports import SendLater, SendRefused
from tandem.contexts.channels.written.rules.permitting import TEMPLATES_ONLY
from tandem.contexts.channels.written.setup import Field, Finding

KIND = "sms"
# Gateways take 500 characters with the signature and more; eight segments of a Chinese text.
_CAPABILITIES = Capabilities(
    text_limit=450,
    delivered=True,
    templates=TEMPLATES,
    per_second=20.0,
    address="phone",
    sources=False,
)


class SmsChannel:
    """See channels.written.ports.Channel. An account says in `gateway` which one it is at."""

    kind = KIND

    def __init__(self, gateways: Sequence[SmsGateway]) -> None:
        self._gateways = {one.name: one for one in gateways}
        harmless = all(one.repeats_harmless for one in gateways)
        self.capabilities = replace(_CAPABILITIES, repeats_harmless=harmless)
        names = tuple(self._gateways)
        self.fields: tuple[Field, ...] = (
            Field("gateway", "choice", required=True, choices=names, default=names[0]),
            Field("signature", "text", required=True),
            Field(TEMPLATES_ONLY, "switch", default=False),
            *(replace(field, when=("gateway", one.name)) for one in gateways for field in one.fields),
        )

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        phone = mobile_number(outgoing.recipient)
        if phone is None:
            raise SendRefused("no_mobile_number")
        signature = str(account.settings.get("signature", ""))
        if signature_fault(signature) is not None:
            raise SendLater("account_unfit", "signature")
        text = signed(outgoing.text, signature)
        carried = segmented(text)
        message = TextMessage(
            outgoing.id, phone, text, carried.encoding, carried.count, outgoing.template
        )  # fmt: skip
        return await self._gateway(account).hand_over(account, message)

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        raise SendRefused("file_missing")

    async def check(self, account: Account) -> list[Finding]:
        fault = signature_fault(str(account.settings.get("signature", "")))
        if fault is not None:
            return [Finding("signature", False, fault)]
        try:
            gateway = self._gateway(account)
        except SendLater as missing:
            return [Finding("gateway", False, missing.detail)]
        return [Finding("signature", True), *await gateway.check(account)]

    def _gateway(self, account: Account) -> SmsGateway:
        found = self._gateways.get(str(account.settings.get("gateway", "")))
        if found is None:
            raise SendLater("account_unfit", "gateway")
        return found
