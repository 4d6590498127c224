"""A mailbox's connection in a thread of its own: many of them wait for hours, and the threads that everything else
shares are few."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.imap import ImapFailed, Session
from tandem.adapters.mail.oauth import Tokens

T = TypeVar("T")


@dataclass(frozen=True)
class Connected:
    session: Session
    thread: ThreadPoolExecutor

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """`work` in this connection's thread."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, lambda: work(*args))


@asynccontextmanager
async def connected(box: Mailbox, tokens: Tokens) -> AsyncIterator[Connected]:
    """Reached and logged in. Raises ImapFailed, OAuthFailed, AccountIncomplete."""
    async with reached(box) as mailbox:
        await log_in(mailbox, box, tokens)
        yield mailbox


@asynccontextmanager
async def reached(box: Mailbox) -> AsyncIterator[Connected]:
    """Reached, with TLS. When it is left, whatever waits in it ends within a second."""
    mailbox = Connected(Session(box.imap), ThreadPoolExecutor(1, thread_name_prefix="imap"))
    try:
        await mailbox.run(mailbox.session.reach)
        yield mailbox
    finally:
        mailbox.session.stop()
        mailbox.thread.submit(mailbox.session.close)
        mailbox.thread.shutdown(wait=False)


async def log_in(mailbox: Connected, box: Mailbox, tokens: Tokens) -> None:
    """By token or password. A token that was not taken is forgotten, so that the next try has a new one."""
    token = await tokens.access_token(box)
    try:
        await mailbox.run(mailbox.session.log_in, box, token)
    except ImapFailed as error:
        if token is not None and error.code == "login":
            tokens.forget(box)
        raise
