"""How long after an event a customer's segments say so: borrowers come in by the front door, a supervisor looks."""

import asyncio
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import count
from time import perf_counter
from typing import Any
from uuid import uuid4

from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.clients import (
    AgentClient,
    CustomerClient,
    GaveUp,
    HttpPool,
    Instance,
    Problem,
    SocketRefused,
    must_answer,
)
from tandem.demo.signing import NAMES, signed_identity

GOAL_S = 2.0
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True, slots=True)
class SegmentsPlan:
    """`rate` borrowers a second for `duration` seconds; `timeout` is how long one looks."""

    rate: float = 5.0
    duration: float = 30.0
    timeout: float = 20.0
    site: str = "demo"


@dataclass(slots=True)
class SegmentsBench:
    """`secret`: what the site's visitors are signed with."""

    instance: Instance
    plan: SegmentsPlan
    secret: str
    took: list[float] = field(default_factory=list)
    late: int = 0
    failed: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)
    _run: str = field(default_factory=lambda: uuid4().hex[:8])

    async def run(self, stop: asyncio.Event) -> dict[str, Any]:
        """Raises InstanceUnknown, Problem or GaveUp when nobody can sign in."""
        pool = HttpPool(self.instance.address, limit=60)
        await must_answer(pool)
        login = self.instance.logins("admin")[0]
        looker = AgentClient(pool, login.username, login.password)
        try:
            await looker.sign_in()
            pace = Pace(self.plan.rate, self.plan.duration, lambda due: self._one(pool, looker))
            await pace.run(stop, drain=self.plan.timeout * 2)
            return self._result()
        finally:
            pool.close()

    async def _one(self, pool: HttpPool, looker: AgentClient) -> None:
        person = list(NAMES)[next(self._numbers) % len(NAMES)]
        visitor = CustomerClient(pool, site=self.plan.site)
        identity = signed_identity(
            person, site=self.plan.site, secret=self.secret, now=datetime.now(UTC),
            another=f"{self._run}-{uuid4().hex[:8]}",
        )  # fmt: skip
        try:
            await visitor.start(identity=identity)
            await visitor.open_conversation()
            happened = perf_counter()
            row = await looker.caller.call("GET", f"/api/v1/conversations/{visitor.conversation_id}")
            stage = await self._seen(looker, row["customer"]["id"], happened)
            self.stages[stage] = self.stages.get(stage, 0) + 1
        except (Problem, GaveUp, SocketRefused, TimeoutError) as error:
            self.failed += 1
            self.troubles.append(str(error))
        finally:
            with suppress(Problem, GaveUp):
                await visitor.close()

    async def _seen(self, looker: AgentClient, customer_id: str, happened: float) -> str:
        """Wait until the portrait knows of the conversation and has a stage."""
        while perf_counter() - happened < self.plan.timeout:
            portrait = await looker.caller.call("GET", f"/api/v1/portraits/customers/{customer_id}")
            segments = {one["layer"]: one["segment"] for one in portrait["segments"]}
            if segments.get("stage") and (portrait["facts"].get("contacts_30_days") or 0) >= 1:
                self.took.append(perf_counter() - happened)
                self.late += self.took[-1] > GOAL_S
                return segments["stage"]
            await asyncio.sleep(_LOOK_EVERY_S)
        raise TimeoutError(f"no stage after {self.plan.timeout} s")

    def _result(self) -> dict[str, Any]:
        return {
            "bench": "customers",
            "only": "segments",
            "machine": describe_machine(),
            "plan": asdict(self.plan),
            "event_to_membership_ms": latencies(self.took),
            "goal_ms": GOAL_S * 1000,
            "late": self.late,
            "failures": self.failed,
            "stages": self.stages,
            "troubles": self.troubles[:20],
        }
