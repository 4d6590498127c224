"""What an administrator does with an account at the platform: its menu, QR codes with a scene, its templates."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tandem.adapters.wechat.api import WeChatApi
from tandem.adapters.wechat.codes import PlatformError
from tandem.adapters.wechat.settings import wechat_of
from tandem.contexts.channels.ports import Account, SendLater, SendRefused
from tandem.kit.errors import Invalid, Unavailable

_BUTTONS, _UNDER = 3, 5
_SCENE_CHARS = 64
_MENU_MISSING = 46003
_SHOW = "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket="
Menu = dict[str, Any]


@dataclass(frozen=True)
class QrCode:
    """`url`: what the code says; `picture`: where it is drawn. `expires_in_s` None: for ever."""

    url: str
    picture: str
    expires_in_s: int | None


@dataclass(frozen=True)
class Office:
    """Errors of the platform are Invalid "wechat_refused" with its code in the detail; Unavailable when it is away."""

    api: WeChatApi

    async def _call(
        self, account: Account, method: str, path: str, json: Menu | None = None
    ) -> dict[str, Any]:
        try:
            return await self.api.call(wechat_of(account), method, path, json=json)
        except PlatformError as error:
            if error.code == _MENU_MISSING:
                return {}
            raise Invalid("wechat_refused", detail=f"{error.code} {error.message}".strip()) from error
        except (SendLater, SendRefused) as away:
            raise Unavailable("wechat_away", detail=f"{away.code} {away.detail}".strip()) from away

    async def menu(self, account: Account) -> Menu:
        """The account's menu: {"button": [...]}; empty without one."""
        menu = (await self._call(account, "GET", "/cgi-bin/menu/get")).get("menu")
        return menu if isinstance(menu, dict) else {"button": []}

    async def put_menu(self, account: Account, menu: Menu) -> None:
        """Replace the menu; one without buttons deletes it. Raises Invalid "wechat_menu" saying what does not fit."""
        check_menu(menu)
        if menu["button"]:
            await self._call(account, "POST", "/cgi-bin/menu/create", menu)
        else:
            await self._call(account, "GET", "/cgi-bin/menu/delete")

    async def qr_code(self, account: Account, scene: str, lasts_s: int | None = None) -> QrCode:
        """A QR code: whoever scans it comes with `scene` (1 to 64 characters). `lasts_s`: at most 30 days; None: for
        ever (an account may have 100,000 of those)."""
        if not 1 <= len(scene) <= _SCENE_CHARS or not scene.isprintable():
            raise Invalid("wechat_scene")
        kind = "QR_LIMIT_STR_SCENE" if lasts_s is None else "QR_STR_SCENE"
        body: dict[str, Any] = {"action_name": kind, "action_info": {"scene": {"scene_str": scene}}}
        if lasts_s is not None:
            body["expire_seconds"] = max(60, min(lasts_s, 2_592_000))
        told = await self._call(account, "POST", "/cgi-bin/qrcode/create", body)
        ticket, lasts = str(told.get("ticket", "")), told.get("expire_seconds")
        picture = _SHOW + quote(ticket, safe="")
        return QrCode(str(told.get("url", "")), picture, lasts if isinstance(lasts, int) else None)

    async def templates(self, account: Account) -> list[dict[str, Any]]:
        """The templates that the platform has approved for the account."""
        told = await self._call(account, "GET", "/cgi-bin/template/get_all_private_template")
        found = told.get("template_list")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def check_menu(menu: Menu) -> None:
    """Three buttons, five under each, names of 16 and 60 bytes, a click's key of at most 128. Raises Invalid."""
    buttons = menu.get("button")
    if not isinstance(buttons, list) or len(buttons) > _BUTTONS:
        raise Invalid("wechat_menu", detail=f"button: a list of at most {_BUTTONS}")
    for number, button in enumerate(buttons, 1):
        under = button.get("sub_button") if isinstance(button, dict) else None
        if under:
            if not isinstance(under, list) or len(under) > _UNDER:
                raise Invalid("wechat_menu", detail=f"button {number}: at most {_UNDER} under it")
            _check_name(button, f"button {number}", 16)
            for place, inner in enumerate(under, 1):
                _check_button(inner, f"button {number}.{place}", 60)
        else:
            _check_button(button, f"button {number}", 16)


def _check_button(button: object, where: str, room: int) -> None:
    _check_name(button, where, room)
    assert isinstance(button, dict)
    kind = button.get("type")
    needed = {"view": ("url",), "miniprogram": ("url", "appid", "pagepath")}.get(str(kind), ("key",))
    for name in needed:
        value = button.get(name)
        if not isinstance(value, str) or not value or (name == "key" and len(value.encode()) > 128):
            raise Invalid("wechat_menu", detail=f"{where}: needs {name}")
    if kind is None:
        raise Invalid("wechat_menu", detail=f"{where}: needs type")


def _check_name(button: object, where: str, room: int) -> None:
    name = button.get("name") if isinstance(button, dict) else None
    if not isinstance(name, str) or not name or len(name.encode()) > room:
        raise Invalid("wechat_menu", detail=f"{where}: a name of at most {room} bytes")
