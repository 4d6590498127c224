"""Health: whether there is a language model, and how it does. It is an extra: its absence is no fault."""

from datetime import timedelta

from tandem.contexts.bot.llm import repository
from tandem.contexts.bot.llm.ports import FAILURES
from tandem.kit.db import Database
from tandem.kit.health import Check, Said, Unhealthy, say

_LATELY = timedelta(minutes=10)
_ENOUGH = 3


def llm_check(db: Database, name: str | None, in_house: bool) -> Check:
    """What came of the last requests of all workers; nothing is sent. `name`: None where it is off."""

    async def probe() -> Said:
        if name is None:
            return say("health.off")
        async with db.transaction() as tx:
            lately = await repository.verdicts_since(tx, tx.now - _LATELY)
        failed = {code: count for code, count in lately.items() if code in FAILURES}
        told = tuple(f"{code} {count}" for code, count in sorted(failed.items()))
        if sum(failed.values()) >= _ENOUGH and sum(failed.values()) == sum(lately.values()):
            raise Unhealthy(say("health.llm_failing", name=name, failures=told))
        where = say("health.llm_in_house") if in_house else say("health.llm_outside")
        asked = sum(lately.values())
        if told:
            return say("health.llm_with_failures", name=name, where=where, asked=asked, failures=told)
        return say("health.llm", name=name, where=where, asked=asked)

    return Check("language_model", probe, critical=False)
