import asyncio
import random
import zlib
from collections import Counter

import pytest

from tandem.demo.clients import Tally
from tandem.demo.traffic.arrivals import intensity, next_arrival
from tandem.demo.traffic.people import draw_person, draw_rating
from tandem.demo.traffic.pictures import HEIGHT, WIDTH, screenshot
from tandem.demo.traffic.running import Traffic, TrafficPlan
from tandem.demo.traffic.scripts import all_scripts, phrases, pick_script, recognise
from tandem.demo.traffic.show import live_view, summary


def dice():
    return random.Random(7)


@pytest.mark.parametrize("script", all_scripts(), ids=lambda one: one.key)
def test_a_script_is_whole(script):
    assert script.asks
    assert script.requests
    assert 0 <= script.wants_person <= 1
    assert 0 <= script.picture <= 1
    assert len(script.answers) >= len(script.says), "an agent has an answer to everything said"
    for step in (*script.asks, *script.says, *script.answers):
        assert all(text.strip() for text in step)


def test_scripts_are_many_and_their_keys_unique():
    keys = [one.key for one in all_scripts()]
    assert len(keys) == len(set(keys)) >= 20


@pytest.mark.parametrize("script", all_scripts(), ids=lambda one: one.key)
def test_an_agent_recognises_what_a_customer_says(script):
    assert recognise([script.asks[0][-1], script.requests[0]]) is script


@pytest.mark.parametrize(
    ("text", "key"),
    [("请问怎样把款提前结清呢", "early_settlement"), ("我征信报告有问题", "credit_report")],
)
def test_an_agent_understands_people_nobody_scripted(text, key):
    assert recognise([text]).key == key


def test_what_nobody_scripted_is_not_recognised():
    assert recognise(["今天天气不错"]) is None


def test_every_phrase_every_agent_needs_is_there():
    assert all("{name}" in text for text in phrases().greetings)
    assert set(phrases().comments) == {"good", "middling", "bad"}


def test_common_scripts_are_picked_more_often():
    thrown = dice()
    picked = Counter(pick_script(thrown).key for _ in range(4000))
    assert picked["early_settlement"] > 2 * picked["student"] > 0


def test_arrivals_keep_the_asked_rate():
    thrown, at, number = dice(), 0.0, 0
    while at < 6 * 3600:
        at = next_arrival(at, 10, thrown)
        number += 1
    assert 0.9 < number / (6 * 60 * 10) < 1.15


def test_arrivals_come_in_waves_but_never_stop():
    levels = [intensity(at) for at in range(0, 3600, 5)]
    assert min(levels) > 0.4
    assert max(levels) < 2.2


def test_angry_customers_wait_less_and_rate_lower():
    thrown = dice()
    calm = [draw_person("calm", thrown) for _ in range(300)]
    angry = [draw_person("angry", thrown) for _ in range(300)]

    def mean(numbers):
        return sum(numbers) / len(numbers)

    assert mean([p.patience for p in angry]) < mean([p.patience for p in calm])
    calm_scores = [draw_rating(p, answered=True, dice=thrown) for p in calm]
    angry_scores = [draw_rating(p, answered=False, dice=thrown) for p in angry]
    assert mean(angry_scores) + 1 < mean(calm_scores)
    assert set(calm_scores) | set(angry_scores) == {1, 2, 3, 4, 5}


def test_a_screenshot_is_a_valid_png():
    data = screenshot(dice())
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    start = data.index(b"IDAT") + 4
    length = int.from_bytes(data[start - 8 : start - 4], "big")
    raw = zlib.decompress(data[start : start + length])
    assert len(raw) == HEIGHT * (WIDTH * 3 + 1)
    assert len(data) < 10_000


async def test_a_world_lives_and_ends_when_its_minutes_are_over(serving):
    async with serving() as (fake, instance):
        plan = TrafficPlan(rate=1200, agents=3, minutes=0.02, tempo=0.001, seed=3)
        traffic = Traffic(instance, plan)
        await asyncio.wait_for(traffic.run(asyncio.Event()), 60)
    counts = traffic.scene.counts
    assert not traffic.scene.troubles
    assert counts["came"] == counts["left"] > 5
    assert counts["reached an agent"] > 0
    assert counts["resolved by agents"] + counts["handed back"] + counts["transferred"] > 0
    assert set(fake.presence.values()) == {"offline"}
    assert fake.presence.keys() == {"agent01", "agent02", "agent03"}
    assert live_view(traffic.scene, Tally(), 61)
    assert "came" in summary(traffic.scene, traffic.tally)


async def test_it_stops_when_told(serving):
    async with serving() as (fake, instance):
        traffic, stop = Traffic(instance, TrafficPlan(rate=600, agents=1, tempo=0.001)), asyncio.Event()
        running = asyncio.create_task(traffic.run(stop))
        while not traffic.scene.counts["came"]:  # noqa: ASYNC110 - the scene only counts
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 20)
    assert fake.presence == {"agent03": "offline"}, "the first log-ins stay free"
