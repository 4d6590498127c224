"""Handing mail to a real SMTP server."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Thread

import pytest
from cryptography.fernet import Fernet

from tandem.adapters.mail import MailChannel, connection
from tandem.adapters.mail.fields import Mailbox
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Outgoing, SendLater, SendRefused
from tandem.kit.db import Database
from tandem.kit.ids import new_id

from .mails import account
from .servers import PASSWORD, TOKEN, USER, Smtp, smtp


@pytest.fixture(scope="module")
def module_server(tmp_path_factory) -> Iterator[tuple[Smtp, Path]]:
    base = tmp_path_factory.mktemp("smtp")
    with smtp(base) as server:
        yield server, base


@pytest.fixture
def server(module_server, monkeypatch) -> Smtp:
    found, base = module_server
    monkeypatch.setenv("SSL_CERT_FILE", str(base / "cert.pem"))
    for told in (found.mails, found.rcpt, found.data, found.logins):
        told.clear()
    return found


@pytest.fixture
async def channel(database_url, tmp_path) -> MailChannel:
    db = Database(database_url, pool_size=2)
    yield connection(tmp_path, Accounts(db, Fernet(Fernet.generate_key())), b"k" * 32).channel
    await db.close()


def told(server: Smtp, **more):
    secrets = more.pop("secrets", {"password": PASSWORD})
    settings = {
        "send": "smtp", "smtp_host": "localhost", "smtp_port": server.port, "smtp_security": "starttls", "user": USER,
        **more,
    }  # fmt: skip
    return account(secrets=secrets, **settings)


def saying(text: str = "您好,本期账单已寄出。", **more) -> Outgoing:
    return Outgoing(new_id(), "chunmei@example.com", "text", text, **more)


async def test_a_mail_arrives(server, channel):
    outgoing = saying()
    sent = await channel.send(told(server), outgoing)
    sender, recipients, raw = server.mails[0]
    assert (sender, recipients) == ("service@hesui.example", ["chunmei@example.com"])
    mail = message_from_bytes(raw, policy=default)
    assert mail["message-id"] == f"<{sent.external_id}>"
    again = await channel.send(told(server), outgoing)
    assert again == sent


@pytest.mark.parametrize(
    ("where", "answer", "error", "code"),
    [
        ("rcpt", "550 5.1.1 no such user <chunmei@example.com>", SendRefused, "recipient_refused"),
        ("rcpt", "451 4.7.1 Greylisted, try again later", SendLater, "greylisted"),
        ("rcpt", "452 4.2.2 mailbox full", SendLater, "smtp_452"),
        ("data", "554 5.7.1 spam", SendRefused, "refused"),
        ("data", "552 5.3.4 too large", SendRefused, "refused"),
        ("data", "421 4.3.0 closing", SendLater, "smtp_421"),
        ("data", "535 5.7.8 not you", SendLater, "smtp_535"),
    ],
)
async def test_what_the_server_says_is_understood(server, channel, where, answer, error, code):
    getattr(server, where).append(answer)
    with pytest.raises(error) as raised:
        await channel.send(told(server), saying())
    assert raised.value.code == code
    assert "@" not in raised.value.detail
    assert not server.mails


async def test_a_wrong_password_waits(server, channel):
    with pytest.raises(SendLater, match="login"):
        await channel.send(told(server, secrets={"password": "wrong"}), saying())


async def test_nothing_is_sent_without_verified_tls(server, channel, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(SendLater, match="connection"):
        await channel.send(told(server), saying())
    # A server elsewhere gets no password in clear, whatever the account says.
    with pytest.raises(SendLater, match="account_smtp_security"):
        await channel.send(told(server, smtp_security="none", smtp_host="mail.example"), saying())
    assert not server.mails


async def test_a_server_that_is_away_is_waited_for(server, channel):
    with pytest.raises(SendLater, match="connection"):
        await channel.send(told(server, smtp_port=1), saying())
    with pytest.raises(SendLater, match="account_smtp_host"):
        await channel.send(account(send="smtp"), saying())


async def test_the_bot_stops_at_the_cap_and_a_person_does_not(server, channel):
    few = told(server, automatic_per_hour=2)
    bot = [saying(automatic=True) for _ in range(3)]
    for outgoing in (bot[0], bot[0], bot[1]):
        await channel.send(few, outgoing)
    with pytest.raises(SendRefused, match="automatic_cap"):
        await channel.send(few, bot[2])
    await channel.send(few, replace(bot[2], recipient="other@example.com"))
    await channel.send(few, saying())


@pytest.fixture
def token_server() -> Iterator[tuple[str, list[bytes]]]:
    """Gives an old token first, then good ones."""
    from http.server import BaseHTTPRequestHandler, HTTPServer

    asked: list[bytes] = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["content-length"])))
            token = "old" if len(asked) == 1 else TOKEN
            body = b'{"access_token": "%s", "expires_in": 3600}' % token.encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    made = HTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=made.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}/token", asked
    made.shutdown()
    thread.join()
    made.server_close()


async def test_a_token_is_refreshed(server, channel, token_server):
    url, asked = token_server
    with_token = told(
        server,
        oauth_token_url=url,
        oauth_client_id="c1",
        secrets={"oauth_refresh_token": "r1", "oauth_client_secret": "s"},
    )
    with pytest.raises(SendLater, match="login"):  # the first token is old, and is forgotten
        await channel.send(with_token, saying())
    await channel.send(with_token, saying())
    await channel.send(with_token, saying())
    assert len(server.mails) == 2
    assert len(asked) == 2
    assert b"refresh_token=r1" in asked[0]


async def test_the_live_check_names_the_step(server, channel):
    found = await channel.check(told(server))
    assert [(one.key, one.ok) for one in found] == [
        ("maildir_in", True),
        ("smtp_reach", True),
        ("smtp_login", True),
    ]
    wrong = await channel.check(told(server, secrets={"password": "wrong"}))
    assert [(one.key, one.ok) for one in wrong][-1] == ("smtp_login", False)
    away = await channel.check(told(server, smtp_port=1))
    assert (away[-1].key, away[-1].ok) == ("smtp_reach", False)
    assert (await channel.check(account(address="none")))[-1].detail == "address"
    assert not server.mails


def test_a_mailbox_without_a_token_url_is_incomplete():
    from tandem.adapters.mail.fields import AccountIncomplete

    with pytest.raises(AccountIncomplete):
        _ = Mailbox(
            account(secrets={"oauth_refresh_token": "r"}, oauth_token_url="http://evil.example/")
        ).oauth
