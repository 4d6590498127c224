"""Copying: facts, tags and segments of a person, for the copy of their data; and forgetting them."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any
from uuid import UUID

from tandem.contexts.portraits.actions.applying import end_grant
from tandem.contexts.portraits.repository import memberships, portraits, tags
from tandem.contexts.portraits.rules.facts import facts_on
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
                facts = {name: shown(value) for name, value in facts_on(kept.base, today).items()}
                found.append({"record": "facts", "since": kept.computed_at, "facts": facts})
        for grant in reversed(await tags.history(tx, family, _MOST)):
            found.append(
                {
                    "record": "tag", "name": grant.name, "since": grant.since, "until": grant.ended_at or grant.until,
                    "reason": grant.end_reason, "why": grant.why,
                }
            )  # fmt: skip
        for id_ in family:
            for one in reversed(await memberships.history(tx, id_, _MOST)):
                found.append(
                    {
                        "record": "segment", "name": f"{one.layer}:{one.segment}", "since": one.since,
                        "until": one.until, "reason": one.end_reason, "why": one.why,
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
