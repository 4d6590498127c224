"""Who may read what: the SQL and the pure rule are one rule. Random worlds, every person, every conversation."""

import random

import pytest
from sqlalchemy import text

from tandem.contexts.access.api import Actor
from tandem.contexts.access.permissions import permissions_of
from tandem.contexts.conversations import api
from tandem.contexts.conversations.repository import rows
from tandem.contexts.desktop.socket.rights import rights_of
from tandem.kit.ids import new_id

from .steps import do

TEAMS = [new_id(), new_id(), None]


async def populate(world, chance):
    """Queues, people of all scopes, and conversations in every state with a history of holders and helpers."""
    queues = [await do(world, api.create_queue, f"q{n}", f"q{n}") for n in range(3)]
    people = []
    for n, role in enumerate(["agent", "agent", "supervisor", "supervisor", "qa", "knowledge_editor"]):
        person = Actor("staff", new_id(), f"员工{n}", permissions_of([role]), team_id=chance.choice(TEAMS))
        people.append(person)
        if n != 3:  # one supervisor has no seat
            served = chance.sample(queues, chance.randint(0, 2))
            await do(world, api.create_seat, person.id, person.name, queue_ids=served, capacity=50,
                     team_id=person.team_id)  # fmt: skip
    seats = [p for n, p in enumerate(people) if n != 3]
    for _ in range(25):
        conversation, _ = await world.conversation()
        for _ in range(chance.randint(0, 3)):
            boss, who = Actor.system("test"), chance.choice(seats)
            step = chance.choice(["claim", "transfer", "back", "mention", "resolve"])
            async with world.db.transaction() as tx:
                now = await api.get(tx, conversation.id)
                if now.status == "resolved":
                    break
                if step == "claim" and now.agent_id is None and who.may("conversations.claim"):
                    await api.claim(tx, conversation.id, who)
                elif step == "transfer":
                    await api.transfer_to_queue(tx, conversation.id, boss, chance.choice(queues))
                elif step == "back":
                    await api.hand_back(tx, conversation.id, boss)
                elif step == "resolve":
                    await api.resolve(tx, conversation.id, boss, api.WrapUp())
                elif step == "mention":
                    await tx.execute(
                        text("INSERT INTO mention VALUES (:a, :c, 'x', now()) ON CONFLICT DO NOTHING"),
                        {"a": who.id, "c": conversation.id},
                    )
    return people


@pytest.mark.parametrize("seed", range(4))
async def test_the_sql_and_the_rule_agree(world, seed):
    people = await populate(world, random.Random(seed))
    async with world.db.transaction() as tx:
        everything = (await tx.execute(text("SELECT id, queue_id, agent_id FROM conversation"))).all()
        involved = await api.holders(tx, [row.id for row in everything])
    for person in people:
        reader = await rights_of(world.db, person)
        by_rule = {
            row.id
            for row in everything
            if api.may_read(
                reader,
                queue_id=row.queue_id,
                agent_id=row.agent_id,
                involved=involved.get(row.id, frozenset()),
            )
        }
        async with world.db.transaction() as tx:
            one_by_one = {row.id for row in everything if await api.is_readable(tx, row.id, person)}
            listed = {
                row["id"]
                for view in ("all", "snoozed", "resolved")
                for row in (await rows.page(tx, person, rows.Filter(view), limit=200)).rows
            }
        assert one_by_one == by_rule, person.name
        assert listed == {str(id_) for id_ in by_rule}, person.name
