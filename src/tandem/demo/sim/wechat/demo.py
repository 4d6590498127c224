"""The demo lender's official account, as the simulated platform and the seed both know it."""

import base64
import hashlib
from collections.abc import Mapping

from tandem.demo.sim.wechat.platform import OfficialAccount, Platform
from tandem.settings import Settings, stored_secret

KEY = "demo"
GREETING = (
    "您好，欢迎关注禾穗金融。还款、额度、账单问题可以直接发消息，也可以点下方菜单。需要人工请回复“转人工”。"
)
_LOOPBACK = {"0.0.0.0", "::", ""}  # noqa: S104 - what it listens on, not what we listen on
_TEMPLATES = {
    "demo-bill": {
        "title": "账单提醒",
        "content": "应还金额：{{amount.DATA}}\n还款日：{{date.DATA}}\n{{note.DATA}}",
    },
    "demo-service": {"title": "客服回复提醒", "content": "问题：{{topic.DATA}}\n处理进度：{{progress.DATA}}"},
}


def demo_account(settings: Settings) -> OfficialAccount:
    """Its secrets come from a file under HOME/secrets."""
    root = stored_secret(settings.secrets_path / "demo-wechat")

    def derived(name: str) -> str:
        return (
            base64.urlsafe_b64encode(hashlib.sha256(f"{name}:{root}".encode()).digest()).decode().rstrip("=")
        )

    host = "127.0.0.1" if settings.host in _LOOPBACK else settings.host
    pages = f"{settings.base_url}/channels/wechat/{KEY}/bind?page="
    return OfficialAccount(
        appid="wxde1110000000demo", app_secret=derived("secret")[:32], callback_token=derived("token")[:24],
        callback_url=f"http://{host}:{settings.port}/channels/wechat/{KEY}",
        aes_key=base64.b64encode(hashlib.sha256(f"aes:{root}".encode()).digest()).decode().rstrip("="),
        encrypted=True, name="禾穗金融", templates=dict(_TEMPLATES), menu={"button": [
            {"type": "click", "name": "我的账单", "key": "我的账单是多少"},
            {"name": "自助服务", "sub_button": [
                {"type": "view", "name": "账单与还款", "url": pages + "bill"},
                {"type": "view", "name": "结清证明", "url": pages + "certificates"},
            ]},
            {"type": "click", "name": "转人工", "key": "转人工"},
        ]},
    )  # fmt: skip


def demo_platform(settings: Settings) -> Platform:
    return Platform(demo_account(settings))


def account_settings(settings: Settings, url: str, site: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What our side is told of it: settings and secrets."""
    one = demo_account(settings)
    told = {
        "appid": one.appid,
        "mode": "encrypted",
        "greeting": GREETING,
        "site": site,
        "api_url": url,
        "oauth_url": url,
    }
    keys = {"app_secret": one.app_secret, "callback_token": one.callback_token, "aes_key": one.aes_key}
    return told, keys
