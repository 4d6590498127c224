"""Health: whether there is a language model, and how it does. It is an extra: its absence is no fault."""

from datetime import timedelta

from tandem.contexts.bot.llm import repository
from tandem.contexts.bot.llm.ports import FAILURES
from tandem.kit.db import Database
from tandem.kit.health import Check, Unhealthy

_LATELY = timedelta(minutes=10)
_ENOUGH = 3


def llm_check(db: Database, name: str | None, in_house: bool) -> Check:
    """What came of the last requests of all workers; nothing is sent. `name`: None where it is off."""

    async def probe() -> str:
        if name is None:
            return "off"
        async with db.transaction() as tx:
            lately = await repository.verdicts_since(tx, tx.now - _LATELY)
        failed = {code: count for code, count in lately.items() if code in FAILURES}
        told = ", ".join(f"{code} {count}" for code, count in sorted(failed.items()))
        if sum(failed.values()) >= _ENOUGH and sum(failed.values()) == sum(lately.values()):
            raise Unhealthy(f"{name}: every answer of the last 10 minutes failed ({told})")
        where = "in house" if in_house else "outside, texts masked"
        return f"{name} ({where}); last 10 minutes: {sum(lately.values())} asked" + (told and f", {told}")

    return Check("language_model", probe, critical=False)
