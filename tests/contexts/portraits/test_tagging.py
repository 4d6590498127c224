"""Tags by hand, by rule and by a model: why, since when, until when; and what is refused."""

from datetime import timedelta

import pytest
from tests.contexts.portraits.conftest import NOW, SYSTEM, World, loan

from tandem.contexts.portraits import api
from tandem.contexts.portraits.errors import AlreadyInForce, GrantNotFound, RuleRefused, TagExists
from tandem.kit.db import Tx
from tandem.kit.errors import Forbidden, Invalid


async def test_a_tag_by_hand_says_why_and_ends_by_itself(world: World) -> None:
    who, agent = await world.customer("B1", loan()), world.staff("agent")
    until = NOW + timedelta(days=3)
    async with world.db.transaction() as tx:
        grant = await api.give_tag(tx, agent, who, "hardship", note="本人说明住院", until=until)
    assert (grant.why, grant.until, grant.by_name, grant.since) == (
        {"note": "本人说明住院"},
        until,
        "周晓岚",
        NOW,
    )
    await world.settle()
    await world.later(days=2, hours=23)
    assert await world.tags(who) == {"hardship": "hand"}
    await world.later(hours=1)
    assert await world.tags(who) == {}
    ended = (await world.view(who, history=5)).tag_history[0]
    assert (ended.end_reason, ended.ended_at) == ("until", until)
    assert [one["reason"] for one in await world.events("portraits.tag_ended")] == ["until"]
    assert "portraits.tag_given" in await world.audited()


async def test_a_rule_that_reads_a_tag_follows_its_end(world: World) -> None:
    who = await world.customer("B1", loan())
    async with world.db.transaction() as tx:
        await api.create_tag(
            tx, SYSTEM, key="handle_gently", name="轻声细语", name_en="Gently", origin="rule"
        )
        await api.edit_tag_rule(tx, SYSTEM, "handle_gently", 'tag("hardship")')
        await api.publish(tx, SYSTEM, "tag:handle_gently", 1)
        await api.give_tag(tx, SYSTEM, who, "hardship", until=NOW + timedelta(hours=5))
    await world.settle()
    assert await world.tags(who) == {"hardship": "hand", "handle_gently": "rule"}
    await world.later(hours=5)
    assert await world.tags(who) == {}
    for kind in ("portraits.tag_given", "portraits.tag_ended"):
        named = {one["tag"]: (one["name"], one.get("name_en")) for one in await world.events(kind)}
        assert named["handle_gently"] == ("轻声细语", "Gently")


async def test_tagging_again_moves_the_end_and_taking_away_twice_is_once(world: World) -> None:
    who, agent = await world.customer("B1", loan()), world.staff("agent")
    async with world.db.transaction() as tx:
        first = await api.give_tag(tx, agent, who, "vip", until=NOW + timedelta(days=1))
        again = await api.give_tag(tx, agent, who, "vip", note="续期")
    assert (again.id, again.until, again.why) == (first.id, None, {"note": "续期"})
    for _ in range(2):
        async with world.db.transaction() as tx:
            await api.take_tag(tx, agent, who, first.id)
    assert await world.tags(who) == {}
    assert (await world.audited()).count("portraits.tag_taken") == 1
    other = await world.customer("B2", loan())
    async with world.db.transaction() as tx:
        with pytest.raises(GrantNotFound):
            await api.take_tag(tx, agent, other, first.id)


async def test_a_model_tags_only_who_agreed(world: World) -> None:
    who = await world.customer("B1", loan())

    async def yes(_tx: Tx, _id: object) -> bool:
        return True

    async def no(_tx: Tx, _id: object) -> bool:
        return False

    async with world.db.transaction() as tx:
        await api.create_tag(tx, SYSTEM, key="may_ask_settling", name="可能咨询结清", origin="model")
        why = {"probability": 0.71, "reasons": ["剩余 2 期"]}
        asked = {"why": why, "until": NOW + timedelta(days=7)}
        assert await api.give_tag_by_model(tx, who, "may_ask_settling", may_profile=no, **asked) is None  # type: ignore[arg-type]
        given = await api.give_tag_by_model(tx, who, "may_ask_settling", may_profile=yes, **asked)  # type: ignore[arg-type]
    assert given is not None
    assert (given.origin, given.why) == ("model", why)
    assert await world.tags(who) == {"may_ask_settling": "model"}
    async with world.db.transaction() as tx:
        assert await api.end_tag_by_model(tx, who, "may_ask_settling")
        assert not await api.end_tag_by_model(tx, who, "may_ask_settling")


async def test_what_is_refused(world: World) -> None:
    who = await world.customer("B1", loan())
    agent, editor = world.staff("agent"), world.staff("knowledge_editor")
    async with world.db.transaction() as tx:
        with pytest.raises(Invalid) as by_rule:
            await api.give_tag(tx, agent, who, "long_overdue")
        with pytest.raises(Invalid) as past:
            await api.give_tag(tx, agent, who, "vip", until=NOW)
        with pytest.raises(api.TagNotFound):
            await api.give_tag(tx, agent, who, "nonesuch")
        for actor, act in ((agent, api.create_tag), (editor, api.create_tag)):
            with pytest.raises(Forbidden):
                await act(tx, actor, key="mine", name="我的")
        with pytest.raises(Forbidden):
            await api.give_tag(tx, editor, who, "vip")
        with pytest.raises(TagExists):
            await api.create_tag(tx, SYSTEM, key="vip", name="又一个")
        with pytest.raises(Invalid):
            await api.create_tag(tx, SYSTEM, key="Bad Key", name="")
    assert (by_rule.value.code, past.value.code) == ("tag_not_by_hand", "until_past")


async def test_rules_are_kept_in_versions_and_only_right_ones(world: World) -> None:
    boss = world.staff()
    async with world.db.transaction() as tx:
        with pytest.raises(RuleRefused) as refused:
            await api.edit_tag_rule(tx, boss, "frequent", "contacts_30_days > 5天")
        fault = refused.value.extra["faults"][0]
        assert (fault["code"], fault["at"], fault["end"], fault["place"]) == (
            "cannot_compare",
            19,
            21,
            "rule",
        )
        assert fault["text"] == "左边是数字，这里是天数，不能比较。"
        with pytest.raises(Invalid) as circular:
            await api.edit_tag_rule(tx, boss, "frequent", 'not tag("frequent")')
        assert circular.value.code == "rules_circular"
        with pytest.raises(Invalid):
            await api.edit_tag_rule(tx, boss, "vip", "bound")
        made = await api.edit_tag_rule(tx, boss, "frequent", "contacts_30_days >= 8", "放宽")
        assert (made.number, made.made_by_name) == (2, "周晓岚")
        with pytest.raises(AlreadyInForce):
            await api.publish(tx, boss, "tag:frequent", 1)
        await api.publish(tx, boss, "tag:frequent", 2)
        with pytest.raises(Forbidden):
            await api.publish(tx, world.staff("agent"), "tag:frequent", 1)


async def test_a_layer_is_refused_as_a_whole_with_every_place(world: World) -> None:
    row = {"key": "a", "name": "甲", "name_en": "", "rule": "bund"}
    async with world.db.transaction() as tx:
        with pytest.raises(RuleRefused) as refused:
            await api.edit_layer(tx, SYSTEM, "value", [row, {**row, "key": "b", "rule": "bound >"}])
        assert [one["place"] for one in refused.value.extra["faults"]] == ["a", "b"]
        with pytest.raises(Invalid) as twice:
            await api.edit_layer(tx, SYSTEM, "value", [{**row, "rule": "bound"}] * 2)
        with pytest.raises(Invalid) as circular:
            await api.edit_layer(
                tx,
                SYSTEM,
                "value",
                [{**row, "rule": 'need == "none"'}, {**row, "key": "c", "rule": "value == 'a'"}],
            )
    assert (twice.value.code, circular.value.code) == ("segment_twice", "rules_circular")


async def test_a_retired_tag_is_given_to_nobody_any_more(world: World) -> None:
    who = await world.customer("B1", loan(due=-40))
    assert "long_overdue" in await world.tags(who)
    async with world.db.transaction() as tx:
        await api.retire_tag(tx, SYSTEM, "long_overdue")
    await world.settle()
    assert await world.tags(who) == {}
