"""`tandem bench channels`: WeChat's pushes at a rate through the real callback, and what is in the database after."""

import asyncio
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from time import perf_counter, process_time, time
from typing import Any
from uuid import UUID

from tandem.contexts.access.api import Actor
from tandem.contexts.channels import api as channels
from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.bench.processes import ProcessMeter
from tandem.demo.clients import ConnectionFailed, HttpPool, Instance, must_answer
from tandem.demo.wechat_simulator.sealing import seal, sign
from tandem.kit.db import Database

_TEXTS = (
    "我的账单什么时候出？",
    "提前还款有手续费吗",
    "额度怎么提升",
    "扣款失败了怎么办",
    "转人工",
    "好的，谢谢",
)
_TRIES, _AGAIN_S, _DRAIN_S = 40, 0.5, 60.0
# What is there of an account: events, how many different ones, those that still wait to be taken in.
_COUNTED = """
SELECT count(*) AS kept, count(DISTINCT external_id) AS distinct_kept,
       count(*) FILTER (WHERE state = 'received') AS waiting
FROM channel_inbox WHERE account_id = $1
"""
_THERE = "SELECT external_id FROM channel_inbox WHERE account_id = $1"
# Messages of its conversations that say the same event twice.
_DOUBLED = """
SELECT coalesce(sum(n - 1), 0) FROM (
  SELECT count(*) AS n FROM message m JOIN channel_thread t ON t.conversation_id = m.conversation_id
  WHERE t.account_id = $1 AND m.role = 'customer' AND m.client_id LIKE 'm%#0' GROUP BY m.client_id
) AS said WHERE n > 1
"""


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """`rate` pushes a second for `duration` seconds from `senders` people; `repeats`: the share that is pushed twice.
    `kill`: API processes are killed in the middle."""

    rate: float = 500.0
    duration: float = 20.0
    senders: int = 1000
    repeats: float = 0.02
    kill: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """The account that is written to; it is paused: nothing is sent to anybody."""

    id: UUID
    key: str
    appid: str
    token: str
    aes_key: str


async def prepared(db: Database, secret: bytes) -> Prepared:
    """An account for one run."""
    actor = Actor.system("bench")
    one = Prepared(
        UUID(int=0),
        f"bench_{secrets.token_hex(4)}",
        "wxbench",
        secrets.token_hex(8),
        secrets.token_hex(22)[:43],
    )
    async with db.transaction() as tx:
        made = await channels.create_account(
            tx, channels.vault(secret), actor, kind="wechat", key=one.key, name="压测", queue_key="general",
            settings={"appid": one.appid, "mode": "encrypted", "api_url": "http://127.0.0.1:9"},
            secrets={"app_secret": "bench", "callback_token": one.token, "aes_key": one.aes_key},
        )  # fmt: skip
        await channels.pause_account(tx, made, actor)
    return Prepared(made, one.key, one.appid, one.token, one.aes_key)


@dataclass(slots=True)
class ChannelBench:
    instance: Instance
    plan: ChannelPlan
    account: Prepared
    db: Callable[[], Database]
    roots: dict[str, int]
    acknowledged: dict[int, float] = field(default_factory=dict)
    interrupted: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    _next: int = 0
    _first: int = 0

    async def run(self, stop: asyncio.Event) -> dict[str, Any]:
        """The whole benchmark. Raises InstanceUnknown, ConnectionFailed."""
        pool = HttpPool(self.instance.address, limit=400, timeout=10)
        pushes = self._pushes()
        meter = ProcessMeter(self.roots)
        try:
            await must_answer(pool)
            meter.sample()

            async def push(intended: float) -> None:
                number, self._next = self._next, self._next + 1
                await self._push(pool, pushes[number], number, intended)

            pace = Pace(self.plan.rate, self.plan.duration, push)
            killing = asyncio.create_task(self._kill()) if self.plan.kill else None
            started, cpu = perf_counter(), process_time()
            await pace.run(stop, drain=_DRAIN_S)
            seconds = perf_counter() - started
            meter.sample(memory=True)
            if killing is not None:
                await killing
        finally:
            pool.close()
        counted = await self._counted(pushes)
        return {
            "bench": "channels",
            "machine": describe_machine(),
            "plan": asdict(self.plan),
            "stopped_early": stop.is_set(),
            "seconds": round(seconds, 1),
            "acknowledged_ms": latencies(list(self.acknowledged.values())),
            "acknowledged_per_second": round(len(self.acknowledged) / seconds, 1),
            "interrupted": self.interrupted,
            "refused": {str(status): count for status, count in self.refused.items()},
            **counted,
            "processes": meter.as_dict(),
            "load_generator": {
                "cpu_percent": round(100 * (process_time() - cpu) / seconds, 1),
                "lag_ms": latencies(pace.lags),
            },
            "troubles": self.troubles[:20],
        }

    def _pushes(self) -> list[tuple[str, bytes]]:
        """Sealed and signed ahead: the generator shares the machine with what it measures."""
        made: list[tuple[str, bytes]] = []
        one, stamp, first = self.account, str(int(time())), int(time() * 1000) * 1000
        every = round(1 / self.plan.repeats) if self.plan.repeats else 0
        for number in range(round(self.plan.rate * self.plan.duration)):
            if every and number % every == every - 1:
                made.append(made[-1])
                continue
            body = (
                f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[o{number % self.plan.senders:07}"
                f"{one.key}]]></FromUserName><CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content>"
                f"<![CDATA[{_TEXTS[number % len(_TEXTS)]}]]></Content><MsgId>{first + number}</MsgId></xml>"
            )
            sealed = seal(body.encode(), one.aes_key, one.appid)
            nonce = f"{number:09}"
            asked = (
                f"signature={sign(one.token, stamp, nonce)}&timestamp={stamp}&nonce={nonce}&encrypt_type=aes"
                f"&msg_signature={sign(one.token, stamp, nonce, sealed)}"
            )
            wrapped = f"<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
            made.append((f"/channels/wechat/{one.key}?{asked}", wrapped.encode()))
        self._first = first
        return made

    async def _push(self, pool: HttpPool, push: tuple[str, bytes], number: int, intended: float) -> None:
        """Until it is acknowledged, as the platform does it, only more often: what is acknowledged must be there."""
        path, body = push
        for attempt in range(_TRIES):
            try:
                answer = await pool.request("POST", path, body=body, headers=(("Content-Type", "text/xml"),))
            except ConnectionFailed as error:
                self.interrupted += attempt == 0
                self.troubles.append(str(error))
            else:
                if answer.status == 200 and answer.body == b"success":
                    self.acknowledged[number] = answer.ended - intended
                    return
                self.refused[answer.status] = self.refused.get(answer.status, 0) + 1
                self.interrupted += attempt == 0
            await asyncio.sleep(_AGAIN_S)

    async def _kill(self) -> None:
        """SIGKILL to every API process, in the middle; the supervisor starts new ones."""
        await asyncio.sleep(self.plan.duration / 2)
        for name, pid in self.roots.items():
            if name.startswith("api"):
                os.kill(pid, signal.SIGKILL)

    async def _counted(self, pushes: list[tuple[str, bytes]]) -> dict[str, Any]:
        every = round(1 / self.plan.repeats) if self.plan.repeats else 0
        # A repeated push is the event of the one before it.
        told = {n - 1 if every and n % every == every - 1 else n for n in self.acknowledged}
        db = self.db()
        try:
            async with db.transaction() as tx:
                raw = await tx.raw()
                row = await raw.fetchrow(_COUNTED, self.account.id)
                there = {one[0] for one in await raw.fetch(_THERE, self.account.id)}
                doubled = await raw.fetchval(_DOUBLED, self.account.id)
        finally:
            await db.close()
        lost = [n for n in told if f"m{self._first + n}" not in there]
        return {
            "pushed": len(pushes),
            "acknowledged": len(self.acknowledged),
            "lost": len(lost),
            "doubled": int(row["kept"] - row["distinct_kept"]) + int(doubled),
            "kept": row["kept"],
            "still_to_take_in": row["waiting"],
        }
