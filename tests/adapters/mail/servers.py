"""Real mail servers for tests: Debian's dovecot, and aiosmtpd in this process.

aiosmtpd rather than Debian's opensmtpd or postfix: those want root, accounts of the system and a queue, and cannot be
told to answer 451 to the next mail; aiosmtpd is a whole SMTP server whose every answer a test may choose."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

USER, PASSWORD, TOKEN = "service", "secret-1", "token-1"
CONF = """
base_dir = {base}/run
state_dir = {base}/run
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
mail_location = maildir:{base}/mail/%u
default_internal_user = {unprivileged}
default_login_user = {unprivileged}
default_internal_group = {group}
first_valid_uid = 0
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home
}}
"""


@dataclass
class Dovecot:
    """A running server. `user`: any, with the one password; `maildir`: where their mails lie."""

    imap: int
    imaps: int
    base: Path
    user: str = USER

    @property
    def maildir(self) -> Path:
        return self.base / "mail" / self.user

    def deliver(self, content: bytes, folder: str = "") -> Path:
        """As a mail server does."""
        box = self.maildir / folder
        for part in ("new", "cur", "tmp"):
            (box / part).mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{time.time_ns()}.M1.here"
        (box / "tmp" / name).write_bytes(content)
        _own(self.maildir)
        return (box / "tmp" / name).rename(box / "new" / name)


@contextmanager
def dovecot(base: Path) -> Iterator[Dovecot]:
    """Started for a module; skips where it is not installed."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
    certificate(base)
    (base / "mail").mkdir()
    _own(base / "mail")
    kept = [_kept_port(), _kept_port()]
    imap, imaps = (one.getsockname()[1] for one in kept)
    uid, gid, user, group = _who()
    told = {"unprivileged": user, "group": group, "uid": uid, "gid": gid, "imap": imap, "imaps": imaps}
    conf = base / "dovecot.conf"
    conf.write_text(CONF.format(base=base, password=PASSWORD, **told))
    process = subprocess.Popen([program, "-F", "-c", str(conf)], stderr=subprocess.PIPE)
    try:
        _reached(imap, process)
        yield Dovecot(imap, imaps, base)
    finally:
        process.terminate()
        process.wait(10)
        for one in kept:
            one.close()


def _who() -> tuple[int, int, str, str]:
    """Mail belongs to a user without rights: dovecot does not serve root's."""
    import grp
    import os
    import pwd

    found = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return found.pw_uid, found.pw_gid, found.pw_name, grp.getgrgid(found.pw_gid).gr_name


def _own(folder: Path) -> None:
    import os

    if os.geteuid() == 0:
        uid, gid, *_ = _who()
        for path in (folder, *folder.rglob("*")):
            os.chown(path, uid, gid)


def certificate(base: Path) -> Path:
    """A certificate for localhost that signs itself: cert.pem, key.pem."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )  # fmt: skip
    (base / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (base / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return base / "cert.pem"


def _kept_port() -> socket.socket:
    """A free port: bound, so that nobody else gets it; not listening, so that the server can have it."""
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.bind(("127.0.0.1", 0))
    return one


def _reached(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(process.stderr.read().decode()) from None
            time.sleep(0.05)
    raise RuntimeError("dovecot did not listen")


@dataclass
class Smtp:
    """What came, and what to answer: `rcpt` and `data` are the next answers to those commands."""

    port: int = 0
    mails: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.rcpt:
            return self.rcpt.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.data:
            return self.data.pop(0)
        self.mails.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        return "250 OK"

    async def auth_XOAUTH2(self, server, args) -> AuthResult:
        from base64 import b64decode

        told = b64decode(args[1]).decode()
        self.logins.append(told)
        good = f"auth=Bearer {TOKEN}\x01" in told
        return AuthResult(success=good, handled=good)


@contextmanager
def smtp(base: Path) -> Iterator[Smtp]:
    """With STARTTLS and a log-in, both demanded."""
    cert = certificate(base)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, base / "key.pem")
    kept = _kept_port()
    handler = Smtp(kept.getsockname()[1])

    def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=good)

    controller = Controller(
        handler, hostname="127.0.0.1", port=handler.port, tls_context=context, require_starttls=True,
        auth_required=True, authenticator=authenticate,
    )  # fmt: skip
    controller.start()
    try:
        yield handler
    finally:
        controller.stop()
        kept.close()
