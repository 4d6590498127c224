"""The interface for accounts, as the public documents describe it: answers are 200 with an errcode."""

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tandem.demo.wechat_simulator.platform import Media, Platform, Refused
from tandem.demo.wechat_simulator.pushing import Pusher

_OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}
Doing = Callable[[Request], Awaitable[dict[str, Any]]]


class Api:
    def __init__(self, platform: Platform, pusher: Pusher) -> None:
        self._platform, self._pusher = platform, pusher

    def routes(self) -> list[Route]:
        doing: list[tuple[str, str, Doing, bool]] = [
            ("GET", "/cgi-bin/token", self.token, False),
            ("POST", "/cgi-bin/stable_token", self.stable_token, False),
            ("GET", "/cgi-bin/get_api_domain_ip", self.addresses, True),
            ("POST", "/cgi-bin/openapi/quota/get", self.quota, True),
            ("POST", "/cgi-bin/message/custom/send", self.custom_send, True),
            ("POST", "/cgi-bin/message/custom/typing", self.typing, True),
            ("POST", "/cgi-bin/message/template/send", self.template_send, True),
            ("GET", "/cgi-bin/template/get_all_private_template", self.templates, True),
            ("POST", "/cgi-bin/media/upload", self.upload, True),
            ("GET", "/cgi-bin/menu/get", self.menu, True),
            ("POST", "/cgi-bin/menu/create", self.make_menu, True),
            ("GET", "/cgi-bin/menu/delete", self.delete_menu, True),
            ("POST", "/cgi-bin/qrcode/create", self.qr_code, True),
            ("GET", "/sns/oauth2/access_token", self.openid, False),
        ]
        routes = [
            Route(path, self._guarded(work, path, needs), methods=[verb]) for verb, path, work, needs in doing
        ]
        return [
            *routes,
            Route("/cgi-bin/media/get", self.download),
            Route("/connect/oauth2/authorize", self.authorize),
        ]

    def _guarded(self, work: Doing, path: str, needs_token: bool) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                if needs_token:
                    self._platform.admit(request.query_params.get("access_token"), path)
                return _json(await work(request))
            except Refused as error:
                return _json(error.answer())

        return answer

    async def token(self, request: Request) -> dict[str, Any]:
        asked = request.query_params
        return self._platform.token(asked.get("appid", ""), asked.get("secret", ""), stable=False)

    async def stable_token(self, request: Request) -> dict[str, Any]:
        body = await _body(request)
        return self._platform.token(
            str(body.get("appid")), str(body.get("secret")), other=body.get("force_refresh") is True
        )

    async def addresses(self, request: Request) -> dict[str, Any]:
        return {"ip_list": ["127.0.0.1"]}

    async def quota(self, request: Request) -> dict[str, Any]:
        used = sum(path.endswith("/custom/send") for path, _ in self._platform.calls)
        return _OK | {"quota": {"daily_limit": 500_000, "used": used, "remain": 500_000 - used}}

    async def custom_send(self, request: Request) -> dict[str, Any]:
        self._platform.custom_send(await _body(request))
        return _OK

    async def typing(self, request: Request) -> dict[str, Any]:
        body = await _body(request)
        self._platform.person(str(body.get("touser", ""))).typing_until = self._platform.now() + 15
        return _OK

    async def template_send(self, request: Request) -> dict[str, Any]:
        follower, number, fresh = self._platform.template_send(await _body(request))
        if fresh:
            self._pusher.happen(
                follower, "TEMPLATESENDJOBFINISH", {"MsgID": str(number), "Status": "success"}
            )
        return _OK | {"msgid": number}

    async def templates(self, request: Request) -> dict[str, Any]:
        known = self._platform.account.templates.items()
        return {"template_list": [{"template_id": key, **one} for key, one in known]}

    async def upload(self, request: Request) -> dict[str, Any]:
        async with request.form(max_files=1, max_part_size=12 * 2**20) as form:
            media = form.get("media")
            if media is None or isinstance(media, str):
                raise Refused(44002)
            content = await media.read()
            kept = Media(content, media.content_type or "application/octet-stream", media.filename or "media")
        kind = request.query_params.get("type", "")
        return {
            "type": kind,
            "media_id": self._platform.keep_media(kind, kept),
            "created_at": int(self._platform.now()),
        }

    async def download(self, request: Request) -> Response:
        try:
            self._platform.admit(request.query_params.get("access_token"), "/cgi-bin/media/get")
            media = self._platform.media.get(request.query_params.get("media_id", ""))
            if media is None:
                raise Refused(40007)
        except Refused as error:
            return _json(error.answer())
        return Response(media.content, media_type=media.content_type)

    async def menu(self, request: Request) -> dict[str, Any]:
        if self._platform.account.menu is None:
            raise Refused(46003)
        return {"menu": self._platform.account.menu}

    async def make_menu(self, request: Request) -> dict[str, Any]:
        body = await _body(request)
        buttons = body.get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
            raise Refused(40016)
        self._platform.account.menu = {"button": buttons}
        return _OK

    async def delete_menu(self, request: Request) -> dict[str, Any]:
        self._platform.account.menu = None
        return _OK

    async def qr_code(self, request: Request) -> dict[str, Any]:
        body = await _body(request)
        scene = str(((body.get("action_info") or {}).get("scene") or {}).get("scene_str", ""))
        if not 1 <= len(scene) <= 64:
            raise Refused(47001)
        ticket = f"ticket-{self._platform.number()}"
        self._platform.scenes[ticket] = scene
        answer: dict[str, Any] = {"ticket": ticket, "url": f"{request.base_url}?ticket={ticket}"}
        return answer | ({"expire_seconds": body["expire_seconds"]} if "expire_seconds" in body else {})

    async def authorize(self, request: Request) -> Response:
        """snsapi_base asks nothing: whoever holds the telephone goes straight back with a code."""
        asked = request.query_params
        back, openid = asked.get("redirect_uri", ""), request.cookies.get("sim_openid", "")
        if asked.get("appid") != self._platform.account.appid or not back.startswith(("http://", "https://")):
            return Response("redirect_uri 参数错误", 400)
        try:
            code = self._platform.consent(openid)
        except Refused:
            return Response("请在微信客户端打开链接", 403)
        joint = "&" if "?" in back else "?"
        return RedirectResponse(f"{back}{joint}code={code}&state={asked.get('state', '')}", 302)

    async def openid(self, request: Request) -> dict[str, Any]:
        asked = request.query_params
        self._platform.token(asked.get("appid", ""), asked.get("secret", ""))
        openid = self._platform.openid_of(asked.get("code", ""))
        return {"access_token": "web", "expires_in": 7200, "openid": openid, "scope": "snsapi_base"}


async def _body(request: Request) -> dict[str, Any]:
    content = await request.body()
    if not content:
        raise Refused(44002)
    try:
        told = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Refused(47001) from error
    if not isinstance(told, dict):
        raise Refused(47001)
    return told


def _json(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
