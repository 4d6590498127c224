"""Telling the account's owner: signed, sealed where wished, three tries five seconds apart, in order or not."""

import asyncio
import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx

from tandem.demo.wechat_simulator.platform import Follower, Platform
from tandem.demo.wechat_simulator.sealing import seal, sign, unseal

TRIES = 3


@dataclass
class Push:
    """One event on its way: the same body at every try."""

    follower: Follower
    body: bytes


@dataclass
class Pusher:
    """`patience_s`: how long an answer may take. `doubled`: send each push so many times more, without need. `held`:
    pushes that wait to be let go in another order (None: none wait)."""

    platform: Platform
    patience_s: float = 5.0
    doubled: int = 0
    held: list[Push] | None = None
    outcomes: list[str] = field(default_factory=list)
    _client: httpx.AsyncClient | None = None
    _under_way: "set[asyncio.Task[None]]" = field(default_factory=set)

    def say(self, follower: Follower, kind: str, fields: Mapping[str, str]) -> str:
        """A customer's message; its number."""
        number = str(self.platform.number())
        self._begin(follower, {"MsgType": kind, **fields, "MsgId": number})
        self.platform.acted(follower, "message")
        return number

    def happen(self, follower: Follower, event: str, fields: Mapping[str, str] | None = None) -> None:
        """An event."""
        self._begin(follower, {"MsgType": "event", "Event": event, **(fields or {})})

    async def let_go(self, *, shuffled: random.Random | None = None, times: int = 1) -> None:
        """Send what was held, each so many times, in order or shuffled; wait for all answers."""
        pushes, self.held = list(self.held or ()) * times, None
        if shuffled:
            shuffled.shuffle(pushes)
        for start in range(0, len(pushes), 50):
            await asyncio.gather(*(self._try(one) for one in pushes[start : start + 50]))

    async def settled(self) -> None:
        """Until nothing is under way."""
        while self._under_way:
            await asyncio.gather(*self._under_way)

    async def close(self) -> None:
        for task in self._under_way:
            task.cancel()
        if self._client is not None:
            await self._client.aclose()

    def _begin(self, follower: Follower, fields: Mapping[str, str]) -> None:
        told = {
            "ToUserName": self.platform.account.original_id, "FromUserName": follower.openid,
            "CreateTime": str(int(self.platform.now())), **fields,
        }  # fmt: skip
        inner = "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in told.items())
        push = Push(follower, f"<xml>{inner}</xml>".encode())
        if self.held is not None:
            self.held.append(push)
            return
        for _ in range(1 + self.doubled):
            task = asyncio.get_running_loop().create_task(self._deliver(push))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    async def _deliver(self, push: Push) -> None:
        for _ in range(TRIES):
            outcome = await self._try(push)
            if outcome == "taken":
                return
            if outcome == "refused":  # an answer came, but none that the platform understands
                break
        self.platform.show(push.follower, "notice", {"content": "该公众号提供的服务出现故障，请稍后再试"})

    async def _try(self, push: Push) -> str:
        url, body = self.signed(push.body)
        try:
            answer = await self._http().post(url, content=body, timeout=self.patience_s)
        except httpx.HTTPError:
            self.outcomes.append("silent")
            await asyncio.sleep(min(self.patience_s, 1.0))
            return "silent"
        outcome = (
            "taken" if answer.status_code == 200 else "silent" if answer.status_code >= 500 else "refused"
        )
        self.outcomes.append(outcome)
        if outcome == "taken" and answer.content not in (b"", b"success"):
            self._passive(push, answer.content)
        return outcome

    def signed(self, body: bytes) -> tuple[str, bytes]:
        """The address with its signature, and the body as it goes out."""
        account = self.platform.account
        stamp, nonce = str(int(self.platform.now())), secrets.token_hex(5)
        asked = f"signature={sign(account.callback_token, stamp, nonce)}&timestamp={stamp}&nonce={nonce}"
        if account.encrypted:
            sealed = seal(body, account.aes_key, account.appid)
            asked += f"&encrypt_type=aes&msg_signature={sign(account.callback_token, stamp, nonce, sealed)}"
            inner = (
                f"<ToUserName>{_cdata(account.original_id)}</ToUserName><Encrypt>{_cdata(sealed)}</Encrypt>"
            )
            body = f"<xml>{inner}</xml>".encode()
        return f"{account.callback_url}?{asked}", body

    def _passive(self, push: Push, content: bytes) -> None:
        """An answer to a push, shown once however often the push was answered."""
        account = self.platform.account
        told = _plain(content)
        if "Encrypt" in told:
            proof = sign(account.callback_token, told["TimeStamp"], told["Nonce"], told["Encrypt"])
            if proof != told["MsgSignature"]:
                raise ValueError("the answer's signature does not hold")
            told = _plain(unseal(told["Encrypt"], account.aes_key, account.appid))
        text = told.get("Content", "")
        once = f"passive:{sha256(push.body).hexdigest()}"
        if once not in push.follower.heard:
            push.follower.heard.add(once)
            self.platform.show(push.follower, "text", {"content": text})

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(limits=httpx.Limits(max_connections=100), trust_env=False)
        return self._client


def _plain(content: bytes) -> dict[str, str]:
    return {one.tag: one.text or "" for one in ElementTree.fromstring(content)}  # noqa: S314 - the account's own answer


def _cdata(value: str) -> str:
    return escape(value) if "]]>" in value else f"<![CDATA[{value}]]>"
