"""What the platform knows and which rules it holds accounts to. No network in here."""

import re
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from time import time
from typing import Any

from tandem.demo.wechat_simulator.limits import refused

_PLACE = re.compile(r"\{\{(\w+)\.DATA\}\}")
_TOKEN_S = 7200
_DAYS_48H = 48 * 3600
# Which action lets how many messages out for how long (the rule since June 2023).
ALLOWANCES = {"message": (5, _DAYS_48H), "click": (3, 60), "subscribe": (3, 60), "scan": (3, 60)}
MEDIA_BYTES = {"image": 10 * 2**20, "voice": 2 * 2**20, "video": 10 * 2**20, "thumb": 64 * 2**10}
_MAGIC = {
    "image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8"),
    "voice": (b"#!AMR", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
}
ERRORS = {
    -1: "system error", 40001: "invalid credential, access_token is invalid or not latest", 40003: "invalid openid",
    40004: "invalid media type", 40005: "invalid file type", 40007: "invalid media_id", 40008: "invalid message type",
    40013: "invalid appid", 40016: "invalid button size", 40029: "invalid code", 40037: "invalid template_id",
    40125: "invalid appsecret", 41001: "access_token missing", 41008: "missing code", 42001: "access_token expired",
    43004: "require subscribe", 44002: "empty post data", 44004: "empty content", 45001: "media size out of limit",
    45002: "content size out of limit", 45009: "reach max api daily quota limit", 45047: "out of response count limit",
    45015: "response out of time limit or subscription is canceled", 46003: "menu no exist",
    47001: "data format error", 47003: "argument invalid", 48001: "api unauthorized",
}  # fmt: skip


class Refused(Exception):
    """An error code of the platform."""

    def __init__(self, code: int, message: str | None = None) -> None:
        super().__init__(code)
        self.code, self.message = code, message

    def answer(self) -> dict[str, Any]:
        return {"errcode": self.code, "errmsg": self.message or ERRORS.get(self.code, "error")}


@dataclass
class OfficialAccount:
    """An account and where its owner wants to be told. `aes_key` with `encrypted`."""

    appid: str
    app_secret: str
    callback_token: str
    callback_url: str
    aes_key: str = ""
    encrypted: bool = False
    name: str = "公众号"
    original_id: str = "gh_simulated0001"
    menu: dict[str, Any] | None = None
    templates: dict[str, dict[str, str]] = field(default_factory=dict)


def _values(content: str, data: object) -> dict[str, str]:
    """Every place of a template with its value. 47003 for one that is missing, is not there, or is not of its kind."""
    told = data if isinstance(data, dict) else {}
    places = _PLACE.findall(content)
    if surplus := sorted(told.keys() - set(places)):
        raise Refused(47003, f"argument invalid! data.{surplus[0]} is not in the template")
    values = {}
    for place in places:
        one = told.get(place)
        values[place] = str(one.get("value", "")) if isinstance(one, dict) else ""
        if wrong := refused(place, values[place]):
            raise Refused(47003, wrong)
    return values


@dataclass
class Media:
    content: bytes
    content_type: str
    name: str


@dataclass
class Shown:
    """A line on somebody's telephone. `mine`: they wrote it."""

    number: int
    at: float
    mine: bool
    kind: str
    body: dict[str, Any]


@dataclass
class Follower:
    openid: str
    name: str
    subscribed: bool = True
    shown: list[Shown] = field(default_factory=list)
    allowances: dict[str, tuple[int, float]] = field(default_factory=dict)
    typing_until: float = 0.0
    heard: set[str] = field(default_factory=set)


@dataclass
class Platform:
    """One account's platform. `now` in seconds; `faults`: error codes to give next, by the path's end; `strict`: holds
    to windows and counts."""

    account: OfficialAccount
    now: Callable[[], float] = time
    strict: bool = True
    followers: dict[str, Follower] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    faults: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, str]] = field(default_factory=list)
    scenes: dict[str, str] = field(default_factory=dict)
    _token: str = ""
    _token_until: float = 0.0
    _codes: dict[str, str] = field(default_factory=dict)
    _numbers: int = 0

    def number(self) -> int:
        """A new one for messages: 64 bits, rising."""
        self._numbers += 1
        return int(self.now() * 1000) * 10_000 + self._numbers % 10_000

    # Tokens

    def token(
        self, appid: str, app_secret: str, *, other: bool = False, stable: bool = True
    ) -> dict[str, Any]:
        """The account's token; `stable`: the same as before while it is good."""
        if appid != self.account.appid:
            raise Refused(40013)
        if app_secret != self.account.app_secret:
            raise Refused(40125)
        if other or not stable or not self._token or self._token_until <= self.now():
            self._token, self._token_until = secrets.token_urlsafe(40), self.now() + _TOKEN_S
        return {"access_token": self._token, "expires_in": int(self._token_until - self.now())}

    def expire_token(self, *, forget: bool = False) -> None:
        """The token ends now (42001), or is not known any more (40001)."""
        self._token_until = self.now()
        if forget:
            self._token = secrets.token_urlsafe(40)
            self._token_until = self.now() + _TOKEN_S

    def admit(self, token: str | None, path: str) -> None:
        """Raise Refused unless the token is good and no fault was asked for."""
        self.calls.append((path, token or ""))
        for ending, codes in self.faults.items():
            if path.endswith(ending) and codes:
                raise Refused(codes.pop(0))
        if not token:
            raise Refused(41001)
        if token != self._token:
            raise Refused(40001)
        if self._token_until <= self.now():
            raise Refused(42001)

    # People

    def follow(self, name: str, seed: str) -> tuple[Follower, bool]:
        """The person with this seed; True when they follow from now on."""
        openid = "o" + sha256(f"{self.account.appid}:{seed}".encode()).hexdigest()[:27]
        found = self.followers.get(openid)
        if found is None:
            found = self.followers[openid] = Follower(openid, name, subscribed=False)
        fresh = not found.subscribed
        found.subscribed, found.name = True, name
        return found, fresh

    def person(self, openid: str) -> Follower:
        found = self.followers.get(openid)
        if found is None:
            raise Refused(40003)
        return found

    def acted(self, follower: Follower, action: str) -> None:
        """Something that lets the account write back for a while."""
        count, lasts = ALLOWANCES[action]
        follower.allowances[action] = (count, self.now() + lasts)

    def show(self, follower: Follower, kind: str, body: dict[str, Any], *, mine: bool = False) -> Shown:
        line = Shown(self.number(), self.now(), mine, kind, body)
        follower.shown.append(line)
        del follower.shown[:-500]
        return line

    # What accounts send

    def custom_send(self, body: dict[str, Any]) -> None:
        """A customer-service message."""
        follower, kind = self.person(str(body.get("touser", ""))), str(body.get("msgtype", ""))
        content = body.get(kind)
        if kind not in ("text", "image", "voice", "news", "msgmenu", "video", "music", "miniprogrampage"):
            raise Refused(40008)
        if not isinstance(content, dict) or not content:
            raise Refused(44002)
        if not follower.subscribed:
            raise Refused(45015)
        if kind == "text" and not str(content.get("content", "")):
            raise Refused(44004)
        if kind == "text" and len(str(content["content"]).encode()) > 2048:
            raise Refused(45002)
        if kind in ("image", "voice") and content.get("media_id") not in self.media:
            raise Refused(40007)
        if kind == "news" and len(content.get("articles") or ()) != 1:
            raise Refused(45002)
        if kind == "msgmenu" and not content.get("list"):
            raise Refused(47001)
        self._use_allowance(follower)
        follower.typing_until = 0
        self.show(follower, kind, content)

    def _use_allowance(self, follower: Follower) -> None:
        if not self.strict:
            return
        standing = {name: one for name, one in follower.allowances.items() if one[1] > self.now()}
        if not standing:
            raise Refused(45015)
        for name, (left, until) in standing.items():
            if left > 0:
                follower.allowances[name] = (left - 1, until)
                return
        raise Refused(45047)

    def template_send(self, body: dict[str, Any]) -> tuple[Follower, int, bool]:
        """A template message: to whom, its number, and whether it is new (`client_msg_id`)."""
        follower = self.person(str(body.get("touser", "")))
        template = self.account.templates.get(str(body.get("template_id", "")))
        if template is None:
            raise Refused(40037)
        if not follower.subscribed:
            raise Refused(43004)
        data, own = _values(template["content"], body.get("data")), str(body.get("client_msg_id") or "")
        if own and own in follower.heard:
            return follower, 0, False
        follower.heard.add(own)
        text = _PLACE.sub(lambda place: data[place[1]], template["content"])
        rows = [line.partition("：")[::2] for line in text.split("\n")]
        card = {"title": template["title"], "content": text, "rows": rows, "url": body.get("url")}
        line = self.show(follower, "template", card)
        return follower, line.number, True

    def keep_media(self, kind: str, media: Media) -> str:
        """A file that an account uploads: its media_id."""
        if kind not in MEDIA_BYTES:
            raise Refused(40004)
        if len(media.content) > MEDIA_BYTES[kind]:
            raise Refused(45001)
        if not media.content.startswith(_MAGIC.get(kind, (b"",))):
            raise Refused(40005)
        return self.put_media(media)

    def put_media(self, media: Media) -> str:
        media_id = secrets.token_urlsafe(32)
        self.media[media_id] = media
        return media_id

    # Consent pages

    def consent(self, openid: str) -> str:
        """A code for whoever agreed."""
        self.person(openid)
        code = secrets.token_urlsafe(16)
        self._codes[code] = openid
        return code

    def openid_of(self, code: str) -> str:
        """Whose code it is; each works once."""
        openid = self._codes.pop(code, None)
        if openid is None:
            raise Refused(40029)
        return openid
