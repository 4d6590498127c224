"""Flow files are read whole or refused with file, line, column, reason and what was probably meant."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.contexts.bot.api import FlowsRefused, read_flows, read_folder
from tandem.contexts.bot.dialogue.language.problems import Problem
from tandem.wiring import story_actions

GOOD = """\
flows:
  repay:
    title: 还款
    requires: verified
    triggers: [我要还款]
    slots:
      card:
        kind: choice
        label: 卡
        options_from: cards
        ask: 哪张卡？
      amount:
        kind: amount
        label: 金额
        ask: 多少？
        checks:
          - must: amount <= 500元
            say: 太多了
    steps:
      - collect: card
      - collect: amount
      - if: amount > 100元
        then:
          - say: 不少
      - confirm: 确认还{amount}？
      - call: repay
        given: {card: card, amount: amount}
        into: receipt
        refused:
          too_much: 太多
      - say: 好了，{receipt.number}
"""
ACTIONS = story_actions()
DEMO = Path(__file__).parents[4] / "src" / "tandem" / "demo" / "flows"


def refused(text: str) -> str:
    with pytest.raises(FlowsRefused) as caught:
        read_flows({"f.yaml": text}, ACTIONS)
    return str(caught.value)


def test_a_good_file_is_read() -> None:
    flows = read_flows({"f.yaml": GOOD}, ACTIONS)
    assert list(flows.programs) == ["repay"]
    assert flows.version == read_flows({"f.yaml": GOOD}, ACTIONS).version
    assert flows.version != read_flows({"g.yaml": GOOD}, ACTIONS).version


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("  repay:\n", "  Repay:\n", "2:3: 'Repay' is no name"),
        ("    title: 还款\n", "", "3:5: 'title' is missing"),
        ("triggers:", "trigers:", "5:5: unknown key 'trigers'; did you mean 'triggers'?"),
        ("kind: amount", "kind: amuont", "13:15: unknown value 'amuont'; did you mean 'amount'?"),
        ("requires: verified", "requires: anybody", "26:15: 'repay' is about the customer's own data: the flow must"),
        ("requires: verified", "requires: bound", "26:15: 'repay' wants a fresh code: this step or the flow must say"),
        ("requires: verified", "requires: boud", "4:15: unknown value 'boud'; did you mean 'bound'?"),
        ("call: repay", "call: repay\n        requires: bund", "27:19: unknown value 'bund'; did you mean 'bound'?"),
        ("options_from: cards", "options_from: crads", "10:23: unknown action 'crads'; did you mean 'cards'?"),
        ("options_from: cards", "options_from: bill", "10:23: 'bill' gives no list of answers"),
        ("        options_from: cards\n", "", "a choice has either options or options_from"),
        ("must: amount <=", "must: amuont <=", "17:19: unknown name 'amuont'; did you mean 'amount'?"),
        ("must: amount <= 500元", "must: amount <= = 5", "17:29: '=' is not understood"),
        ("must: amount <= 500元", "must: amount <=", "something is missing at the end"),
        ("collect: card", "collect: crad", "20:18: unknown slot 'crad'; did you mean 'card'?"),
        ("      - collect: card\n", "", "7:7: slot 'card' is never collected"),
        ("      - confirm: 确认还{amount}？\n", "", "25:15: 'repay' changes something: a confirm"),
        ("call: repay", "call: repya", "26:15: unknown action 'repya'; did you mean 'repay'?"),
        ("amount: amount}", "amuont: amount}", "unknown parameter 'amuont'; did you mean 'amount'?"),
        ("given: {card: card, ", "given: {", "'repay' needs 'card' under given"),
        ("card: card,", "card: amount,", "'amount' is a amount, and a choice is needed"),
        ("too_much: 太多", "too_mch: 太多", "30:11: unknown reason to refuse 'too_mch'; did you mean 'too_much'?"),
        ("{receipt.number}", "{receipt.nunber}", "31:17: unknown name in braces 'receipt.nunber'; did"),
        ("      - say: 好了", "      - sya: 好了", "31:9: a step is one of"),
        ("{amount}？", "{amount} {0.__class__}？", "unknown name in braces '0.__class__'"),
        ("flows:\n", "flows: &x\n", None),
        ("triggers: [我要还款]", "triggers: &t [我要还款]\n    not_triggers: *t", "6:19: references"),
        ("    title: 还款\n", "    title: 还款\n    title: 再还\n", "4:5: 'title' is there twice"),
        ("    title: 还款\n", "    title: [还款\n", "not a"),
        ("then:\n          - say: 不少", "then: []", "23:15: List should have at least 1 item"),
        ("    title: 还款\n", "    title: 还款\n    interrupts: true\n", "26:9: a flow that interrupts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(old: str, new: str, problem: str | None) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if problem is None:
        read_flows({"f.yaml": text}, ACTIONS)
        return
    found = refused(text)
    if problem == "not a":
        assert re.match(r"f\.yaml:\d+:\d+: ", found)
    else:
        assert problem in found
        assert found.startswith("f.yaml:")


def test_a_confirmation_in_one_branch_only_is_not_enough() -> None:
    text = GOOD.replace("      - confirm: 确认还{amount}？\n", "").replace("- say: 不少", "- confirm: 真的？")
    assert "a confirm step must come before it" in refused(text)


@pytest.mark.parametrize(
    "text", ["", "- a", "flows: 3", "flows: {}", "\x00", "a: " + "[" * 60, "{" * 3000, "flows:\n\tx: 1"]
)
def test_nonsense_is_refused_not_raised(text: str) -> None:
    assert refused(text).startswith("f.yaml:")


@given(st.text(alphabet="abc:-[]{}&*!|>'\"#%@` \n\t流程", max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(FlowsRefused):
        read_flows({"f.yaml": text}, ACTIONS)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    lines = GOOD.splitlines(keepends=True)
    place = data.draw(st.integers(0, len(lines) - 1))
    lines[place : place + data.draw(st.integers(1, 3))] = data.draw(
        st.sampled_from([[], ["  x: 1\n"], ["      - \n"], ["- {\n"]])
    )
    problems: tuple[Problem, ...] = ()
    try:
        read_flows({"f.yaml": "".join(lines)}, ACTIONS)
    except FlowsRefused as refused:
        problems = refused.problems
    assert all(1 <= one.line <= len(lines) + 1 for one in problems)


def test_one_flow_in_two_files_and_one_entry_for_two_flows() -> None:
    with pytest.raises(FlowsRefused, match=r"flow 'repay' is in f\.yaml too"):
        read_flows({"f.yaml": GOOD, "g.yaml": GOOD}, ACTIONS)
    one = GOOD.replace("    triggers:", "    stands_for: [a.b]\n    triggers:")
    with pytest.raises(FlowsRefused, match=r"g.yaml:5:18: 'a.b' is what flow 'repay' stands for"):
        read_flows(
            {
                "f.yaml": one,
                "g.yaml": one.replace("  repay:", "  repay_too:").replace(
                    "requires: verified", "requires: verified", 1
                ),
            },
            ACTIONS,
        )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"flows:\n  x: \xff\xfe")
    with pytest.raises(FlowsRefused, match=r"a\.yaml:2:1: is not UTF-8"):
        read_folder(tmp_path)
    (tmp_path / "a.yaml").write_bytes(b"#" * 300_000)
    with pytest.raises(FlowsRefused, match="larger than 256 KiB"):
        read_folder(tmp_path)


def test_the_demo_reads() -> None:
    assert len(read_flows(read_folder(DEMO), ACTIONS).programs) == 18


def test_one_mistake_is_one_problem() -> None:
    found = refused(
        GOOD.replace("call: repay", "call: repya").replace("amount <= 500元", "amount <= receipt.number")
    )
    assert found == "f.yaml:26:15: unknown action 'repya'; did you mean 'repay'?"
