import asyncio
import os

import psutil
import pytest

from tandem.demo.bench.bot import BotBench, BotPlan
from tandem.demo.bench.chat import ChatBench, ChatPlan
from tandem.demo.bench.figures import latencies
from tandem.demo.bench.machine import describe_machine
from tandem.demo.bench.pacing import Pace
from tandem.demo.bench.processes import ProcessMeter
from tandem.demo.bench.questions import demo_questions
from tandem.demo.bench.report import tables

TINY = {"rate": 20, "messages": 4, "duration": 0.3, "gap": 0.05, "lead": 0.3, "agents": 2, "sockets": 6}


def roots():
    return {"tests": os.getpid()}


async def test_chat_times_both_directions_and_counts_all(serving):
    async with serving() as (fake, instance):
        bench = ChatBench(instance, ChatPlan(**TINY, storm=True, storm_messages=3), roots())
        result = await bench.run(asyncio.Event())
    assert result["conversations"] == {"started": 6, "finished": 6, "failures": 0}, result["troubles"]
    assert result["messages"]["by_customers"] == result["messages"]["by_agents"] == 12
    assert (result["lost"], result["duplicated"]) == (0, 0)
    for key in ("customer_to_agent_ms", "agent_to_customer_ms", "acknowledged_ms"):
        assert result[key]["n"] == 12
    assert result["connected_ms"]["n"] == 6
    assert result["idle_sockets"]["held"] == result["idle_sockets"]["held_at_end"] == 6
    assert {
        k: result["storm"][k] for k in ("dropped", "back", "messages_meanwhile", "lost", "duplicated")
    } == {
        "dropped": 6,
        "back": 6,
        "messages_meanwhile": 3,
        "lost": 0,
        "duplicated": 0,
    }
    assert len(fake.resolved) == 6
    assert result["processes"]["tests"]["memory_mb"] > 1
    assert list(tables(result))


@pytest.mark.parametrize(
    ("fault", "key"),
    [("show_twice", "duplicated"), ("store_twice", "duplicated"), ("forget_messages", "lost")],
)
async def test_chat_sees_faults_of_the_server(serving, fault, key):
    async with serving(**{fault: True}) as (_, instance):
        plan = ChatPlan(**{**TINY, "sockets": 0, "duration": 0.05, "timeout": 0.5})
        result = await ChatBench(instance, plan, {}).run(asyncio.Event())
    assert result[key] > 0


async def test_the_storm_sees_what_is_shown_twice(serving):
    async with serving(show_twice=True) as (_, instance):
        plan = ChatPlan(**{**TINY, "duration": 0.01}, storm=True, storm_messages=2)
        result = await ChatBench(instance, plan, {}).run(asyncio.Event())
    assert result["storm"]["duplicated"] > 0


async def test_bot_is_timed_by_reaction(serving):
    async with serving() as (fake, instance):
        questions = ["怎么提前还款", "哪个好", "转人工"]
        bench = BotBench(instance, BotPlan(rate=30, duration=0.3, agents=2), questions, roots())
        result = await bench.run(asyncio.Event())
    assert result["outcomes"] == {"bot_answered": 3, "clarified": 3, "handed_over": 3}
    assert result["answer_ms"]["n"] == 3
    assert result["any_reaction_ms"]["n"] == 9
    assert not [talk for talk in fake.talks.values() if talk.controller == "queue"]
    assert result["agents_served"] == len(fake.resolved) == 3
    # Who was asked back or handed over is followed by a stranger.
    assert result["newcomers"] == 6
    assert result["cpu_ms_per_question"]["all"] >= result["cpu_ms_per_question"]["load generator"] > 0
    assert list(tables(result))


async def test_a_visitor_may_ask_several_times(serving):
    async with serving() as (_, instance):
        bench = BotBench(
            instance, BotPlan(rate=30, duration=0.3, turns=2), ["怎么提前还款", "哪个好", "转人工"], {}
        )
        result = await bench.run(asyncio.Event())
    # Each of the sixty asked once at most: only who was handed over is done.
    assert result["newcomers"] == 3


async def test_a_slow_server_does_not_slow_the_load():
    begun, release = [], asyncio.Event()

    async def work(intended):
        begun.append(intended)
        if len(begun) == 5:
            release.set()
        await release.wait()  # nothing ends before all have begun

    pace = Pace(rate=200, duration=0.025, begin=work)
    await asyncio.wait_for(pace.run(asyncio.Event(), drain=5), 10)
    assert begun == sorted(begun)
    assert all(0 <= one - pace.started < 0.025 for one in begun)
    again = Pace(rate=200, duration=0.025, begin=work)
    await again.run(asyncio.Event(), drain=5)
    assert [one - again.started for one in begun[5:]] == pytest.approx(
        [one - pace.started for one in begun[:5]]
    )


async def test_an_error_of_the_load_itself_is_not_swallowed():
    async def work(_):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await Pace(rate=100, duration=0.02, begin=work).run(asyncio.Event(), drain=5)


def test_a_process_belongs_to_the_nearest_named_root():
    child = psutil.Popen(["sleep", "30"])
    try:
        meter = ProcessMeter({"outer": os.getpid(), "inner": child.pid, "gone": 2**22 - 1})
        meter.sample(memory=True)
        assert meter.as_dict()["inner"]["processes"] == 1
        assert child.pid not in {p.pid for name, p in meter._members() if name == "outer"}
        assert "gone" not in meter.as_dict()
    finally:
        child.kill()
        child.wait()


def test_latencies_are_in_milliseconds():
    assert latencies([0.001, 0.003]) == {"n": 2, "p50": 1.0, "p95": 3.0, "p99": 3.0, "max": 3.0}
    assert latencies([])["p99"] is None


def test_the_machine_is_named():
    machine = describe_machine()
    assert machine["cores"] >= 1
    assert machine["date"].endswith("Z")


def test_the_demo_has_many_questions_of_its_own():
    assert len(set(demo_questions())) > 1000
