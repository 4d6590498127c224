"""The gateway as an account of the channel wizard: what it is told, a live look, a push to try it with."""

from collections.abc import Sequence
from datetime import timedelta
from typing import get_args

from tandem.adapters.push_http.gateway import Gateway, HttpPushes
from tandem.contexts.channels.ports import (
    Account,
    Capabilities,
    DeviceGone,
    Field,
    Finding,
    ForeignFile,
    Outgoing,
    Platform,
    Push,
    PushLater,
    PushRefused,
    SendLater,
    SendRefused,
    Sent,
)
from tandem.kit.clock import Clock
from tandem.kit.i18n import translate
from tandem.kit.outbound import Outbound

KIND = "push"
_SECRET_CHARS = 16
_TOKEN = range(8, 4_097)
_LIFE = timedelta(minutes=5)


class PushChannel:
    """No conversation is in it; what goes out besides tests comes by `AccountPushes`."""

    kind = KIND
    capabilities = Capabilities(text_limit=200, repeats_harmless=True, talks=False)
    fields: tuple[Field, ...] = (
        Field("url", "text", required=True),
        Field("app", "text"),
        Field("key_id", "text", required=True, default="tandem"),
        Field("secret", "secret", required=True),
    )

    def __init__(self, outbound: Outbound, clock: Clock) -> None:
        self._outbound, self._clock = outbound, clock

    def gateway(self, account: Account) -> HttpPushes:
        """What speaks to the account's gateway."""
        told = account.settings
        there = Gateway(
            str(told.get("url", "")), str(told.get("key_id", "")), account.secrets.get("secret", "")
        )
        return HttpPushes(there, self._outbound, self._clock)

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        """A test: the recipient is `platform:token`, or `app:platform:token` where the account is for every app."""
        app, platform, token = _device(account, outgoing.recipient)
        push = Push(
            id=outgoing.id, site=app, platform=platform, token=token,
            title=translate("channels.push.test_title", outgoing.locale), body=outgoing.text, collapse_key="test",
            data={}, expires_at=self._clock.now() + _LIFE,
        )  # fmt: skip
        try:
            await self.gateway(account).send(push)
        except DeviceGone as gone:
            raise SendRefused("device_gone") from gone
        except PushRefused as refused:
            raise SendRefused(refused.reason) from refused
        except PushLater as later:
            raise SendLater(str(later)) from later
        return Sent()

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        raise SendRefused("file_missing")

    async def check(self, account: Account) -> Sequence[Finding]:
        """Whether it is filled in, is there, and takes our signature."""
        url, secret = str(account.settings.get("url", "")), account.secrets.get("secret", "")
        if not url.startswith(("https://", "http://")) or len(secret) < _SECRET_CHARS:
            return [Finding("settings", False, f"https://…, {_SECRET_CHARS}")]
        wrong = await self.gateway(account).check()
        return [Finding("settings", True), Finding("gateway", wrong is None, wrong or "")]


def _device(account: Account, recipient: str) -> tuple[str, Platform, str]:
    """(app, platform, token). Raises SendRefused("bad_recipient")."""
    app, rest = str(account.settings.get("app") or ""), recipient
    if not app:
        app, _, rest = recipient.partition(":")
    name, _, token = rest.partition(":")
    platform = next((one for one in get_args(Platform) if one == name), None)
    if platform is None or not app or len(token) not in _TOKEN:
        raise SendRefused("bad_recipient", "[app:]platform:token")
    return app, platform, token
