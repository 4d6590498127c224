"""What goes through a channel is what was said, in pieces that fit."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.contexts.channels.written.actions.parting import parts_of
from tandem.contexts.channels.written.capabilities import Capabilities
from tandem.contexts.channels.written.messages import Option
from tandem.contexts.channels.written.rules.choosing import chosen
from tandem.contexts.channels.written.rules.fitting import Part, fit, split
from tandem.contexts.channels.written.rules.sending import MAX_ATTEMPTS, again_at, moves_to
from tandem.contexts.conversations.api import MessageView

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
OPTIONS = (Option("a", "提前还款"), Option("b", "查询账单"), Option("c", "都不是"))
_CHARACTERS = st.text(st.sampled_from("还款日期。，！\n 3a,.é👨‍👩‍👧🏽️"), max_size=300)


def _size(text: str, unit: str) -> int:
    return len(text) if unit == "characters" else len(text.encode())


@given(_CHARACTERS, st.integers(min_value=4, max_value=80), st.sampled_from(["characters", "bytes"]))
def test_pieces_fit_and_nothing_is_lost(text, limit, unit):
    pieces = split(text, limit, unit)
    assert all(pieces)
    assert all(_size(piece, unit) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 10, []),
        ("  \n ", 10, []),
        ("您好", 10, ["您好"]),
        ("本期应还1200元。请在8日前存入。", 12, ["本期应还1200元。", "请在8日前存入。"]),
        ("第一段\n\n第二段很长很长", 9, ["第一段", "第二段很长很长"]),
        ("没有标点的长句子一直说下去", 5, ["没有标点的", "长句子一直", "说下去"]),
    ],
)
def test_texts_are_cut_where_it_hurts_least(text, limit, pieces):
    assert split(text, limit) == pieces


def test_an_emoji_is_not_cut_apart():
    assert split("好的👍🏽谢谢", 3) == ["好的", "👍🏽谢", "谢"]


def test_choices_are_buttons_where_the_channel_has_enough_of_them():
    caps = Capabilities(text_limit=100, buttons=3)
    assert fit("choice", "您想办理哪项?", OPTIONS, caps) == [Part("choice", "您想办理哪项?", OPTIONS)]


def test_choices_are_numbered_lines_elsewhere():
    parts = fit("choice", "您想办理哪项?", OPTIONS, Capabilities(text_limit=100, buttons=2))
    assert parts == [Part("text", "您想办理哪项?\n1. 提前还款\n2. 查询账单\n3. 都不是")]


def test_a_file_goes_first_and_its_text_after_it():
    caps = Capabilities(text_limit=100, files=frozenset({"image"}))
    assert fit("image", "请看", (), caps) == [Part("image"), Part("text", "请看")]
    assert fit("file", "请看", (), caps) == [Part("text", "请看")]
    assert fit("voice", "", (), caps) == []


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("2", "b"), ("２", "b"), ("②", "b"), ("2.", "b"), ("选2", "b"), ("第二个", "b"), ("第2项", "b"),
        ("查询账单", "b"), (" 3 ", "c"), ("一", "a"), ("0", None), ("4", None), ("22", None), ("2号还款行吗", None),
        ("", None), ("二月", None),
    ],
)  # fmt: skip
def test_answers_by_number(text, id_):
    found = chosen(text, OPTIONS)
    assert (found.id if found else None) == id_


def test_nothing_is_chosen_where_nothing_was_offered():
    assert chosen("1", ()) is None


def test_tries_are_further_and_further_apart_and_end():
    waits = [again_at(NOW, tries, None) for tries in range(1, MAX_ATTEMPTS)]
    assert waits[0] == NOW + timedelta(seconds=5)
    assert all(b > a or b - NOW == timedelta(minutes=10) for a, b in pairwise(waits))
    assert again_at(NOW, MAX_ATTEMPTS, None) is None
    assert again_at(NOW, 1, timedelta(minutes=30)) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("state", "reported", "moves"),
    [
        ("sent", "delivered", True), ("sent", "read", True), ("delivered", "read", True), ("read", "delivered", False),
        ("delivered", "delivered", False), ("sent", "failed", True), ("delivered", "failed", False),
        ("failed", "delivered", True), ("sending", "delivered", True), ("held", "delivered", False),
    ],
)  # fmt: skip
def test_receipts_move_forward_only(state, reported, moves):
    assert moves_to(state, reported) is moves


def answered(**payload: object) -> MessageView:
    return MessageView(
        id=UUID(int=1), conversation_id=UUID(int=2), seq=2, client_id=None, kind="text", role="bot", author_id=None,
        author_name=None, text="还清首期后免手续费。", payload=payload, audience="all", reply_to=None, state="queued",
        created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip


def test_an_answer_says_what_it_rests_on() -> None:
    """As on the web; each title once; not where every character is paid for."""
    found = answered(
        sources=[{"title": "提前结清手续费"}, {"title": "结清时间"}, {"title": "提前结清手续费"}]
    )
    wide = Capabilities(text_limit=600)
    assert [one.text for one in parts_of(found, wide)] == [
        "还清首期后免手续费。\n\n来源：提前结清手续费、结清时间"
    ]
    assert parts_of(found, wide, "en")[0].text.endswith("\n\nSource: 提前结清手续费, 结清时间")
    assert [one.text for one in parts_of(found, Capabilities(text_limit=600, sources=False))] == [found.text]
    assert [one.text for one in parts_of(answered(), wide)] == [found.text]
