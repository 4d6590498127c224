"""Bytes to text, whatever the header says."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.mail.reading.charsets import decoded
from tandem.adapters.mail.reading.words import readable

SENTENCE = "我的贷款逾期了，请问罚息怎么计算？"
RARE = "㛃镕喆"  # in GB18030, not in GB2312
TRADITIONAL = "請問我的貸款逾期利息怎麼計算"


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        (SENTENCE.encode("gb18030"), "gb2312", SENTENCE),
        (RARE.encode("gb18030"), "gb2312", RARE),
        (SENTENCE.encode("gbk"), None, SENTENCE),
        (SENTENCE.encode("gbk"), "utf-8", SENTENCE),
        (SENTENCE.encode("gbk"), "iso-8859-1", SENTENCE),
        (SENTENCE.encode(), "gb2312", SENTENCE),
        (SENTENCE.encode(), "us-ascii", SENTENCE),
        (SENTENCE.encode(), "no-such-charset", SENTENCE),
        (TRADITIONAL.encode("big5"), "big5", TRADITIONAL),
        (TRADITIONAL.encode("big5"), None, TRADITIONAL),
        (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
        (b"Z\xfcrich", "iso-8859-1", "Zürich"),
        (SENTENCE.encode("utf-16"), "utf-16", SENTENCE),
        (SENTENCE.encode(), "base64", SENTENCE),
        (b"\xff", "undefined", "\ufffd"),
    ],
)
def test_text_is_read(content, declared, text):
    assert decoded(content, declared) == text


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_nothing_is_raised(content, declared):
    assert isinstance(decoded(content, declared), str)


def test_a_character_cut_between_two_words_is_whole():
    from base64 import b64encode

    whole = "提前还款".encode("gbk")
    words = " ".join(f"=?gb2312?B?{b64encode(piece).decode()}?=" for piece in (whole[:3], whole[3:]))
    assert readable(words) == "提前还款"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?=E8=B4=A6=E5=8D=95?= Nov", "账单 Nov"),
        ("=?GBK?B?1cu1pQ==?=", "账单"),
        ("a\r\n b: c\x00\x1b[31m", "a b: c [31m"),
        ("=?utf-7?q?+ADw-?=", "+ADw-"),
        ("=?x?b?====?=", ""),
    ],
)
def test_header_words(raw, text):
    assert readable(raw) == text


def test_bare_bytes_in_a_header():
    assert readable("账单".encode("gbk").decode("ascii", "surrogateescape") + " 2026") in ("账单 2026",)
