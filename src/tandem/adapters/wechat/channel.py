"""The written channel `wechat`: customer-service messages, template messages, files."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tandem.adapters.wechat.api import WeChatApi
from tandem.adapters.wechat.codes import PlatformError, refuse
from tandem.adapters.wechat.envelope import KEY_CHARS, Envelope
from tandem.adapters.wechat.replies import Replies
from tandem.adapters.wechat.settings import FIELDS, WeChat, wechat_of
from tandem.adapters.wechat.templating import TEMPLATES
from tandem.contexts.channels.ports import (
    Account,
    Capabilities,
    Field,
    Finding,
    ForeignFile,
    Outgoing,
    OutgoingFile,
    ReplyWindow,
    SendLater,
    SendRefused,
    Sent,
    WindowClosed,
)
from tandem.kit.i18n import translate

_MEDIA = re.compile(r"[A-Za-z0-9_-]{8,200}")
_SEND = "/cgi-bin/message/custom/send"
_MB = 1024 * 1024
_CHECK_S = 14
# What the platform takes as a picture or a voice note ("新增临时素材"); everything else goes as a link.
_CARRIED = {
    "image": (frozenset({"image/jpeg", "image/png", "image/gif"}), 10 * _MB),
    "voice": (frozenset({"audio/amr", "audio/mpeg"}), 2 * _MB),
}
Link = Callable[[OutgoingFile], str | None]
"""Where a customer may load a file; None when nowhere."""


class WeChatChannel:
    """See channels.written.ports.Channel. The reply window is the platform's rule since June 2023: five messages within
    48 hours of the customer's last one. A menu's button or following opens only a minute for three: what the platform
    then refuses (45015, 45047) is held until the customer writes."""

    kind = "wechat"
    capabilities = Capabilities(
        text_limit=2048, text_unit="bytes", buttons=8, files=frozenset({"image", "voice", "file"}), location=True,
        typing=True, templates=TEMPLATES, per_second=50.0, window=ReplyWindow(timedelta(hours=48), 5),
    )  # fmt: skip
    fields: tuple[Field, ...] = FIELDS

    def __init__(self, api: WeChatApi, link: Link, replies: Replies | None = None) -> None:
        self.api, self.link, self.replies = api, link, replies

    async def send(self, account: Account, outgoing: Outgoing) -> Sent:
        wechat = wechat_of(account)
        if self.replies is not None and wechat.passive and await self.replies.offer(account, outgoing):
            return Sent(counted=False)
        try:
            if outgoing.template is not None:
                return await self._send_template(wechat, outgoing)
            body = {"touser": outgoing.recipient, **await self._body(wechat, outgoing)}
            await self.api.call(wechat, "POST", _SEND, json=body)
        except PlatformError as error:
            refuse(error)
        return Sent()

    async def typing(self, account: Account, recipient: str) -> None:
        """Show the customer that somebody writes, for some seconds. Best effort: raises nothing that matters."""
        wechat = wechat_of(account)
        if not wechat.typing:
            return
        body = {"touser": recipient, "command": "Typing"}
        try:
            await self.api.call(wechat, "POST", "/cgi-bin/message/custom/typing", json=body)
        except (PlatformError, SendLater, SendRefused):
            return

    async def invite(self, account: Account, scene: str, lasts_s: int) -> str:
        """See channels.continuing: a QR code of the account with a scene."""
        kind = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
        body = {**kind, "expire_seconds": lasts_s}
        try:
            told = await self.api.call(wechat_of(account), "POST", "/cgi-bin/qrcode/create", json=body)
        except PlatformError as error:
            try:
                refuse(error)
            except WindowClosed as closed:  # no answer to this
                raise SendLater("busy") from closed
        url = told.get("url")
        if not isinstance(url, str):
            raise SendLater("unreachable", "no url in the answer")
        return url

    async def fetch(self, account: Account, file: ForeignFile, *, limit: int) -> bytes:
        if not _MEDIA.fullmatch(file.reference):
            raise SendRefused("file_missing")
        try:
            return await self.api.download(wechat_of(account), file.reference, limit)
        except PlatformError as error:
            try:
                refuse(error)
            except WindowClosed as closed:  # no answer to a download
                raise SendLater("busy") from closed

    async def check(self, account: Account) -> list[Finding]:
        """Filled in so that callbacks can be checked; the platform gives a token; what may be sent today."""
        wechat = wechat_of(account)
        unfit = _unfit(wechat)
        found = [Finding("settings", not unfit, unfit)]
        if unfit:
            return found
        try:
            async with asyncio.timeout(_CHECK_S):
                found.append(Finding("login", True, await self._login(wechat)))
                found.append(Finding("send", True, await self._quota(wechat)))
        except PlatformError as error:
            found.append(Finding(_next(found), False, f"{error.code} {error.message}".strip()))
        except (SendLater, SendRefused) as error:
            found.append(Finding(_next(found), False, f"{error.code} {error.detail}".strip()))
        except TimeoutError:
            found.append(Finding(_next(found), False, f"{_CHECK_S} s"))
        return found

    async def _login(self, wechat: WeChat) -> str:
        told = await self.api.call(wechat, "GET", "/cgi-bin/get_api_domain_ip")
        return f"{len(told.get('ip_list') or ())} IP"

    async def _quota(self, wechat: WeChat) -> str:
        told = await self.api.call(wechat, "POST", "/cgi-bin/openapi/quota/get", json={"cgi_path": _SEND})
        quota = told.get("quota")
        return f"{quota.get('remain')}/{quota.get('daily_limit')}" if isinstance(quota, dict) else ""

    async def _body(self, wechat: WeChat, outgoing: Outgoing) -> dict[str, Any]:
        if outgoing.file is not None:
            return await self._file(wechat, outgoing, outgoing.file)
        if outgoing.kind == "choice" and outgoing.options:
            options = [{"id": one.id, "content": one.label} for one in outgoing.options]
            menu = {"head_content": outgoing.text, "list": options, "tail_content": ""}
            return {"msgtype": "msgmenu", "msgmenu": menu}
        return {"msgtype": "text", "text": {"content": outgoing.text}}

    async def _file(self, wechat: WeChat, outgoing: Outgoing, file: OutgoingFile) -> dict[str, Any]:
        types, limit = _CARRIED.get(outgoing.kind, (frozenset[str](), 0))
        if file.content_type in types and file.size <= limit:
            content = await file.content()
            told = await self.api.call(
                wechat, "POST", "/cgi-bin/media/upload", params={"type": outgoing.kind},
                file=(file.name, content, file.content_type),
            )  # fmt: skip
            media = told.get("media_id")
            if not isinstance(media, str):
                raise SendLater("unreachable", "no media_id in the answer")
            return {"msgtype": outgoing.kind, outgoing.kind: {"media_id": media}}
        url = self.link(file)
        if url is None:
            raise SendRefused("file_not_carried")
        about = translate("channel.wechat.file_link", outgoing.locale, size=_size(file.size))
        article = {"title": file.name, "description": about, "url": url, "picurl": ""}
        return {"msgtype": "news", "news": {"articles": [article]}}

    async def _send_template(self, wechat: WeChat, outgoing: Outgoing) -> Sent:
        """`client_msg_id`: the platform sends the same one once."""
        assert outgoing.template is not None
        data = {key: {"value": value} for key, value in outgoing.template.values.items()}
        body = {
            "touser": outgoing.recipient, "template_id": outgoing.template.external_id, "data": data,
            "client_msg_id": outgoing.id.hex,
        }  # fmt: skip
        if outgoing.template.link:
            body["url"] = outgoing.template.link
        told = await self.api.call(wechat, "POST", "/cgi-bin/message/template/send", json=body)
        number = told.get("msgid")
        return Sent(str(number) if number is not None else None)


def _unfit(wechat: WeChat) -> str:
    """What is missing before anything can work; empty when nothing is."""
    if not wechat.appid or not wechat.app_secret or not wechat.callback_token:
        return "appid, app_secret, callback_token"
    key = wechat.account.secrets.get("aes_key", "")
    if wechat.encrypted:
        try:
            Envelope(key, wechat.appid).seal(b"")
        except ValueError:
            return f"aes_key: {KEY_CHARS}"
    return ""


def _next(found: list[Finding]) -> str:
    return ("settings", "login", "send")[len(found)]


def _size(size: int) -> str:
    return f"{size / _MB:.1f} MB" if size >= _MB else f"{max(1, round(size / 1024))} KB"
