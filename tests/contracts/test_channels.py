"""What every written channel's adapter promises (channels.ports.Channel). A new adapter adds itself to MAKERS."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email import message_from_bytes
from email.policy import default
from importlib.resources import files
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tandem.adapters.letters_local import LettersChannel
from tandem.adapters.mail import connection
from tandem.adapters.wechat import Tokens, WeChatApi, WeChatChannel
from tandem.adapters.wechat.reading import read_event
from tandem.contexts.channels.api import Accounts
from tandem.contexts.channels.ports import Account, ForeignFile, Outgoing, OutgoingFile, SendRefused, Template
from tandem.contexts.channels.written.repository import accounts
from tandem.contexts.channels.written.rules.templating import faults, fill
from tandem.contexts.channels.written.setup import check_filled
from tandem.contexts.channels.written.template import TemplateField, TemplateText
from tandem.demo.wechat_simulator import OfficialAccount, Platform, Serving
from tandem.kit import i18n
from tandem.kit.db import Database
from tandem.kit.i18n import catalogue
from tandem.kit.ids import new_id

from .howto import installed
from .peer import Peer
from .sms_peers import sms_http, sms_local, sms_smpp


@asynccontextmanager
async def _letters(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    account = Account(new_id(), "letter", "head_office", "来信", "general", {})

    def received() -> list[str]:
        out = tmp_path / "head_office" / "out"
        return [path.read_text("utf-8", "replace") for path in sorted(out.glob("[!.]*"))]

    yield Peer(LettersChannel(tmp_path), account, "张春梅 河北省石家庄市长安区某路1号", received)


@asynccontextmanager
async def _wechat(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    """The simulated platform, by HTTP. What cannot be sent as itself is a link, which leads to the file."""
    keys = {"app_secret": "s", "callback_token": "t"}
    db = Database(database_url, pool_size=2)
    kept = Accounts(db, Fernet(Fernet.generate_key()))
    api = WeChatApi(Tokens(db, kept.vault))
    approved = {"tpl": {"title": "提醒", "content": "事项：{{thing1.DATA}}"}}
    platform = Platform(OfficialAccount("wxappid", "s", "t", "", templates=approved), strict=False)
    linked: dict[str, bytes] = {}
    channel = WeChatChannel(api, lambda file: f"https://lender.example/{file.name}")

    def received() -> list[str]:
        lines = []
        for line in who.shown:
            media = platform.media.get(str(line.body.get("media_id")))
            content = media.content if media else b"".join(linked.values()) if line.kind == "news" else b""
            lines.append(
                f"{who.openid} {line.body.get('content', line.body)} {content.decode('utf-8', 'replace')}"
            )
        return lines

    async with Serving(platform) as sim:
        who, _ = platform.follow("小林", "a")
        settings = {"appid": "wxappid", "mode": "plain", "api_url": sim.url}
        async with db.transaction() as tx:
            await accounts.add(
                tx, kept.vault, kind="wechat", key="main", name="公众号", queue_key="general", settings=settings,
                secrets=keys,
            )  # fmt: skip
        account = await kept.by_key("wechat", "main")
        assert account is not None
        linked["pdf"] = FILES["file"][2]
        yield Peer(channel, account, who.openid, received, place=_wechat_place)
    await api.close()
    await db.close()


def _wechat_place() -> str:
    told = {"ToUserName": "gh_1", "FromUserName": "oOpenid", "CreateTime": "1700000000", "MsgId": "1"}
    where = {"Location_X": "31.2", "Location_Y": "121.4", "Label": "人民广场"}
    return read_event({**told, "MsgType": "location", **where}).text


@asynccontextmanager
async def _mail(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    """The real composing and a real Maildir; what a server makes of it is in tests/adapters/mail."""
    told = {"address": "service@hesui.example", "receive": "maildir", "send": "maildir"}
    account = Account(new_id(), "email", "service", "客服邮箱", "general", told)
    made = connection(
        tmp_path,
        Accounts(Database("postgresql+asyncpg://nowhere/none"), Fernet(Fernet.generate_key())),
        b"k" * 32,
    )

    def received() -> list[str]:
        new = tmp_path / "service" / "out" / "new"
        return [_as_read(path.read_bytes()) for path in sorted(new.iterdir())] if new.exists() else []

    yield Peer(made.channel, account, "chunmei@example.com", received)


def _as_read(raw: bytes) -> str:
    """Heads and every part, decoded by the standard library, not by us."""
    mail = message_from_bytes(raw, policy=default)
    parts = [part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart()]
    texts = [part.decode("utf-8", "replace").replace("\r\n", "\n") for part in parts]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *texts])


@asynccontextmanager
async def _plugged(tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    """The fax of docs/howto/add-a-channel.md, in a package of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "_more", [])
        entry = installed(tmp_path, patch)
        i18n.add_words(files(entry.module) / "locales")
        made = entry.load()(
            tmp_path / "faxes",
            Accounts(Database("postgresql+asyncpg://nowhere/none"), Fernet(Fernet.generate_key())),
        )
        account = Account(new_id(), "fax", "main", "传真", "general", {})

        def received() -> list[str]:
            return [one.read_text("utf-8") for one in (tmp_path / "faxes" / "main" / "out").glob("*.txt")]

        yield Peer(made.channel, account, "031188888888", received)
    i18n.catalogue.cache_clear()


Maker = Callable[[Path, str], AbstractAsyncContextManager[Peer]]
MAKERS: dict[str, Maker] = {
    "letters": _letters, "mail": _mail, "wechat": _wechat, "sms_http": sms_http, "sms_local": sms_local,
    "sms_smpp": sms_smpp, "plugged": _plugged,
}  # fmt: skip
# Files as their content says they are: name, type, content with a word to find.
FILES = {
    "image": ("还款截图.png", "image/png", b"\x89PNG\r\n\x1a\n settled"),
    "voice": ("语音.amr", "audio/amr", b"#!AMR\n settled"),
    "file": ("结清证明.pdf", "application/pdf", b"%PDF-1.4 settled"),
}


@pytest.fixture(params=MAKERS)
async def peer(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> AsyncIterator[Peer]:
    async with MAKERS[request.param](tmp_path, database_url) as made:
        yield made


def _outgoing(peer: Peer, text: str = "您好,本期账单已寄出。", **more) -> Outgoing:
    return Outgoing(new_id(), peer.recipient, more.pop("kind", "text"), text, **more)


def test_what_it_can_do_is_said(peer):
    caps = peer.channel.capabilities
    assert caps.text_limit >= 1
    assert caps.per_second > 0
    assert caps.files <= {"image", "file", "voice"}
    assert caps.wire()["text_limit"] == caps.text_limit
    assert caps.wire()["location"] == caps.location
    assert peer.channel.kind == peer.account.kind


def test_a_place_comes_in_by_name_and_coordinates(peer):
    assert (peer.place is not None) == peer.channel.capabilities.location
    if peer.place is not None:
        assert all(word in peer.place() for word in ("人民广场", "31.2", "121.4"))


def test_what_it_asks_for_has_words(peer):
    """An administrator reads names, not keys."""
    keys = [f"channel.{peer.channel.kind}.field.{one.key}" for one in peer.channel.fields]
    for locale in ("zh-CN", "en"):
        for key in [f"channel.{peer.channel.kind}.name", *keys]:
            assert key in catalogue(locale)


async def test_a_sound_account_passes_its_check(peer):
    check_filled(peer.channel.fields, peer.account.settings, peer.account.secrets)
    found = await peer.channel.check(peer.account)
    assert found
    assert all(one.ok for one in found), found
    for locale in ("zh-CN", "en"):
        for one in found:
            key = f"channel.{peer.channel.kind}.check.{one.key}"
            assert key in catalogue(locale)


@pytest.mark.parametrize(
    "text", ["您好", "a" * 10, "第一行\n第二行", "😀 <b>&amp;</b> '; --", "한국어 العربية"]
)
async def test_any_text_arrives_as_it_was(peer, text):
    await peer.channel.send(peer.account, _outgoing(peer, text))
    assert any(text in one for one in peer.received())


async def test_the_longest_text_arrives_whole(peer):
    caps = peer.channel.capabilities
    longest = "贷" * (caps.text_limit // (3 if caps.text_unit == "bytes" else 1))
    await peer.channel.send(peer.account, _outgoing(peer, longest))
    assert any(longest in one for one in peer.received())


async def test_what_it_cannot_know_to_be_new_is_sent_as_often_as_asked(peer):
    outgoing = _outgoing(peer, "只说一次")
    for _ in range(3):
        await peer.channel.send(peer.account, outgoing)
    arrived = sum("只说一次" in one for one in peer.received())
    assert arrived == (1 if peer.channel.capabilities.repeats_harmless else 3)


async def test_files_of_the_kinds_it_names_arrive(peer):
    for kind in peer.channel.capabilities.files:
        name, content_type, body = FILES[kind]

        async def content(body: bytes = body) -> bytes:
            return body

        file = OutgoingFile(name, content_type, len(body), content, new_id())
        await peer.channel.send(peer.account, _outgoing(peer, "", kind=kind, file=file))
        # Whoever finds the file must see whose it is.
        assert any(peer.recipient in one for one in peer.received())
    arrived = sum("settled" in one for one in peer.received())
    assert arrived == len(peer.channel.capabilities.files)


async def test_a_template_arrives_filled_in(peer):
    """By its own rules: what they find nothing wrong with is taken. Kinds of fields have words."""
    rules = peer.channel.capabilities.templates
    if rules is None:
        return
    kind = "thing" if rules.kind_of else "text"
    subject = "关于{{thing1}}" if rules.subject_chars else None
    field, id_ = TemplateField("thing1", "事项", kind), "tpl" if rules.external_id == "needed" else None
    said = TemplateText("事项：{{thing1.DATA}}", (field,), subject, id_)
    assert faults(said, rules, "service") == []
    filled = fill(said, {"thing1": "结清证明"})
    made = Template("about", said.external_id or "", filled.values, filled.subject)
    await peer.channel.send(peer.account, _outgoing(peer, filled.text, template=made))
    assert any("事项：结清证明" in one for one in peer.received())
    for locale in ("zh-CN", "en"):
        assert [one for one in rules.kinds if f"template.kind.{one}" not in catalogue(locale)] == []


@pytest.mark.parametrize("reference", ["no-such-file", "../../etc/passwd", "/etc/passwd", ""])
async def test_a_file_that_is_not_there_is_refused(peer, reference):
    with pytest.raises(SendRefused):
        await peer.channel.fetch(peer.account, ForeignFile(reference, "x.pdf"), limit=1_000)
