"""What goes out."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.adapters.mail.arriving import Aside, arrived
from tandem.adapters.mail.writing.composing import composed
from tandem.adapters.mail.writing.dkim import BadKey, signed
from tandem.contexts.channels.ports import Outgoing, OutgoingFile, SendRefused, Template
from tandem.kit.ids import new_id

from .mails import ACCOUNT_ID, CONVERSATION, THREADS, box

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
THREAD = {"subject": "账单", "message_id": "a1@example.com", "references": ["z0@example.com"]}
SAID = Outgoing(
    new_id(), "chunmei@example.com", "text", "本期应还 <1,200> 元。\n\n谢谢", context=THREAD,
    conversation_id=CONVERSATION,
)  # fmt: skip


def mail_of(outgoing: Outgoing = SAID, content: bytes | None = None, **settings):
    raw = composed(box(**settings), outgoing, content, THREADS, NOW)
    assert max(map(len, raw.split(b"\r\n"))) < 999
    return raw, message_from_bytes(raw, policy=default)


def test_an_answer_stands_in_its_thread():
    _, mail = mail_of(plus_address=True)
    assert mail["subject"] == "Re: 账单"
    assert mail["in-reply-to"] == "<a1@example.com>"
    assert mail["references"].split() == ["<z0@example.com>", "<a1@example.com>"]
    assert mail["from"] == "客服邮箱 <service@hesui.example>"
    assert mail["auto-submitted"] == "no"
    assert mail["list-unsubscribe"] is None
    token = THREADS.token(ACCOUNT_ID, CONVERSATION)
    assert mail["reply-to"] == f"service+{token}@hesui.example"
    assert mail["message-id"] == f"<{SAID.id.hex}.{token}@hesui.example>"
    assert "<1,200>" in mail.get_body(("plain",)).get_content()
    page = mail.get_body(("html",)).get_content()
    assert "&lt;1,200&gt;" in page
    assert "http" not in page
    assert "src" not in page


def test_a_template_has_its_own_subject_and_a_link_that_is_a_button():
    made = Template(
        "repay",
        "",
        {},
        subject="您的\r\nBcc: x@evil.example 还款提醒",
        link="https://hesui.example/bill?a=1&b=2",
    )
    raw, mail = mail_of(replace(SAID, template=made))
    assert mail["subject"] == "您的 Bcc: x@evil.example 还款提醒"
    assert mail["in-reply-to"] == "<a1@example.com>"
    assert b"\r\nBcc:" not in raw
    assert "https://hesui.example/bill?a=1&b=2" in mail.get_body(("plain",)).get_content()
    assert 'href="https://hesui.example/bill?a=1&amp;b=2"' in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize("name", ["subject", "sender_name"])
def test_encoded_words_of_a_stranger_become_no_heads(name):
    """The library decodes what is encoded, line ends too: our own server would sign what somebody else wrote."""
    evil = "=?utf-8?q?a=0D=0AReply-To: x@evil.example=0D=0A=0D=0Aphish?="
    if name == "subject":
        raw, mail = mail_of(replace(SAID, context={"subject": evil}))
    else:
        raw, mail = mail_of(sender_name=evil[:80])
    assert b"\r\nReply-To: x@evil.example" not in raw
    assert "phish" not in mail.get_body(("plain",)).get_content().split("\n")[0]
    assert mail["auto-submitted"] == "no"


def test_a_bot_says_that_it_is_one_and_the_subject_is_kept():
    _, mail = mail_of(replace(SAID, automatic=True, context={"subject": "Re: 账单"}))
    assert mail["auto-submitted"] == "auto-replied"
    assert mail["subject"] == "Re: 账单"
    assert "客服邮箱" in mail_of(replace(SAID, context={}))[1]["subject"]


def test_what_we_send_is_never_answered_by_us():
    raw, _ = mail_of()
    assert arrived(raw, box(), THREADS, frozenset(), lambda part: "x", NOW) == Aside("loop")


EVIL = [
    "x\r\nBcc: victim@example.com", "x\nBcc: victim@example.com", "x\r\n\r\n<script>", "x\u2028Bcc: v@example.com",
    "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(EVIL)))
def test_no_line_of_a_stranger_becomes_a_head(number):
    evil = EVIL[number]

    async def content() -> bytes:
        return b"x"

    told = {"subject": evil, "message_id": evil, "references": [evil, "a@b"]}
    file = OutgoingFile(evil, f"text/{evil}", 1, content)
    _, mail = mail_of(replace(SAID, context=told, file=file), b"x", sender_name=evil)
    assert mail["bcc"] is None
    assert mail["in-reply-to"] is None
    assert mail["from"].addresses[0].addr_spec == "service@hesui.example"
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/octet-stream"]


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=120))
def test_any_subject_is_composed(subject):
    _, mail = mail_of(replace(SAID, context={**THREAD, "subject": subject}))
    assert mail["message-id"]
    assert mail["bcc"] is None


@pytest.mark.parametrize(
    "recipient", ["", "no address", "a@b\r\nBcc: c@d.example", "a@b, c@d.example", "x", "李娜@example.com"]
)
def test_a_bad_recipient_is_refused(recipient):
    with pytest.raises(SendRefused, match="bad_recipient"):
        mail_of(replace(SAID, recipient=recipient))


def _pem(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _record(key) -> bytes:
    from base64 import b64encode

    if isinstance(key, Ed25519PrivateKey):
        raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return b"v=DKIM1; k=ed25519; p=" + b64encode(raw)
    raw = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(raw)


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_signature_holds_for_another_implementation(kind):
    if kind == "ed25519":
        pytest.importorskip("nacl", reason="dkimpy verifies Ed25519 with PyNaCl, which is not installed")
    key = generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
    raw, _ = mail_of()
    mail = signed(
        raw, domain="hesui.example", selector="s1", key=_pem(key).replace("\n", " "), at=1_790_000_000
    )

    def holds(content: bytes) -> bool:
        return dkim.verify(content, dnsfunc=lambda name, timeout=5: _record(key))

    assert holds(mail)
    assert not holds(mail.replace(b"Re: ", b"Fw: ", 1) if b"Re: " in mail else mail + b"x\r\n")
    assert not holds(b"From: evil@example.com\r\n" + mail)


def test_a_bad_key_is_said():
    with pytest.raises(BadKey):
        signed(b"From: a@b\r\n\r\nx", domain="b", selector="s", key="no key", at=1)


def test_what_we_add_is_in_the_customers_language():
    _, mail = mail_of(replace(SAID, locale="en", context={}))
    assert mail["subject"] == "Answer from 客服邮箱"
    assert "Just answer this mail to go on." in mail.get_body(("plain",)).get_content()
