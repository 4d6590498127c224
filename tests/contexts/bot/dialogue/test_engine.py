"""Whatever customers write: the engine stays within its limits, acts only after a yes, and fills nothing with chat."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.contexts.bot.api import BookKnowledge, Engine, RuleExtractor, read_flows, read_folder
from tandem.contexts.bot.decision import Decision
from tandem.contexts.bot.decision import Turn as Incoming
from tandem.contexts.bot.dialogue.calls.accounts import account_actions
from tandem.contexts.bot.dialogue.calls.actions import Action, Actions, Caller, Choice
from tandem.contexts.bot.dialogue.hearing.understanding import Understood
from tandem.contexts.bot.dialogue.machine.running import DEEPEST, Facts
from tandem.contexts.bot.dialogue.machine.state import Effect, PendingCall, State
from tandem.contexts.bot.dialogue.serving.turning import Customer, Turned, Turns
from tandem.contexts.bot.rules.deciding import decide
from tandem.contexts.verification.api import Level
from tandem.demo.seed.knowledge import documents
from tandem.kit import json
from tandem.wiring import story_actions

FLOWS = read_flows(
    read_folder(Path(__file__).parents[4] / "src" / "tandem" / "demo" / "flows"), story_actions()
)
BOOK = BookKnowledge(list(documents()))
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
CHAT = ["你好", "谢谢", "好的", "在吗", "再见"]
SAID = [
    *CHAT, "我要还款", "查本期应还", "我要部分提前还款", "查还款记录", "提前结清试算", "我要换手机号", "我对收费有异议",
    "我绑了哪些银行卡", "用尾号6217的卡还500元", "随心借", "装修分期", "第一个", "500", "一千二", "下个月5号", "15号",
    "13812345678", "手续费", "金额改成800", "不对，是尾号3391那张", "算了不办了", "确认", "是", "不用", "近三个月",
    "提前还款收多少手续费", "今天天气真好啊大家都出去玩", "😀", "", "改成20号", "我想协商还款", "失业了", "寄给我",
]  # fmt: skip


class Conversation:
    """Plays messages; knows the buttons offered last."""

    def __init__(self, *, verified: bool = True, put_right: Callable[[str], str] | None = None) -> None:
        self.called: list[str] = []
        self.actions = Actions.of([self._watched(action) for action in story_actions().values()])
        self.engine = Engine(FLOWS, self.actions)
        self.turns = Turns(self.actions, RuleExtractor(), put_right)
        self.state: State = self.engine.fresh()
        self.customer = Customer("two_loans", verified, "王女士", NOW)
        self.options: tuple[Choice, ...] = ()
        self.count = 0

    def _watched(self, action: Action) -> Action:
        async def run(caller: Caller, args: Any) -> Any:
            self.called.append(action.name)
            return await action.run(caller, args)

        return replace(action, run=run)

    def say(self, text: str, choice: str | None = None) -> Turned:
        incoming = Incoming(text, choice_id=choice)
        chat = BOOK.small_talk(text) if choice is None else None

        async def consider(topic: str | None) -> Decision:
            return decide(incoming, chat, await BOOK.rank(text))

        self.count += 1
        turned = asyncio.run(
            self.turns.take(
                self.engine, self.state, incoming, chat, self.customer,
                key=str(self.count), consider=consider, key_of=lambda id_: id_,
            )
        )  # fmt: skip
        self.state = turned.state
        for effect in turned.effects:
            self.options = effect.options or self.options
        return turned


MOVES = st.lists(st.one_of(st.sampled_from(SAID), st.integers(0, 4)), min_size=1, max_size=14)


@given(MOVES)
@settings(max_examples=150, deadline=None)
def test_limits_hold_and_nothing_is_changed_without_a_yes(moves: list[str | int]) -> None:
    talk = Conversation()
    for move in moves:
        before, called = talk.state, len(talk.called)
        if isinstance(move, int):
            if not talk.options:
                continue
            option = talk.options[move % len(talk.options)]
            turned = talk.say(option.label.lstrip("@"), option.id)
            yes = option.id.startswith("flow:yes#")
        else:
            turned = talk.say(move)
            yes = Understood(move).yes
        changed = [name for name in talk.called[called:] if talk.actions[name].changes]
        assert not changed or (yes and before.top is not None and before.top.waits == "confirm")
        assert len(talk.state.stack) <= DEEPEST + 1
        assert State.of(_through_json(talk.state)) == talk.state
        if turned.mine:
            assert turned.effects
            _is_asking_or_idle(talk.state, turned.effects)


def _through_json(state: State) -> Any:
    import orjson

    return orjson.loads(json.dumps(state.plain()))


def _is_asking_or_idle(state: State, effects: tuple[Effect, ...]) -> None:
    """A flow under way always leaves the customer with a question."""
    if state.stack:
        assert effects[-1].kind in ("ask", "confirm", "switch?", "return?", "sign_in", "verify"), effects


@given(st.lists(st.sampled_from(SAID), max_size=8), st.sampled_from(CHAT))
@settings(max_examples=100, deadline=None)
def test_small_talk_changes_no_slot(said: list[str], chat: str) -> None:
    talk = Conversation()
    for text in said:
        talk.say(text)
    before = talk.state
    if before.top is None or before.question is not None or before.top.waits == "confirm":
        return
    talk.say(chat)
    assert talk.state.top is not None
    assert talk.state.top.slots == before.top.slots


@given(st.lists(st.sampled_from(SAID), max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_stranger_calls_nothing(said: list[str]) -> None:
    talk = Conversation(verified=False)
    for text in said:
        talk.say(text)
    assert talk.called == []


def test_a_flow_under_way_stops_where_nobody_is_known_any_more() -> None:
    talk = Conversation()
    talk.say("我要还款")
    talk.customer = replace(talk.customer, verified=False)
    called = len(talk.called)
    turned = talk.say("建行")
    assert len(talk.called) == called
    assert [one.kind for one in turned.effects] == ["end", "reply"]
    assert [one.label for one in turned.effects[-1].options] == ["@bot.flow.person"]


@pytest.mark.parametrize(("action", "level"), [("repay", Level.BOUND), ("bill", Level.PUBLIC)])
def test_an_action_refuses_a_stranger_even_if_a_flow_would_not(action: str, level: Level) -> None:
    """Two checks stand before money: as if the engine had forgotten the first."""
    talk = Conversation()
    stranger = replace(talk.customer, proven=level)
    result = asyncio.run(talk.turns._call(PendingCall(action, {}), stranger, "key"))
    assert (result.failed, talk.called) == (True, [])


@given(st.lists(st.sampled_from(SAID), max_size=8), st.sampled_from([Level.PUBLIC, Level.BOUND]))
@settings(max_examples=60, deadline=None)
def test_nothing_is_called_beyond_what_is_proven(said: list[str], level: Level) -> None:
    talk = Conversation()
    talk.customer = replace(talk.customer, proven=level, reach=Level.FRESH)
    for text in said:
        talk.say(text)
        talk.customer = replace(talk.customer, proven=level)
    assert all(talk.actions[name].level <= level for name in talk.called)


def test_variants_take_turns() -> None:
    talk = Conversation()
    texts = []
    for _ in range(3):
        texts += [one.text for one in talk.say("我要还款").effects if one.kind == "ask"]
        talk.say("算了不办了")
    assert texts == ["用哪张卡还？", "您想从哪张卡扣款？", "用哪张卡还？"]


def test_time_ends_everything_under_way() -> None:
    talk = Conversation()
    talk.say("我要还款")
    talk.say("查还款记录")
    talk.say("好的")
    assert len(talk.state.stack) == 2
    outcome = talk.engine.expire(talk.state, Facts((NOW + timedelta(hours=1)).date()))
    assert [(one.kind, one.arg) for one in outcome.effects] == [
        ("end", "timed_out"), ("end", "timed_out"), ("reply", "timed_out"),
    ]  # fmt: skip
    assert outcome.state.idle
    assert not talk.engine.expire(outcome.state, Facts(NOW.date())).mine


def test_an_action_that_fails_or_hangs_gives_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.contexts.bot.dialogue.serving.turning._PATIENCE_S", 0.01)

    async def hangs(caller: Caller, args: Any) -> Any:
        await asyncio.sleep(60)

    talk = Conversation()
    talk.actions["cards"] = replace(talk.actions["cards"], run=hangs)
    turned = talk.say("我要还款")
    assert [(one.kind, one.arg) for one in turned.effects][-1] == ("handoff", "action_failed")
    assert talk.state.idle


def test_without_a_loan_book_a_person_takes_over() -> None:
    talk = Conversation()
    talk.actions.update(account_actions(None))
    assert [(one.kind, one.arg) for one in talk.say("我要还款").effects][-1] == ("handoff", "action_failed")


def test_a_flow_is_found_by_words_as_they_were_meant() -> None:
    """结精证明 is how 结清证明 was typed; by characters no trigger is like it."""
    plain, heard = Conversation(), Conversation(put_right=lambda text: text.replace("精", "清"))
    typed = "银行要我开个结精证明"
    assert not any(one.kind == "start" for one in plain.say(typed).effects)
    assert [one.arg for one in heard.say(typed).effects if one.kind == "start"] == ["settlement_certificate"]
