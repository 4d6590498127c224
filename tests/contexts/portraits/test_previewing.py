"""Previews count by SQL: it says of every customer what the pure rule says."""

import asyncio
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from tests.contexts.portraits.conftest import NOW, SHANGHAI, SYSTEM, World, loan
from tests.contexts.portraits.sample import RULES, TODAY, bases

from tandem.contexts.customers.models import customer_table
from tandem.contexts.portraits import api
from tandem.contexts.portraits.actions.computing import want
from tandem.contexts.portraits.models import portrait_table
from tandem.contexts.portraits.repository import previews
from tandem.contexts.portraits.rules.book import vocabulary
from tandem.contexts.portraits.rules.facts import Base, facts_on
from tandem.contexts.portraits.rules.facts.base import to_json
from tandem.contexts.portraits.rules.language import BadRule, compile_rule, evaluate
from tandem.kit.clock import FixedClock
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Forbidden
from tandem.kit.ids import new_id

WORDS = vocabulary(frozenset({"vip"}), {})


def rules() -> st.SearchStrategy[str]:
    """The sample's rules, joined and turned round."""
    return st.recursive(
        st.sampled_from(RULES),
        lambda inner: st.one_of(
            inner.map(lambda one: f"not ({one})"),
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
                lambda x: f"({x[0]}) {x[1]} ({x[2]})"
            ),
        ),
        max_leaves=4,
    )


async def _keep(tx: Tx, base: Base) -> Any:
    id_ = new_id()
    await tx.execute(insert(customer_table).values(id=id_, created_at=tx.now))
    await tx.execute(
        insert(portrait_table).values(
            customer_id=id_, base=to_json(base), created_at=tx.now, computed_at=tx.now
        )
    )
    return id_


def test_sql_says_what_the_rule_says(module_database_url: str) -> None:
    async def compare(kept: list[Base], asked: list[str]) -> None:
        db = Database(module_database_url, pool_size=1, clock=FixedClock(NOW))
        try:
            async with db.transaction() as tx:
                known = {await _keep(tx, base): base for base in kept}
                for source in asked:
                    tree = compile_rule(source, WORDS).tree
                    held = await previews.held(tx, tree, TODAY)
                    for id_, base in known.items():
                        assert held[id_] is evaluate(tree, facts_on(base, TODAY), ()), (source, base)
                raise _Undone
        except _Undone:
            pass
        finally:
            await db.close()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(bases(), min_size=5, max_size=5), st.lists(rules(), min_size=6, max_size=6))
    def property_(kept: list[Base], asked: list[str]) -> None:
        asyncio.run(compare(kept, asked))

    property_()


class _Undone(Exception):
    """Takes the transaction back."""


async def test_a_preview_counts_and_shows_masked_names(world: World) -> None:
    for n in range(3):
        await world.customer(f"B{n}", loan(due=n - 1))
    await world.customer("B9")
    async with world.db.transaction() as tx:
        found = await api.preview(tx, SYSTEM, "overdue_days > 0天", SHANGHAI)
    assert (found.total, found.matches, found.unknown, found.warnings) == (4, 1, 0, ())
    assert [(one.name, one.facts) for one in found.examples] == [("王**", {"overdue_days": 1.0})]
    assert "portraits.previewed" in await world.audited()


async def test_a_preview_speaks_of_nobody_who_has_not_agreed(world: World) -> None:
    """A rule of a stage says where people stand with their contract: it counts everybody."""
    agreed, _ = [await world.customer(f"B{n}", loan(due=-1)) for n in range(2)]
    world.agreed = {agreed}
    async with world.db.transaction() as tx:
        for who in (await tx.execute(select(portrait_table.c.customer_id))).scalars().all():
            await want(tx, who)
    await world.settle()
    async with world.db.transaction() as tx:
        found = await api.preview(tx, SYSTEM, "overdue_days > 0天", SHANGHAI)
        assert (found.total, found.matches) == (1, 1)
        assert [one.customer_id for one in found.examples] == [agreed]
        stage = await api.preview(tx, SYSTEM, "overdue_days > 0天", SHANGHAI, layer="stage")
        value = await api.preview(tx, SYSTEM, "overdue_days > 0天", SHANGHAI, layer="value")
    assert (stage.total, stage.matches, len(stage.examples)) == (2, 2, 2)
    assert (value.total, value.matches) == (1, 1)


@pytest.mark.parametrize(
    ("rule", "warnings"),
    [
        ("bound", ("everybody",)),
        ("loans_open > 5", ("nobody",)),
        ("last_rating > 3", ("nobody", "mostly_unknown")),
    ],
)
async def test_a_rule_about_everybody_nobody_or_nobody_knows_is_warned_of(
    world: World, rule: str, warnings: tuple[str, ...]
) -> None:
    await world.customer("B1", loan())
    async with world.db.transaction() as tx:
        assert (await api.preview(tx, SYSTEM, rule, SHANGHAI)).warnings == warnings


async def test_a_preview_reads_tags_and_segments(world: World) -> None:
    who = await world.customer("B1", loan(due=-40))
    await world.customer("B2", loan())
    async with world.db.transaction() as tx:
        await api.give_tag(tx, SYSTEM, who, "vip")
        found = await api.preview(tx, SYSTEM, 'tag("vip") and stage == "overdue"', SHANGHAI)
    assert (found.matches, found.total) == (1, 2)


async def test_a_preview_needs_the_permission_and_a_rule(world: World) -> None:
    async with world.db.transaction() as tx:
        with pytest.raises(Forbidden):
            await api.preview(tx, world.staff("agent"), "bound", SHANGHAI)
        with pytest.raises(BadRule):
            await api.preview(tx, SYSTEM, "bund", SHANGHAI)


def test_the_samples_day_is_the_worlds() -> None:
    assert date(2026, 11, 22) == TODAY == NOW.astimezone(SHANGHAI).date()
