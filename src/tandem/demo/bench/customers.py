"""Finding one customer among very many, although their numbers are sealed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from time import perf_counter
from typing import Any

from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.customers import api as customers
from tandem.demo.bench.figures import latencies
from tandem.kit.crypto import Keyring, new_master_key
from tandem.kit.db import Database

GOAL_P95_MS = 50.0
_AT_ONCE = 5_000
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文斌波辉宇浩然子轩雨桐欣怡佳琪梓涵思远一诺晓峰海燕春雷冬青"
_BEGAN = datetime(2025, 1, 1, tzinfo=UTC)


def people(count: int, seed: int) -> Iterator[customers.NewCustomer]:
    """Invented customers; phones begin with 100, which nobody has."""
    random = Random(seed)
    for n in range(count):
        name = random.choice(_SURNAMES) + "".join(random.choices(_GIVEN, k=random.choice((1, 2, 2))))
        yield customers.NewCustomer(
            f"B{n:09}", name, _BEGAN, phone=f"100{n:08}", email=f"b{n}@example.com", cards=(f"621700{n:010}",)
        )


async def bench_search(
    url: str, count: int, searches: int, seed: int, told: Callable[[int], None]
) -> dict[str, Any]:
    """Load `count` customers into an empty, migrated database, then look `searches` times for one of them by phone, by
    name and by borrower number in turns. Each search is what the endpoint does: one transaction with its audit entry."""
    db = Database(url, pool_size=4, keyring=Keyring(new_master_key()))
    try:
        began = perf_counter()
        rows = list(people(count, seed))
        for at in range(0, count, _AT_ONCE):
            async with db.transaction() as tx:
                await customers.load(tx, rows[at : at + _AT_ONCE])
            told(min(at + _AT_ONCE, count))
        loaded_s = perf_counter() - began
        async with db.transaction() as tx:
            await tx.execute(text("ANALYZE customer, customer_identity, customer_personal"))
        times, missed = await _search(db, rows, searches, Random(seed + 1))
    finally:
        await db.close()
    figures = {kind: latencies(seconds) for kind, seconds in times.items()}
    worst = max(one["p95"] for one in figures.values())
    return {
        "bench": "search", "customers": count, "searches": searches, "load_seconds": round(loaded_s, 1),
        "ms": figures, "missed": missed, "goal_p95_ms": GOAL_P95_MS, "met": worst < GOAL_P95_MS and not missed,
    }  # fmt: skip


async def _search(
    db: Database, rows: list[customers.NewCustomer], searches: int, random: Random
) -> tuple[dict[str, list[float]], int]:
    actor = Actor.system("bench")
    times: dict[str, list[float]] = {"phone": [], "name": [], "borrower": []}
    missed = 0
    for n in range(searches):
        one = random.choice(rows)
        kind = tuple(times)[n % len(times)]
        typed = {"phone": one.phone, "name": one.name, "borrower": one.borrower}[kind]
        began = perf_counter()
        async with db.transaction() as tx:
            found = await customers.search(tx, actor, typed or "")
        times[kind].append(perf_counter() - began)
        # Namesakes are many, and a list holds twenty.
        missed += not found if kind == "name" else all(one.borrower not in f.borrowers for f in found)
    return times, missed
