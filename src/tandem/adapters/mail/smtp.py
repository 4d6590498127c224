"""Handing mail over to the lender's mail server (submission)."""

import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import aiosmtplib

from tandem.adapters.mail.fields import Mailbox
from tandem.adapters.mail.oauth import OAuthFailed, Tokens
from tandem.contexts.channels.ports import SendLater, SendRefused

_TIMEOUT_S = 20.0
_GREYLISTED = timedelta(minutes=5)
_ADDRESS = re.compile(r"\S+@\S+")
# Of the account or of the server, whatever the message: it is not the message's fault.
_OF_THE_ACCOUNT = frozenset({421, 454, 502, 503, 530, 534, 535, 538})


async def deliver(box: Mailbox, tokens: Tokens, mail: bytes, recipient: str) -> None:
    """One mail to one recipient. Raises SendRefused for what the server will never take, SendLater for the rest."""
    try:
        async with logged_in(box, tokens) as client:
            await client.sendmail(box.address, [recipient], mail)
    except OAuthFailed as error:
        raise SendLater(error.code) from error
    except aiosmtplib.SMTPAuthenticationError as error:
        raise SendLater("login", _detail(error)) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _said(error.recipients[0], "recipient_refused") from error
    except aiosmtplib.SMTPResponseException as error:
        raise _said(error, "refused") from error
    except aiosmtplib.SMTPNotSupported as error:
        raise SendLater("no_tls") from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise SendLater("connection", type(error).__name__) from error


@asynccontextmanager
async def logged_in(box: Mailbox, tokens: Tokens) -> AsyncIterator[aiosmtplib.SMTP]:
    """A connection that may send. Raises what aiosmtplib raises, AccountIncomplete, OAuthFailed."""
    client = await connected(box)
    try:
        await log_in(box, tokens, client)
        yield client
    finally:
        # What was taken was taken, whatever the server makes of the farewell.
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        client.close()


async def connected(box: Mailbox) -> aiosmtplib.SMTP:
    """Reached, with TLS verified and demanded unless the account says that the server is on this machine."""
    server = box.smtp
    client = aiosmtplib.SMTP(
        hostname=server.host, port=server.port, timeout=_TIMEOUT_S, use_tls=server.security == "tls",
        start_tls=server.security == "starttls", tls_context=ssl.create_default_context(),
    )  # fmt: skip
    await client.connect()
    return client


async def log_in(box: Mailbox, tokens: Tokens, client: aiosmtplib.SMTP) -> None:
    """By token or password; not at all for an account that has neither."""
    token = await tokens.access_token(box)
    if token is not None:
        try:
            await client.auth_xoauth2(box.user, token)
        except aiosmtplib.SMTPAuthenticationError:
            tokens.forget(box)
            raise
    elif box.password:
        await client.login(box.user, box.password)


def _said(error: aiosmtplib.SMTPResponseException, code: str) -> SendRefused | SendLater:
    if error.code in _OF_THE_ACCOUNT:
        return SendLater(f"smtp_{error.code}", _detail(error))
    if 400 <= error.code < 500:
        grey = error.code in (450, 451) and "grey" in str(error.message).lower()
        if grey:
            return SendLater("greylisted", _detail(error), after=_GREYLISTED)
        return SendLater(f"smtp_{error.code}", _detail(error))
    if error.code < 400:
        return SendLater("connection", _detail(error))
    return SendRefused(code, _detail(error))


def _detail(error: aiosmtplib.SMTPResponseException) -> str:
    """What the server said, without addresses."""
    return f"{error.code} {_ADDRESS.sub('…', str(error.message))}"[:200]
