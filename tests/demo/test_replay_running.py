import asyncio

import pytest

from tandem.demo.clients import InstanceUnknown
from tandem.demo.replay.reading import Question
from tandem.demo.replay.report import Report
from tandem.demo.replay.running import Plan, replay

from .fake_server import problem

TEXTS = ["怎么提前还款", "哪个产品利率低", "找人工", "利率是多少"]


async def play(instance, texts=TEXTS, agents=0, stop_after=None, **options):
    questions = [Question(n, text) for n, text in enumerate(texts, start=1)]
    plan = Plan(questions, concurrency=options.pop("concurrency", 4), agents=agents, **options)
    report, stop = Report(len(questions), agents > 0), asyncio.Event()

    def done(_):
        if stop_after and len(report.outcomes) >= stop_after:
            stop.set()

    return await replay(instance, plan, report, stop, done)


def counts(report):
    figures = report.figures()
    return [figures[key] for key in ("sent", "bot_answered", "clarified", "handed_over", "agent_answered")]


async def test_every_question_is_counted_once(serving):
    async with serving() as (fake, instance):
        report = await play(instance)
    assert counts(report) == [4, 2, 1, 1, 0]
    assert report.clean
    assert not report.stopped
    assert all(report.figures()[key] is not None for key in ("p50_ms", "p95_ms", "p99_ms"))
    assert [talk.controller for talk in fake.talks.values()] == ["bot"] * 4  # the queue was left


async def test_agents_answer_what_is_handed_over(serving):
    async with serving() as (fake, instance):
        report = await play(instance, TEXTS + ["转人工"] * 6, agents=2)
    assert counts(report) == [10, 2, 1, 7, 7]
    assert report.clean
    assert report.agent_errors == []
    assert len(fake.resolved) == report.agent_replies == 7
    assert set(fake.presence.values()) == {"offline"}


async def test_agents_at_the_silent_seat_share_the_drafts(serving):
    async with serving(drafts=True) as (fake, instance):
        report = await play(instance, ["提前还的事"] * 6 + TEXTS, agents=3)
    figures = report.figures()
    assert (figures["drafted"], figures["draft_approved"]) == (6, 6)
    assert figures["bot_answered"] == 8
    assert {name: part["count"] for name, part in report.ladder().items()} == {
        "auto": 2, "small_talk": 0, "draft": 6, "clarify": 1, "agent": 1
    }  # fmt: skip
    assert sum(part["share"] for part in report.ladder().values()) == pytest.approx(1.0)
    assert len(fake.approved) == len(set(fake.approved)) == 6
    assert fake.at_silent_seat == set()
    assert report.clean


@pytest.mark.parametrize(
    ("fault", "lost", "duplicated"),
    [
        ({"show_twice": True}, 0, 2),
        ({"store_twice": True}, 0, 1),
        ({"forget_messages": True}, 1, 0),
    ],
)
async def test_faults_of_the_server_are_seen(serving, fault, lost, duplicated):
    async with serving(**fault) as (_, instance):
        report = await play(instance, TEXTS[:1])
    figures = report.figures()
    assert (figures["lost"], figures["duplicated"]) == (lost, duplicated)
    assert not report.clean
    assert report.details()["troubles"]


async def test_a_message_never_shown_is_lost(serving, monkeypatch):
    monkeypatch.setattr("tandem.demo.replay.playing.CATCH_UP_S", 0.1)
    async with serving(skip_on_socket=True) as (_, instance):
        report = await play(instance, TEXTS[:1])
    assert report.figures()["lost"] == 1


async def test_silence_is_lost(serving):
    async with serving(stay_silent=True) as (_, instance):
        report = await play(instance, TEXTS[:2], timeout=0.2)
    assert report.figures()["lost"] == 2
    assert "no reaction" in report.details()["troubles"][0]["trouble"]


async def test_rate_limits_are_respected_and_reported(serving):
    async with serving(limit_first=3) as (_, instance):
        report = await play(instance)
    assert report.clean
    assert report.details()["rate_limited"] == 3


async def test_what_is_refused_is_not_sent_and_not_lost(serving):
    async with serving() as (fake, instance):
        fake.receive = lambda *_: problem(422, "too_long")
        report = await play(instance, TEXTS[:1])
    assert (report.figures()["sent"], report.figures()["lost"], report.not_sent) == (0, 0, 1)
    assert not report.clean


async def test_it_can_be_stopped(serving):
    async with serving() as (_, instance):
        report = await play(instance, TEXTS * 10, stop_after=3, concurrency=2)
    assert report.stopped
    assert 3 <= len(report.outcomes) < 40
    assert report.figures()["sent"] == len(report.outcomes)


async def test_without_log_ins_agents_are_refused_in_words(serving):
    async with serving() as (_, instance):
        with pytest.raises(InstanceUnknown, match="the demo has 3 agents, 9 were asked for"):
            await play(instance, agents=9)


async def test_nothing_answering_is_said_without_waiting_for_agents(serving):
    async with serving() as (_, instance):
        pass
    with pytest.raises(InstanceUnknown, match="nothing answers"):
        await asyncio.wait_for(play(instance, agents=2), 20)


async def test_customers_who_know_the_answer_say_whether_it_helped(serving):
    async with serving() as (fake, instance):
        questions = [Question(n, text, frozenset({"x"})) for n, text in enumerate(TEXTS, start=1)]
        report = Report(len(questions), False)
        await replay(instance, Plan(questions), report, asyncio.Event(), lambda _: None)
    assert (report.details()["judged"], report.details()["right"]) == (2, 0)
    assert fake.feedback == [False, False]
