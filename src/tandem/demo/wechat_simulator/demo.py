"""The demo lender's official account, as the simulated platform and the seed both know it."""

import base64
import hashlib
from collections.abc import Mapping

from tandem.demo.wechat_simulator.platform import OfficialAccount, Platform
from tandem.settings import Settings, stored_secret

KEY = "demo"
GREETING = (
    "您好，欢迎关注禾穗金融。还款、额度、账单问题可以直接发消息，也可以点下方菜单。需要人工请回复“转人工”。"
)
_LOOPBACK = {"0.0.0.0", "::", ""}  # noqa: S104 - what it listens on, not what we listen on
# What the platform has approved; demo/seed/templates.py says them in the same words.
TEMPLATES = {
    "hs-repay-reminder": {
        "title": "还款提醒",
        "content": "客户姓名：{{thing1.DATA}}\n应还金额：{{amount2.DATA}}\n还款日：{{date3.DATA}}\n温馨提示：{{thing4.DATA}}",
    },
    "hs-repaid": {
        "title": "还款成功通知",
        "content": "客户姓名：{{thing1.DATA}}\n还款金额：{{amount2.DATA}}\n还款日期：{{date3.DATA}}",
    },
    "hs-certificate": {
        "title": "结清证明已开具",
        "content": "客户姓名：{{thing1.DATA}}\n证明编号：{{character_string2.DATA}}\n开具日期：{{date3.DATA}}",
    },
    "hs-answer-ready": {
        "title": "您的问题已有答复",
        "content": "客户姓名：{{thing1.DATA}}\n咨询事项：{{thing2.DATA}}\n答复时间：{{time3.DATA}}\n查看方式：{{thing4.DATA}}",
    },
    "hs-documents": {
        "title": "资料补充提醒",
        "content": "客户姓名：{{thing1.DATA}}\n办理事项：{{thing2.DATA}}\n需补充：{{thing3.DATA}}\n当前状态：{{phrase4.DATA}}",
    },
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
        encrypted=True, name="禾穗金融", templates=dict(TEMPLATES), menu={"button": [
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
