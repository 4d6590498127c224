"""Finding a file of a mail again: the mail where it lies, then the part of it."""

import asyncio
import re
from pathlib import Path

from tandem.adapters.mail import maildir
from tandem.adapters.mail.connecting import connected
from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.imap import ImapFailed
from tandem.adapters.mail.oauth import OAuthFailed, Tokens
from tandem.adapters.mail.reading.bodies import content_of, part_of
from tandem.adapters.mail.reading.opening import MAX_BYTES, Unreadable, opened
from tandem.adapters.mail.taking import folder_mark
from tandem.contexts.channels.ports import SendLater, SendRefused

_IN_MAILDIR = re.compile(r"maildir/([^/\\\x00#]{1,200})#(\d{1,4})")
_IN_IMAP = re.compile(r"imap/([0-9a-f]{12})/(\d{1,10})/(\d{1,10})#(\d{1,4})")


async def raw_at(root: Path, box: Mailbox, tokens: Tokens, reference: str) -> bytes:
    """The mail. Raises SendRefused("file_missing"), SendLater, AccountIncomplete."""
    if found := _IN_MAILDIR.fullmatch(reference):
        try:
            return await asyncio.to_thread(_from_maildir, root, box.account.key, found[1])
        except OSError as error:
            raise SendLater("folder", error.strerror or "") from error
    if found := _IN_IMAP.fullmatch(reference):
        folder = next((one for one in box.folders if folder_mark(one) == found[1]), None)
        if folder is not None:
            return await _from_imap(box, tokens, folder, int(found[2]), int(found[3]))
    raise SendRefused("file_missing")


def content_at(raw: bytes, reference: str, limit: int) -> bytes:
    """The part's bytes. Raises SendRefused."""
    try:
        part = part_of(opened(raw), int(reference.rpartition("#")[2]))
        content = content_of(part) if part is not None else None
    except Unreadable as error:
        raise SendRefused("file_missing") from error
    if content is None:
        raise SendRefused("file_missing")
    if len(content) > limit:
        raise SendRefused("file_too_large")
    return content


def _from_maildir(root: Path, key: str, name: str) -> bytes:
    path = maildir.incoming(root, key).find(name)
    if path is None:
        raise SendRefused("file_missing")
    return maildir.read(path, MAX_BYTES)


async def _from_imap(box: Mailbox, tokens: Tokens, folder: str, uidvalidity: int, uid: int) -> bytes:
    try:
        async with connected(box, tokens) as mailbox:
            numbering = await mailbox.run(mailbox.session.examine, folder)
            if numbering.uidvalidity != uidvalidity:
                raise SendRefused("file_missing")
            mails = await mailbox.run(lambda: list(mailbox.session.mails([uid], MAX_BYTES)))
    except (ImapFailed, OAuthFailed) as error:
        raise SendLater(error.code) from error
    if not mails:
        raise SendRefused("file_missing")
    return mails[0][1]
