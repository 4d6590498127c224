"""What an account must be told, and how it is read."""

from dataclasses import dataclass, field
from typing import Any

from tandem.adapters.wechat.envelope import KEY_CHARS, Envelope
from tandem.contexts.channels.ports import Account, Field

API_URL = "https://api.weixin.qq.com"
OAUTH_URL = "https://open.weixin.qq.com"

FIELDS = (
    Field("appid", "text", required=True),
    Field("app_secret", "secret", required=True),
    Field("callback_token", "secret", required=True),
    Field("mode", "choice", choices=("encrypted", "plain"), default="encrypted"),
    Field("aes_key", "secret"),
    Field("greeting", "text"),
    Field("site", "text"),
    Field("typing", "switch", default=True),
    Field("passive", "switch", default=False),
    Field("api_url", "text", default=API_URL),
    Field("oauth_url", "text", default=OAUTH_URL),
)


@dataclass(frozen=True)
class WeChat:
    """An account of this kind. `site`: the web site whose pages open inside WeChat. `passive`: pushes wait up to four
    seconds for the bot's reply, which then goes as their answer and counts against no limit."""

    account: Account
    appid: str
    app_secret: str = field(repr=False)
    callback_token: str = field(repr=False)
    encrypted: bool
    envelope: Envelope | None
    greeting: str
    site: str
    typing: bool
    passive: bool
    api_url: str
    oauth_url: str

    @property
    def sound(self) -> bool:
        """Whether callbacks can be checked at all."""
        return bool(self.callback_token and self.appid and (self.envelope or not self.encrypted))


def wechat_of(account: Account) -> WeChat:
    """The account's settings with their defaults. Never raises: what is missing is found by `check`."""

    def text(key: str, default: str = "") -> str:
        value: Any = account.settings.get(key)
        return value.strip() if isinstance(value, str) and value.strip() else default

    key = account.secrets.get("aes_key", "")
    appid = text("appid")
    return WeChat(
        account=account, appid=appid, app_secret=account.secrets.get("app_secret", ""),
        callback_token=account.secrets.get("callback_token", ""), encrypted=text("mode", "encrypted") == "encrypted",
        envelope=Envelope(key, appid) if len(key) == KEY_CHARS else None, greeting=text("greeting"), site=text("site"),
        typing=account.settings.get("typing", True) is not False,
        passive=account.settings.get("passive") is True,
        api_url=text("api_url", API_URL).rstrip("/"), oauth_url=text("oauth_url", OAUTH_URL).rstrip("/"),
    )  # fmt: skip
