"""What a customer asks for, what the bot offers by itself, and what the customer may choose from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tandem.contexts.channels.continuing.rules.offering import Waits, as_wished, in_line
from tandem.contexts.channels.continuing.rules.ways import Offered, OpenWay, Reach, for_customer
from tandem.contexts.channels.continuing.rules.wishing import wished
from tandem.kit.ids import new_id

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


def way(channel: str, how="asked", reason=None, wrote: datetime | None = None) -> OpenWay:
    reach = Reach(new_id(), channel, "main", f"我们的{channel}", "139****0000", last_in_at=wrote)
    return OpenWay(reach, how, reason)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("能不能微信联系我", "wechat"),
        ("可以加个微信聊吗", "wechat"),
        ("微信上说行吗", "wechat"),
        ("我要出门了，换到微信说吧", "wechat"),
        ("在公众号里回复我就行", "wechat"),
        ("有结果发我微信吧", "wechat"),
        ("发短信给我", "sms"),
        ("麻烦给我发个短信", "sms"),
        ("办好了短信通知我", "sms"),
        ("请用邮件回复我", "email"),
        ("回我邮箱吧", "email"),
        ("Can you contact me on WeChat?", "wechat"),
        ("please text me", "sms"),
        ("just email me", "email"),
        # something else
        ("微信还款怎么弄", None),
        ("微信支付失败了", None),
        ("你们公众号叫什么", None),
        ("为什么一直给我发短信", None),
        ("不要再发短信给我了", None),
        ("收不到短信验证码", None),
        ("合同能发到我邮箱吗", None),
        ("把结清证明发我邮箱吧", None),
        ("我微信号被盗了", None),
        ("短信里的链接打不开", None),
        ("微信或者短信联系我都行", "sms"),
        ("please stop texting, do not email me", None),
        (
            "我前天在你们这里申请了提前还款，客服说第二天会有人微信联系我，可是到现在都没有人理我，我很生气",
            None,
        ),
        ("", None),
    ],
)
def test_which_channel_they_ask_for(text, channel):
    assert wished(text) == channel


SMS, MAIL = way("sms"), way("email")
WECHAT = way("wechat", wrote=AT)


@pytest.mark.parametrize(
    ("told", "ways", "offered"),
    [
        ({}, [SMS], ("sms", True)),
        ({"here": "app"}, [SMS], ("sms", True)),
        ({}, [MAIL, SMS, WECHAT], ("wechat", True)),  # where they wrote
        (
            {},
            [WECHAT, way("sms", "preferred")],
            ("sms", True),
        ),  # what they like best; they are asked all the same
        ({}, [way("sms", reason="open_there"), way("wechat", reason="window_closed")], None),
        ({}, [way("web", "link")], None),
        ({}, [], None),
        ({"here": "wechat"}, [SMS], None),  # who writes there may put the telephone away
        ({"controller": "agent"}, [SMS], None),
        ({"controller": "bot"}, [SMS], None),
        ({"status": "resolved"}, [SMS], None),
        ({"refuses": True}, [SMS], None),
        ({"offered": True}, [SMS], None),  # never twice
        ({"offered": True, "unseen": True}, [SMS], None),  # gone, and nobody agreed to anything
        ({"offered": True, "unseen": True}, [way("sms", "preferred")], ("sms", False)),
        ({"offered": True, "unseen": True, "reachable": False}, [way("sms", "preferred")], None),
        ({"offered": True, "unseen": True, "refuses": True}, [way("sms", "preferred")], None),
        ({"offered": True, "unseen": True}, [way("sms", "preferred", "window_closed"), WECHAT], None),
    ],
)
def test_what_the_bot_offers_who_stands_in_line(told, ways, offered):
    found = in_line(replace(Waits(), **told), ways)
    assert (found and (found.way.reach.channel, found.ask)) == offered


def test_what_they_ask_for_must_be_open():
    assert as_wished("sms", [way("sms", reason="paused"), WECHAT]) is None
    assert as_wished("wechat", [SMS, WECHAT]) is WECHAT


LENDER = [
    Offered("email", "main", "客服邮箱", False, "email"),
    Offered("sms", "main", "短信", False, "phone"),
    Offered("sms", "second", "短信二", False, "phone"),
    Offered("wechat", "main", "公众号", True, None),
    Offered("letter", "main", "信函", False, None),
]


@pytest.mark.parametrize(
    ("known", "here", "shown"),
    [
        (
            [],
            ("web", "demo"),
            [("wechat", "code", None), ("email", "unknown", "no_email"), ("sms", "unknown", "no_phone")],
        ),
        (
            [SMS, way("wechat", reason="window_closed"), way("email", reason="open_there")],
            ("web", "demo"),
            [("sms", "asked", None), ("wechat", "code", None), ("email", "asked", "open_there")],
        ),
        (
            [SMS, WECHAT],
            ("sms", "main"),
            [("wechat", "asked", None), ("email", "unknown", "no_email"), ("sms", "unknown", "no_phone")],
        ),
    ],
    ids=["stranger", "known", "elsewhere already"],
)  # fmt: skip
def test_what_a_customer_may_choose_from(known, here, shown):
    assert [(one.channel, one.how, one.reason) for one in for_customer(LENDER, known, here)] == shown


def test_who_they_are_there_is_masked():
    (one, *_) = for_customer(LENDER, [way("sms", wrote=AT - timedelta(days=1))], ("web", "demo"))
    assert (one.address, one.account) == ("139****0000", "main")
