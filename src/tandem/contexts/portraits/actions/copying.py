"""Copying: facts, tags and segments of a person, for the copy of their data; and forgetting them."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.portraits.actions.applying import end_grant
from tandem.contexts.portraits.actions.viewing import names_in_force
from tandem.contexts.portraits.repository import memberships, portraits, tags
from tandem.contexts.portraits.rules.facts import CATALOGUE, facts_on
from tandem.contexts.portraits.rules.language import shown
from tandem.kit.db import Tx

_MOST = 100_000


class PortraitsPart:
    """What is concluded about a person (customers.PersonalPart). `zone`: where the lender's days begin."""

    name = "portraits"

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    async def collect(
        self, tx: Tx, family: Sequence[UUID], borrowers: Sequence[str]
    ) -> Sequence[dict[str, Any]]:
        """The facts kept, then tags, then segments, each oldest first, with their reasons."""
        found: list[dict[str, Any]] = []
        today = tx.now.astimezone(self._zone).date()
        for id_ in family:
            kept = await portraits.find(tx, id_)
            if kept is not None and kept.base is not None:
                facts = {_unit(name): shown(value) for name, value in facts_on(kept.base, today).items()}
                found.append({"record": "facts", "since": kept.computed_at, "facts": facts})
        for grant in reversed(await tags.history(tx, family, _MOST)):
            found.append(
                {
                    "record": "tag", "key": grant.key, "title": _title((grant.name, grant.name_en or grant.name)),
                    "since": grant.since, "until": grant.ended_at or grant.until,
                    "reason": grant.end_reason, "why": _why(grant.why),
                }
            )  # fmt: skip
        titles = await names_in_force(tx)
        for id_ in family:
            for one in reversed(await memberships.history(tx, id_, _MOST)):
                found.append(
                    {
                        "record": "segment", "key": f"{one.layer}:{one.segment}",
                        "title": _title(titles.get((one.layer, one.segment))), "since": one.since,
                        "until": one.until, "reason": one.end_reason, "why": _why(one.why),
                    }
                )  # fmt: skip
        return found

    async def against_erasure(self, family: Sequence[UUID], borrowers: Sequence[str]) -> str | None:
        """Nothing: it is concluded from what others keep."""
        return None


async def forget(tx: Tx, family: Sequence[UUID]) -> None:
    """The person was erased: tags end, also those by hand, and no reason is kept of any tag or segment. To be called
    after the family was wanted: whoever computes one of them is waited for there. Again: nothing changes."""
    for grant in await tags.standing(tx, family):
        await end_grant(tx, grant, "erased")
    await tags.forget_reasons(tx, family)
    await memberships.forget_reasons(tx, family)


def _unit(name: str) -> str:
    """Money says its unit, as everywhere."""
    fact = CATALOGUE.get(name)
    return f"{name}_fen" if fact is not None and fact.kind == "money" else name


def _why(why: Mapping[str, Any]) -> dict[str, Any]:
    facts = why.get("facts")
    return {**why, "facts": {_unit(name): value for name, value in facts.items()}} if facts else dict(why)


def _title(names: tuple[str, str] | None) -> dict[str, str] | None:
    """What it is called now, in both languages; None: it is gone from the rules."""
    return {"zh-CN": names[0], "en": names[1]} if names is not None else None
