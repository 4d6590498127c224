"""Pure rules of the workbench."""

from dataclasses import dataclass
from itertools import combinations
from typing import Literal
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tandem.contexts.bot.training.rules.arms import place_of, version_for
from tandem.contexts.bot.training.rules.assembling import DataSet, Given, assemble
from tandem.contexts.bot.training.rules.flow_texts import example_of
from tandem.contexts.bot.training.rules.grouping import groups, near_pairs
from tandem.contexts.bot.training.rules.keeping_step import Known, Published, changes
from tandem.contexts.bot.training.rules.mixing_up import confused
from tandem.contexts.bot.training.rules.splitting import split_of, text_hash
from tandem.contexts.bot.training.rules.testing import accuracy, auc, macro_f1, precision_curve

TEXTS = st.text(st.sampled_from("还款提前额度怎么办改日期卡丢了?？ "), min_size=1, max_size=12)


@dataclass(frozen=True)
class Arm:
    version: int
    arm: Literal["base", "trial"]
    share: float


@given(TEXTS)
@example("？")
def test_politeness_and_marks_do_not_change_the_split(text: str) -> None:
    assert split_of(text) == split_of(text.replace("？", "?")) == split_of(f"{text} ")
    assert text_hash(text) == text_hash(f" {text}")


def test_about_one_in_five_is_held_back() -> None:
    held = sum(split_of(f"第{n}个问题怎么办") == "test" for n in range(5000))
    assert 900 < held < 1100
    assert text_hash("请问一下怎么还款？谢谢") == text_hash("怎么还款")


@given(st.uuids(), st.floats(0.01, 1), st.floats(0.01, 1))
def test_a_growing_trial_keeps_its_conversations(conversation: UUID, a: float, b: float) -> None:
    few, many = sorted((a, b))
    base = Arm(1, "base", 1)
    if version_for(conversation, [base, Arm(2, "trial", few)]) == 2:
        assert version_for(conversation, [base, Arm(2, "trial", many)]) == 2


def test_shares_are_kept_over_many_conversations() -> None:
    arms = [Arm(1, "base", 0.7), Arm(2, "trial", 0.3)]
    chosen = [version_for(uuid4(), arms) for _ in range(4000)]
    assert 0.26 < chosen.count(2) / 4000 < 0.34
    assert version_for(uuid4(), []) is None
    assert version_for(None, arms) == 1
    assert version_for(None, arms[1:]) == 2
    alone = [version_for(id_, arms[1:]) for id_ in (uuid4() for _ in range(200))]
    assert {None, 2} == set(alone)
    assert 0 <= place_of(uuid4()) < 1


@given(st.lists(TEXTS, max_size=12), st.sampled_from([0.5, 0.7, 0.8, 1.0]))
def test_near_pairs_are_all_of_them(texts: list[str], at_least: float) -> None:
    def pairs(text: str) -> set[str]:
        plain = f"^{text.replace(' ', '')}$"
        return {plain[i : i + 2] for i in range(len(plain) - 1)}

    wanted = set()
    for a, b in combinations(range(len(texts)), 2):
        one, other = pairs(texts[a]), pairs(texts[b])
        if 2 * len(one & other) / (len(one) + len(other)) >= at_least:
            wanted.add((a, b))
    assert {(a, b) for a, b, _ in near_pairs(texts, at_least)} == wanted


@given(st.lists(TEXTS, max_size=12))
def test_groups_point_at_a_first_one(texts: list[str]) -> None:
    first = groups(texts)
    assert all(own <= place and first[own] == own for place, own in enumerate(first))
    for place, text in enumerate(texts):
        if text in texts[:place]:
            assert first[place] < place


def test_texts_that_say_the_same_are_one_group() -> None:
    assert groups(["怎么提前还款", "我要投诉", "怎么提前还款啊", "提前还款要手续费吗"]) == [0, 1, 0, 3]


def _published(key: str, *texts: str) -> Published:
    return Published(key, f"{key}的名字", "knowledge", key, texts)


def test_what_follows_what_is_published() -> None:
    ids = {text: uuid4() for text in ("旧说法", "还在的")}
    known = [
        Known("a", "旧名字", None, {text_hash(text): id_ for text, id_ in ids.items()}),
        Known("gone", "gone的名字", None, {}),
        Known("back", "back的名字", "sync", {}),
        Known("never", "never的名字", "staff:1", {}),
    ]
    found = changes(
        [
            _published("a", "还在的", "新说法"),
            _published("b", "问法"),
            _published("back"),
            _published("never"),
        ],
        known,
    )
    assert [one.key for one in found.create] == ["b"]
    assert found.rename == {"a": "a的名字"}
    assert (found.retire, found.revive) == (["gone"], ["back"])
    assert found.add == [("a", "knowledge", "新说法"), ("b", "knowledge", "问法")]
    assert found.remove == [ids["旧说法"]]
    assert not changes([], []).any


@given(st.permutations(range(6)))
def test_the_same_examples_make_the_same_set(order: list[int]) -> None:
    rows = [
        Given("怎么还款", "a", "knowledge", 0),
        Given("怎么还款？", "b", "label", 1),
        Given("几号扣钱", "a", "label", 2),
        Given("几号扣钱", None, "label", 3),
        Given("停用的", "gone", "label", 4),
        Given("并过去的", "merged", "import", 5),
    ]
    owners = {"a": "a", "b": "b", "gone": None, "merged": "b"}
    data = assemble([rows[place] for place in order], owners, ["今天天气", "几号扣钱"])
    everything = dict(data.train + data.test)
    assert everything == {"怎么还款": "b", "几号扣钱": None, "并过去的": "b", "今天天气": None}
    assert DataSet.of_plain(data.plain()) == data
    assert data == assemble(rows, owners, ["今天天气", "几号扣钱"])
    assert all(split_of(text) == "train" for text, _ in data.train)


@given(st.lists(st.floats(0, 1), max_size=8), st.lists(st.floats(0, 1), max_size=8))
def test_auc_counts_pairs(inside: list[float], outside: list[float]) -> None:
    found = auc(inside, outside)
    if not inside or not outside:
        assert found is None
        return
    wins = sum((a > b) + (a == b) / 2 for a in inside for b in outside)
    assert found == pytest.approx(wins / (len(inside) * len(outside)))


def test_figures() -> None:
    said, true = ["a", "a", None, "b"], ["a", "b", None, None]
    assert accuracy(said, true) == 0.5
    assert macro_f1(said, true) == pytest.approx((2 / 3 + 0 + 2 / 3) / 3)
    curve = {one["tau"]: one for one in precision_curve([0.9, 0.6, 0.2], [True, False, True])}
    assert (curve[0.6]["precision"], curve[0.6]["coverage"]) == (0.5, 0.6667)
    assert curve[0.65]["precision"] == curve[0.95]["precision"] == 1
    mixed = confused(["a", "b", "c"], [0, 0, 1, 1, 2, -1], [1, 0, 0, 1, 0, 1])
    assert mixed == [("a", "b", 0.5)]
    assert example_of("从尾号{digits}的卡还{amount}") == "从尾号6688的卡还1000元"
