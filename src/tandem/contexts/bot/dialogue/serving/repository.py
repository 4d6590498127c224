"""Rows of the flows: where conversations stand, which flows ran, which versions were served."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from tandem.contexts.bot.dialogue.machine.state import Effect, State
from tandem.contexts.bot.models import bot_dialogue_table, bot_flow_run_table, bot_flow_version_table
from tandem.contexts.verification.api import Level
from tandem.kit.db import Tx
from tandem.kit.ids import new_id

d, r, v = bot_dialogue_table.c, bot_flow_run_table.c, bot_flow_version_table.c


# Built once: each message of a customer asks this.
_STANDING = select(d.state, d.revision).where(d.conversation_id == bindparam("of_conversation"))
_LOCKED = _STANDING.with_for_update()


class Overtaken(Exception):
    """Somebody else has changed the conversation's state since it was read."""


@dataclass(frozen=True)
class Standing:
    """A conversation's state and the revision it was read at; 0 when there was none. `account`: by which number the
    lender's systems know the customer, if that is proven; `proven`: what this session has proven (None: nothing can be
    proven in this process), `reach`: what it could prove; `writer`: the customer of whom all that is (None: nobody was
    asked about); `holds`: which telephone numbers the session has just shown to have in hand (None: was not asked)."""

    state: State | None
    revision: int
    account: str | None = None
    proven: Level | None = None
    reach: Level = Level.PUBLIC
    writer: UUID | None = None
    holds: Callable[[str], bool] | None = None


async def standing(tx: Tx, conversation_id: UUID, *, lock: bool = False) -> Standing:
    asked = {"of_conversation": conversation_id}
    row = (await tx.execute(_LOCKED if lock else _STANDING, asked)).one_or_none()
    return Standing(State.of(row.state), row.revision) if row else Standing(None, 0)


async def keep(tx: Tx, conversation_id: UUID, seen: int, state: State, message_id: UUID | None) -> None:
    """Write the new state over the revision `seen`. Raises Overtaken."""
    values = {
        "revision": seen + 1, "version": state.version, "state": state.plain(), "changed_at": tx.now,
        "message_id": message_id,
    }  # fmt: skip
    statement = insert(bot_dialogue_table).values(conversation_id=conversation_id, **values)
    done = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["conversation_id"], set_=values, where=bot_dialogue_table.c.revision == seen
        )
    )
    if not done.rowcount:
        raise Overtaken


async def note_runs(tx: Tx, conversation_id: UUID, version: str, effects: Iterable[Effect]) -> None:
    """Begin and end rows of flows as the effects tell."""
    for effect in effects:
        if effect.kind == "start":
            await tx.execute(
                insert(bot_flow_run_table).values(
                    id=new_id(), conversation_id=conversation_id, flow=effect.arg, version=version,
                    started_at=tx.now,
                )
            )  # fmt: skip
        elif effect.kind == "end":
            await end_runs(tx, conversation_id, effect.arg, flow=str(effect.data["flow"]))
        elif effect.kind == "handoff":
            await end_runs(tx, conversation_id, "handed_over")


async def end_runs(tx: Tx, conversation_id: UUID, outcome: str, *, flow: str | None = None) -> None:
    """End the flows under way in a conversation, or one of them."""
    statement = update(bot_flow_run_table).where(r.conversation_id == conversation_id, r.ended_at.is_(None))
    if flow is not None:
        statement = statement.where(r.flow == flow)
    await tx.execute(statement.values(ended_at=tx.now, outcome=outcome))


async def keep_version(tx: Tx, version: str, sources: Mapping[str, str]) -> None:
    values = {"version": version, "sources": dict(sources), "served_at": tx.now}
    statement = insert(bot_flow_version_table).values(**values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["version"], set_={"served_at": tx.now}))


async def sources_of(tx: Tx, version: str) -> dict[str, str] | None:
    row = (await tx.execute(select(v.sources).where(v.version == version))).one_or_none()
    return dict(row.sources) if row else None


async def newest_version(tx: Tx) -> tuple[str, dict[str, Any]] | None:
    """The version that was taken into service last."""
    row = (await tx.execute(select(v.version, v.sources).order_by(v.served_at.desc()).limit(1))).one_or_none()
    return (row.version, dict(row.sources)) if row else None
