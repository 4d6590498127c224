"""The telephone: a page on which a newcomer writes as a WeChat user, and what it asks of the platform."""

import asyncio
from importlib.resources import files
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tandem.demo.wechat_simulator.platform import Follower, Media, Platform, Refused
from tandem.demo.wechat_simulator.pushing import Pusher

_PAGES = {"phone.html": "text/html", "phone.js": "text/javascript", "phone.css": "text/css"}
_POLL_S = 20.0
_CHARS = 600
_FILE_BYTES = 10 * 2**20


class Phone:
    def __init__(self, platform: Platform, pusher: Pusher) -> None:
        self._platform, self._pusher = platform, pusher

    def routes(self) -> list[Route]:
        return [
            Route("/", self.page),
            Route("/phone.js", self.page),
            Route("/phone.css", self.page),
            Route("/phone/follow", self.follow, methods=["POST"]),
            Route("/phone/unfollow", self.unfollow, methods=["POST"]),
            Route("/phone/say", self.say, methods=["POST"]),
            Route("/phone/click", self.click, methods=["POST"]),
            Route("/phone/file", self.file, methods=["POST"]),
            Route("/phone/shown", self.shown),
            Route("/phone/media/{media_id}", self.media),
        ]

    async def page(self, request: Request) -> Response:
        name = request.url.path.lstrip("/") or "phone.html"
        content = (files("tandem.demo.wechat_simulator") / "page" / name).read_bytes()
        return Response(content, media_type=_PAGES[name], headers={"cache-control": "no-store"})

    async def follow(self, request: Request) -> Response:
        """Take a telephone up: the same seed is the same person."""
        told = await _told(request)
        scene = self._platform.scenes.get(str(told.get("ticket") or ""), str(told.get("scene") or ""))[:64]
        follower, fresh = self._platform.follow(
            str(told.get("name") or "微信用户")[:20], str(told.get("seed"))[:64]
        )
        if fresh:
            self._platform.acted(follower, "subscribe")
            self._pusher.happen(follower, "subscribe", {"EventKey": f"qrscene_{scene}" if scene else ""})
        elif scene:
            self._platform.acted(follower, "scan")
            self._pusher.happen(follower, "SCAN", {"EventKey": scene})
        menu = (self._platform.account.menu or {}).get("button", [])
        answer = _json({"openid": follower.openid, "account": self._platform.account.name, "menu": menu})
        answer.set_cookie("sim_openid", follower.openid, httponly=True, samesite="lax")
        return answer

    async def unfollow(self, request: Request) -> Response:
        follower = self._person((await _told(request)).get("openid"))
        follower.subscribed = False
        self._pusher.happen(follower, "unsubscribe")
        return _json({})

    async def say(self, request: Request) -> Response:
        """A text, or a place."""
        told = await _told(request)
        follower, text = self._person(told.get("openid")), str(told.get("text") or "")[:_CHARS]
        if told.get("kind") == "location":
            fields = {"Location_X": "31.2304", "Location_Y": "121.4737", "Scale": "15", "Label": text}
            self._platform.show(follower, "location", {"content": text}, mine=True)
            self._pusher.say(follower, "location", fields)
        elif text.strip():
            self._platform.show(follower, "text", {"content": text}, mine=True)
            chosen = str(told.get("option") or "")[:64]
            self._pusher.say(
                follower, "text", {"Content": text, **({"bizmsgmenuid": chosen} if chosen else {})}
            )
        return _json({})

    async def click(self, request: Request) -> Response:
        """A button of the account's menu."""
        told = await _told(request)
        follower, key = self._person(told.get("openid")), str(told.get("key") or "")
        view = told.get("type") == "view"
        if not view:
            self._platform.acted(follower, "click")
        self._pusher.happen(follower, "VIEW" if view else "CLICK", {"EventKey": key[:1000]})
        return _json({})

    async def file(self, request: Request) -> Response:
        """A picture, a voice note or a film from the telephone."""
        follower = self._person(request.query_params.get("openid"))
        kind = request.query_params.get("kind", "image")
        content = await request.body()
        if kind not in ("image", "voice", "video") or not content or len(content) > _FILE_BYTES:
            raise Refused(45001)
        content_type = request.headers.get("content-type", "application/octet-stream")
        media_id = self._platform.put_media(Media(content, content_type, kind))
        self._platform.show(follower, kind, {"media_id": media_id}, mine=True)
        fields = {"MediaId": media_id}
        if kind == "voice":
            fields |= {"Format": "amr", "Recognition": request.query_params.get("recognition", "")[:_CHARS]}
        if kind == "image":
            fields["PicUrl"] = str(request.base_url) + f"phone/media/{media_id}"
        self._pusher.say(follower, kind, fields)
        return _json({})

    async def shown(self, request: Request) -> Response:
        """What is on the screen after a number; waits a while for news."""
        follower = self._person(request.query_params.get("openid"))
        after = int(request.query_params.get("after", "0") or 0)
        loop = asyncio.get_running_loop()
        ends = loop.time() + _POLL_S
        typing = request.query_params.get("typing") == "1"
        while loop.time() < ends:
            fresh = [one for one in follower.shown if one.number > after]
            now_typing = follower.typing_until > self._platform.now()
            if fresh or now_typing != typing:
                lines = [
                    {"number": str(one.number), "at": one.at, "mine": one.mine, "kind": one.kind, **one.body}
                    for one in fresh
                ]
                return _json({"lines": lines, "typing": now_typing})
            await asyncio.sleep(0.25)
        return _json({"lines": [], "typing": typing})

    async def media(self, request: Request) -> Response:
        found = self._platform.media.get(request.path_params["media_id"])
        if found is None:
            return Response(status_code=404)
        headers = {"content-security-policy": "sandbox", "x-content-type-options": "nosniff"}
        return Response(found.content, media_type=found.content_type, headers=headers)

    def _person(self, openid: object) -> Follower:
        return self._platform.person(str(openid))


async def _told(request: Request) -> dict[str, Any]:
    try:
        told = orjson.loads(await request.body())
    except orjson.JSONDecodeError as error:
        raise Refused(47001) from error
    if not isinstance(told, dict):
        raise Refused(47001)
    return told


def _json(body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
