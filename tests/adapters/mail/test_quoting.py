"""What a customer wrote, without what their client put below it."""

# ruff: noqa: E501 -- mails as they are
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.mail.reading.html import text_of
from tandem.adapters.mail.reading.quoting import own_words

SAID = "好的，那我明天还款。\n谢谢！"
TAILS = {
    "gmail": "On Fri, Nov 20, 2026 at 3:21 PM 禾穗客服 <service@hesui.example>\nwrote:\n\n> 您好\n> 本期应还 1,200 元",
    "gmail zh": "禾穗客服 <service@hesui.example> 于2026年11月20日周五 15:21写道：\n\n> 您好",
    "apple": "在 2026年11月20日，下午3:21，禾穗客服 <service@hesui.example> 写道：\n\n> 您好\n>\n> 本期",
    "iphone": "发自我的 iPhone\n\n> 在 2026年11月20日，15:21，禾穗客服 <service@hesui.example> 写道：\n> \n> ﻿您好",
    "outlook": "________________________________\nFrom: Hesui <service@hesui.example>\nSent: Friday, 20 November 2026 15:21\n"
    "To: x <x@example.com>\nSubject: Bill\n\nHello",
    "outlook zh": "发件人: 禾穗客服 <service@hesui.example>\n发送时间: 2026年11月20日 15:21\n收件人: x\n主题: 账单\n\n您好",
    "outlook mark": "-----Original Message-----\nFrom: a\n\nHello",
    "foxmail": "张春梅\nchunmei@example.com\n \n发件人： 禾穗客服\n发送时间： 2026-11-20 15:21\n收件人： x\n主题： 账单\n您好",
    "qq": "------------------ 原始邮件 ------------------\n发件人: \"禾穗客服\" <service@hesui.example>;\n发送时间: 2026年\n\n您好",
    "163": "At 2026-11-20 15:21:00, \"禾穗客服\" <service@hesui.example> wrote:\n您好",
    "163 zh": "在 2026-11-20 15:21:00，\"禾穗客服\" <service@hesui.example> 写道：\n您好",
    "163 mark": "---- 回复的原邮件 ----\n| 发件人 | 禾穗客服 |\n您好",
    "signature": "-- \n张春梅\n13800000000",
    "phone": "从我的华为手机发送",
    "outlook phone": "获取 Outlook for iOS",
    "qq phone": "发自我的QQ邮箱",
    "sent from": "Sent from my iPhone",
}  # fmt: skip


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_what_was_said_is_left(tail):
    said, out = own_words(f"{SAID}\n\n{tail}\n")
    assert said.startswith(SAID)
    assert "您好" not in said
    assert "Hello" not in said
    assert "iPhone" not in said
    assert out
    assert out.strip().splitlines()[-1] in tail


def test_answers_between_the_quoted_lines_stay():
    said, out = own_words("> 您要提前还款吗？\n是的。\n> 哪一天？\n后天。\n")
    assert said == "是的。\n后天。"
    assert "提前还款吗" in out


@pytest.mark.parametrize(
    "text",
    [
        "我在 2026 年 11 月 20 日还款时，页面写着“处理中”，请核实。",
        "On Friday I paid 500. Is that right?",
        "我发自内心地感谢你们的客服。",
        "From: 我不知道\n我只写了这一行。",
        "> 全部都是引用",
        "",
    ],
)
def test_what_only_looks_like_it_stays(text):
    assert own_words(text) == (text, None)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="> \n-_:：发件人From写道wrote在On2026<a@b>您好", max_size=400))
def test_nothing_is_lost(text):
    said, out = own_words(text)
    both = sorted("".join(f"{said}{out or ''}".split()))
    assert both == sorted("".join(text.split()))


def test_html_becomes_text():
    page = (
        "<html><head><style>p{}</style><script>alert(1)</script></head><body><p>您好&nbsp;，</p><ul><li>一</li></ul>"
        '<a href="javascript:alert(1)">点我</a><a href="https://x.example/p">链接</a><img src="http://t.example/p.gif">'
        '<div class="gmail_quote"><p>旧邮件</p></div></body></html>'
    )
    text = text_of(page)
    assert "alert" not in text
    assert "您好" in text
    assert "- 一" in text
    assert "链接 (https://x.example/p)" in text
    assert "> 旧邮件" in text
    assert "t.example" not in text
