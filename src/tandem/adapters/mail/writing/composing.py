"""A message of ours as a mail: text and HTML of the same words, nothing that loads from elsewhere."""

import html
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.reading.addresses import normalised
from tandem.adapters.mail.reading.automatic import LOOP_HEADER
from tandem.adapters.mail.threading import Threads
from tandem.contexts.channels.ports import Outgoing, SendRefused
from tandem.kit.filenames import safe_name
from tandem.kit.i18n import translate

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,250}")
_RE = re.compile(r"\s*(?:re|回复|答复)\s*[:：]", re.I)
_POLICY = SMTP.clone(max_line_length=76)
_BUTTON = "display:inline-block;padding:8px 20px;border-radius:6px;background:#1f6f54;color:#fff;text-decoration:none"
_PAGE = '<html><head><meta charset="utf-8"></head><body>{text}<p style="color:#888">{foot}</p></body></html>'


def composed(
    box: Mailbox, outgoing: Outgoing, content: bytes | None, threads: Threads, now: datetime
) -> bytes:
    """The mail, without a signature. `content`: of its file. Whatever came from outside (a subject, message ids, a
    name) is cleaned first: no line of it becomes a head. Raises SendRefused("bad_recipient")."""
    recipient = normalised(outgoing.recipient)
    if (
        recipient is None or not recipient.isascii()
    ):  # mailboxes outside ASCII need servers that few have (RFC 6531)
        raise SendRefused("bad_recipient")
    mail = EmailMessage(policy=_POLICY)
    account_id = box.account.id
    mail["From"] = Address(_one_line(box.sender_name, 80), addr_spec=box.address)
    mail["To"] = Address(addr_spec=recipient)
    mail["Subject"] = _subject(box, outgoing)
    mail["Date"] = format_datetime(now)
    mail["Auto-Submitted"] = "auto-replied" if outgoing.automatic else "no"
    if outgoing.automatic:
        mail["X-Auto-Response-Suppress"] = "All"
    mail[LOOP_HEADER] = account_id.hex
    _body(mail, box, outgoing, content)
    return _thread(box, outgoing, threads) + mail.as_bytes(policy=_POLICY)


def message_id(box: Mailbox, outgoing: Outgoing, threads: Threads) -> str:
    """Without angle brackets; what bounces and answers name."""
    return threads.message_id(box.account.id, outgoing.id, outgoing.conversation_id, box.domain)


def _subject(box: Mailbox, outgoing: Outgoing) -> str:
    if outgoing.template is not None and outgoing.template.subject:
        return _one_line(outgoing.template.subject, 200)
    told = _one_line(str(outgoing.context.get("subject") or ""), 200)
    if not told:
        return translate("channel.email.our_subject", outgoing.locale, name=_one_line(box.sender_name, 80))
    return told if _RE.match(told) else f"Re: {told}"


def _thread(box: Mailbox, outgoing: Outgoing, threads: Threads) -> bytes:
    """The heads that name messages and addresses, written here: the library makes encoded words of long ones."""
    lines = [f"Message-ID: <{message_id(box, outgoing, threads)}>"]
    if outgoing.conversation_id is not None and box.plus_address:
        reply_to = threads.reply_address(box.account.id, outgoing.conversation_id, box.address)
        lines.append(f"Reply-To: <{reply_to}>")
    answered = str(outgoing.context.get("message_id") or "")
    if _ID.fullmatch(answered):
        lines += _answering(answered, outgoing)
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _answering(answered: str, outgoing: Outgoing) -> list[str]:
    earlier = outgoing.context.get("references")
    sound = [str(one) for one in earlier if _ID.fullmatch(str(one))] if isinstance(earlier, list) else []
    references = "\r\n ".join(f"<{one}>" for one in [*sound[-12:], answered])
    return [f"In-Reply-To: <{answered}>", f"References: {references}"]


def _body(mail: EmailMessage, box: Mailbox, outgoing: Outgoing, content: bytes | None) -> None:
    file = outgoing.file
    text = outgoing.text or (
        translate("channel.email.see_file", outgoing.locale, name=safe_name(file.name)) if file else ""
    )
    foot = translate("channel.email.foot", outgoing.locale, name=_one_line(box.sender_name, 80))
    link = outgoing.template.link if outgoing.template else None
    plain = f"{text}\n\n{link}" if link else text
    mail.set_content(f"{plain}\n\n{foot}\n", charset="utf-8", cte="base64")
    page = _PAGE.format(text=_html(text) + _button(link, outgoing.locale), foot=html.escape(foot))
    mail.add_alternative(page, subtype="html", cte="base64")
    if file is not None and content is not None:
        maintype, _, subtype = file.content_type.partition("/")
        sound = re.fullmatch(r"[a-z]+", maintype) and re.fullmatch(r"[a-z0-9.+-]+", subtype)
        kind = (maintype, subtype) if sound else ("application", "octet-stream")
        mail.add_attachment(
            content, maintype=kind[0], subtype=kind[1], filename=_one_line(safe_name(file.name), 255)
        )


def _html(text: str) -> str:
    paragraphs = (html.escape(one).replace("\n", "<br>") for one in text.split("\n\n"))
    return "".join(f"<p>{one}</p>" for one in paragraphs)


def _button(link: str | None, locale: str) -> str:
    """Where a template leads: a link that looks like a button, also where styles are taken away."""
    if not link:
        return ""
    words = html.escape(translate("channel.email.open_link", locale))
    return f'<p><a href="{html.escape(link)}" style="{_BUTTON}">{words}</a></p>'


def _one_line(text: str, limit: int) -> str:
    plain = _CONTROL.sub(" ", text.encode("utf-8", "replace").decode()).strip()[:limit]
    # The library decodes encoded words in what it is given, and line ends that stand in them would become heads.
    return plain.replace("=?", "= ?")
