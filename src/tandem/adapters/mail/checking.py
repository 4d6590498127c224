"""The live check of an account: what the wizard shows, step by step up to the first that failed."""

import asyncio
from pathlib import Path

import aiosmtplib

from tandem.adapters.mail import maildir, smtp
from tandem.adapters.mail.connecting import log_in, reached
from tandem.adapters.mail.fields import AccountIncomplete, Mailbox
from tandem.adapters.mail.imap import ImapFailed
from tandem.adapters.mail.oauth import OAuthFailed, Tokens
from tandem.adapters.mail.writing.dkim import usable
from tandem.contexts.channels.ports import Finding

_SECONDS = 14.0


async def checked(root: Path, box: Mailbox, tokens: Tokens) -> list[Finding]:
    """Incoming, then outgoing, then the signing key. Sends nothing."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(_SECONDS):
            await _all(root, box, tokens, found)
    except TimeoutError:
        found.append(Finding("in_time", False))
    except AccountIncomplete as error:
        found.append(Finding("settings", False, error.field))
    return found


async def _all(root: Path, box: Mailbox, tokens: Tokens, found: list[Finding]) -> None:
    assert box.address
    if not await _incoming(root, box, tokens, found) or not await _outgoing(root, box, tokens, found):
        return
    if box.dkim is not None:
        found.append(Finding("dkim", await asyncio.to_thread(usable, box.dkim[1])))


async def _incoming(root: Path, box: Mailbox, tokens: Tokens, found: list[Finding]) -> bool:
    if box.receives_by == "maildir":
        return await _folder(found, "maildir_in", root, box, maildir.incoming)
    step = "imap_reach"
    try:
        async with reached(box) as mailbox:
            found.append(Finding(step, True))
            step = "imap_login"
            await log_in(mailbox, box, tokens)
            found.append(Finding(step, True))
            step = "imap_folders"
            for folder in box.folders:
                await mailbox.run(mailbox.session.examine, folder)
            found.append(Finding(step, True))
    except (ImapFailed, OAuthFailed) as error:
        detail = error.detail if isinstance(error, ImapFailed) else ""
        found.append(Finding(step, False, f"{error.code} {detail}".strip()))
        return False
    return True


async def _outgoing(root: Path, box: Mailbox, tokens: Tokens, found: list[Finding]) -> bool:
    if box.sends_by == "maildir":
        return await _folder(found, "maildir_out", root, box, maildir.outgoing)
    step = "smtp_reach"
    try:
        client = await smtp.connected(box)
        try:
            found.append(Finding(step, True))
            step = "smtp_login"
            await smtp.log_in(box, tokens, client)
            found.append(Finding(step, True))
        finally:
            client.close()
    except (aiosmtplib.SMTPException, OAuthFailed, OSError, ValueError) as error:
        found.append(Finding(step, False, _said(error)))
        return False
    return True


async def _folder(found: list[Finding], key: str, root: Path, box: Mailbox, of: object) -> bool:
    try:
        await asyncio.to_thread(of, root, box.account.key)  # type: ignore[arg-type]
    except OSError as error:
        found.append(Finding(key, False, error.strerror or ""))
        return False
    found.append(Finding(key, True))
    return True


def _said(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"[:200]
    return error.code if isinstance(error, OAuthFailed) else str(error)[:200] or type(error).__name__
