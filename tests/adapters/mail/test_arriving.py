"""What a mail is to us: a message, a receipt, or nobody's business."""

# ruff: noqa: E501 -- mails as they are
import os
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.mail.arriving import Aside, arrived
from tandem.adapters.mail.fetching import content_at
from tandem.adapters.mail.reading.addresses import addresses, normalised
from tandem.adapters.mail.reading.opening import MAX_BYTES
from tandem.contexts.channels.ports import Incoming, SendRefused
from tandem.kit.ids import new_id

from .mails import ACCOUNT_ID, ADDRESS, CONVERSATION, THREADS, box, plain, raw

NOW = datetime(2026, 11, 22, tzinfo=UTC)
OWN = frozenset({ADDRESS})


def read(content: bytes, **settings) -> Incoming | Aside:
    return arrived(content, box(**settings), THREADS, OWN, lambda part: f"maildir/x#{part.number}", NOW)


def test_a_plain_mail():
    told = read(plain())
    assert isinstance(told, Incoming)
    assert (told.sender, told.name) == ("chunmei@example.com", "张春梅")
    assert (told.subject, told.text) == ("账单", "您好，我想问一下这个月的账单。")
    assert told.at == datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    assert told.external_id.startswith("a1@example.com#")
    assert not told.proven


def test_the_same_mail_by_two_ways_is_one_and_another_under_its_id_is_not():
    one = read(b"Received: from a by b; now\r\n" + plain())
    assert one.external_id == read(plain()).external_id
    assert one.external_id != read(plain("别的内容")).external_id
    nameless = [read(plain(text, Message_ID="")).external_id for text in ("甲", "甲", "乙")]
    assert nameless[0] == nameless[1] != nameless[2]


@pytest.mark.parametrize("where", ["In_Reply_To", "References", "To", "Delivered_To"])
def test_a_signed_thread_names_its_conversation(where):
    sent = THREADS.message_id(ACCOUNT_ID, new_id(), CONVERSATION, "hesui.example")
    value = THREADS.reply_address(ACCOUNT_ID, CONVERSATION, ADDRESS) if "To" in where[-2:] else f"<{sent}>"
    if where == "In_Reply_To":
        value = f"<{sent}>"
    assert read(plain(Subject="Re: 账单", **{where: value})).conversation_id == CONVERSATION
    # One character changed, or given out by another account.
    forged = value.replace(value[40], "a" if value[40] != "a" else "b")
    assert read(plain(**{where: forged})).conversation_id is None
    other = THREADS.token(new_id(), CONVERSATION)
    assert read(plain(**{where: f"<x.{other}@hesui.example>"})).conversation_id is None


def test_a_reply_is_without_quotes_and_keeps_them_beside():
    told = read(plain("好的\n\n> 您好", Subject="Re: 账单", In_Reply_To="<x@y>"))
    assert (told.subject, told.text) == (None, "好的")
    assert "> 您好" in told.left_out


AUTOMATIC = {
    "vacation": {"Auto_Submitted": "auto-replied"},
    "x-autoreply": {"X_Autoreply": "yes"},
    "precedence": {"Precedence": "auto_reply"},
    "empty path": {"Return_Path": "<>"},
    "zh subject": {"Subject": "自动回复: 账单"},
    "zh subject 2": {"Subject": "Re: 【自动回复】我在休假"},
    "en subject": {"Subject": "Automatic reply: Bill"},
    "away": {"Subject": "Out of Office: back on Monday"},
}
OTHERS = {
    "list": ({"List_Id": "<x.example>"}, "mailing_list"),
    "bulk": ({"Precedence": "bulk"}, "bulk"),
    "robot": ({"From": "no-reply@bank.example"}, "robot"),
    "own": ({"From": ADDRESS.upper()}, "own_address"),
    "loop": ({"X_Tandem_Account": "1"}, "loop"),
    "plain bounce": ({"From": "MAILER-DAEMON@x.example", "Subject": "Undelivered Mail Returned to Sender"}, "bounce"),
    "zh bounce": ({"From": "postmaster@qq.example", "Subject": "系统退信"}, "bounce"),
}  # fmt: skip


@pytest.mark.parametrize("heads", AUTOMATIC.values(), ids=AUTOMATIC)
def test_automatic_answers_are_not_answered(heads):
    assert read(plain(**heads)) == Aside("auto_reply")


@pytest.mark.parametrize(("heads", "code"), OTHERS.values(), ids=OTHERS)
def test_other_mail_that_is_not_answered(heads, code):
    assert read(plain(**heads)) == Aside(code)


def test_a_mail_that_went_round_is_a_loop():
    assert read(b"Received: from a by b; x\r\n" * 31 + plain()) == Aside("loop")


def test_people_are_answered():
    for heads in (
        {"Auto_Submitted": "no"},
        {"Precedence": "normal"},
        {"Subject": "你们的自动回复没有解决问题"},
    ):
        assert isinstance(read(plain(**heads)), Incoming)


def _dsn(about: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    return raw(
        'From: MAILER-DAEMON@mx.example\nTo: s@hesui.example\nSubject: Undelivered\nMessage-ID: <b@mx>\n'
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        f"--b\r\n\r\nSorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; gone@example.com\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}>\r\n\r\n--b--\r\n".encode(),
    )  # fmt: skip


def test_a_bounce_is_a_receipt_about_our_message():
    about = THREADS.message_id(ACCOUNT_ID, new_id(), CONVERSATION, "hesui.example")
    told = read(_dsn(about))
    assert (told.kind, told.about, told.state, told.reason) == ("receipt", about, "failed", "bounced 5.1.1")
    assert told.sender == "gone@example.com"
    assert read(_dsn(about, "delayed", "4.4.1")) == Aside("bounce")
    assert read(_dsn(about.replace(".", ".a", 1))) == Aside("bounce")
    worded = plain(f"550 no such user\n\nMessage-ID: <{about}>", From="postmaster@qq.example", Subject="退信")
    assert read(worded).about == about


@pytest.mark.parametrize(
    ("results", "proven"),
    [
        ("mx.hesui.example; dkim=pass header.d=example.com", True),
        ("mx.hesui.example 1; dmarc=pass (p=none) header.from=example.com", True),
        ("mx.hesui.example; spf=pass smtp.mailfrom=chunmei@example.com", True),
        ("mx.hesui.example; dkim=pass header.d=evil.example", False),
        ("mx.hesui.example; dkim=pass header.d=sub.example.com", False),
        ("mx.hesui.example; dkim=fail header.d=example.com", False),
        ("mx.hesui.example; x=y (dkim=pass header.d=example.com)", False),
        ("evil.example; dkim=pass header.d=example.com", False),
        ("", False),
    ],
)
def test_only_the_own_server_proves(results, proven):
    heads = {"Authentication_Results": results} if results else {}
    assert read(plain(**heads), trusted_server="mx.hesui.example").proven is proven
    assert not read(plain(**heads)).proven


def test_only_its_topmost_word_counts():
    forged = "mx.hesui.example; dkim=pass header.d=example.com"
    real = b"Authentication-Results: mx.hesui.example; dkim=none\r\n"
    told = read(real + plain(Authentication_Results=forged), trusted_server="mx.hesui.example")
    assert not told.proven


def _with_files() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "x@example.com", ADDRESS, "附件"
    mail.set_content("见附件")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="结清证明.pdf")
    mail.add_attachment(b"MZ\x90", maintype="image", subtype="png", filename="../../photo.png.exe")
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("inside")
    mail.add_attachment(inner)
    return mail.as_bytes()


def test_files_are_named_harmlessly_and_found_again():
    content = _with_files()
    told = read(content)
    assert [one.name for one in told.files[:2]] == ["结清证明.pdf", "photo.png.exe"]
    assert content_at(content, told.files[0].reference, 100) == b"%PDF-1.4"
    assert b"inside" in content_at(content, told.files[2].reference, 1000)
    with pytest.raises(SendRefused, match="file_too_large"):
        content_at(content, told.files[0].reference, 3)
    with pytest.raises(SendRefused):
        content_at(content, "maildir/x#99", 100)


BOMBS = {
    "parts": raw(
        'From: a@b.example\nContent-Type: multipart/mixed; boundary="b"', b"--b\r\n\r\n\r\n" * 10_000
    ),
    "marks": raw('From: a@b.example\nContent-Type: multipart/mixed; boundary="b"', b"--b\n\n" * 500_000),
    "deep": b"From: a@b.example\r\n"
    + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (at, at) for at in range(3_000)
    ),
    "messages": b"From: a@b.example\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3_000,
    "header": b"From: a@b.example\r\nContent-Type: text/plain" + b"; a=b" * 500_000 + b"\r\n\r\nx",
    "disposition": b"From: a@b.example\r\nContent-Disposition: attachment"
    + b"; a=b" * 500_000
    + b"\r\n\r\nx",
    "lines": b"From: a@b.example\r\n\r\n" + b"\r" * 2_000_000,
    "large": b"From: a@b.example\r\n\r\n" + bytes(MAX_BYTES),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.timeout(20)
def test_bombs_are_put_aside(bomb):
    told = read(bomb)
    assert isinstance(told, Aside)
    assert told.code.startswith("too_") or told.code == "header_too_long"


ODD = [
    b"", b"\r\n", b"From:", b"From: <>\r\n\r\nx", b"\xff\xfe\x00", b"From: a@b.example\r\n",
    b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\nx",
    b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    b"From: a@b.example\r\nContent-Type: text/plain; charset*=x'y'z; charset=q\r\n\r\nx",
    b"From: \"\xc4\xe3\" <a@b.example>\r\nDate: 99 Foo\r\nSubject: =?=?=\r\n\r\n\xc4\xe3\xba\xc3",
    b"From: a@b.example\r\nDate: Mon, 1 Jan 0001 00:00:00 +9999\r\n\r\nx",
    b'From: a@b.example\r\nContent-Type: text/plain; name="' + b"a" * 9_000 + b'"\r\n\r\nx',
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_mails_are_read_or_put_aside(number):
    assert isinstance(read(ODD[number]), Incoming | Aside)


_HEADS = st.lists(
    st.sampled_from(
        ["From: a@b.example", "Content-Type: multipart/mixed; boundary=b", "Content-Type: text/html; charset=utf-7",
         "Content-Type: message/rfc822", "Content-Type: multipart/report", "Content-Transfer-Encoding: base64",
         "Date: x", "Subject: =?gbk?b?", "Message-ID: <", "References: <a> <b", "From: =?utf-8?q?=00?= <x@y>"]
    ), max_size=6,
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    _HEADS,
    st.lists(
        st.sampled_from([b"--b\r\n", b"--b--\r\n", b"\r\n", b"x", b"\xc4", b"<p>", b"PGh0\r\n"]), max_size=30
    ),
)
def test_nothing_but_the_typed_answer(heads, pieces):
    assert isinstance(read("\r\n".join(heads).encode() + b"\r\n\r\n" + b"".join(pieces)), Incoming | Aside)


def test_addresses_are_in_one_form():
    assert (
        addresses('"Z (x)" <A.b@Example.COM>, (note) c@d.example, bad@, grp: e@f.example;')[0].value
        == "a.b@example.com"
    )
    assert normalised("x@例子.中国") == "x@xn--fsqu00a.xn--fiqs8s"
    for bad in (
        "a@b@c",
        "a b@c.example",
        "a@-x.example",
        "a@x..y",
        "@x",
        "a@",
        "a\r\nBcc: x@y.example",
        "a" * 300 + "@x",
    ):
        assert normalised(bad) is None


def test_text_of_a_mail_without_text():
    assert "没有正文" in read(plain("", Subject="")).text
    assert os.linesep not in read(raw("From: a@b.example\nSubject: x\n y", b"")).text
