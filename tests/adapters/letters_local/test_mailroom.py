"""The mail room's folder: letters in any state, twice, killed in between."""

from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.letters_local import LettersChannel, MailRoom, mailroom
from tandem.adapters.letters_local.folders import folder_name
from tandem.adapters.letters_local.letter import MAX_BYTES, Unreadable, read_letter
from tandem.contexts.channels.ports import Account, ForeignFile, Outgoing, SendRefused
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

ZONE = ZoneInfo("Asia/Shanghai")
LETTER = {
    "number": "2026-11-0042", "from": "张春梅 石家庄", "name": "张春梅", "date": "2026-11-20", "text": "我想提前还款。"
}  # fmt: skip

OWN = folder_name(LETTER["number"])


class Kept:
    """The one account, which keeps letters as the inbox does: once a number."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}
        self.files: dict[str, tuple[ForeignFile, ...]] = {}
        self.refuses = self.fails = False

    async def of_kind(self, kind: str) -> list[Account]:
        return [Account(new_id(), kind, "head_office", "来信", "general", {})]

    async def keep(self, account, letter) -> bool:
        if self.refuses:
            raise Invalid("incoming_unfit")
        if self.fails:
            raise RuntimeError("killed")
        new = letter.external_id not in self.letters
        self.files.setdefault(letter.external_id, letter.files)
        self.letters.setdefault(letter.external_id, letter.text)
        return new


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def room(tmp_path: Path, kept: Kept) -> MailRoom:
    return MailRoom(tmp_path, ZONE, kept)


def _drop(tmp_path: Path, name: str, content: bytes | dict) -> None:
    folder = tmp_path / "head_office" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content if isinstance(content, bytes) else orjson.dumps(content))


def _names(tmp_path: Path, folder: str) -> list[str]:
    return sorted(path.name for path in (tmp_path / "head_office" / folder).iterdir())


async def test_a_letter_is_taken_over_with_its_scans(tmp_path, room, kept):
    _drop(tmp_path, "scan-1.pdf", b"%PDF-1.4")
    _drop(tmp_path, "a.json", {**LETTER, "files": ["scan-1.pdf"]})
    assert await room.look() == 1
    assert kept.letters == {"2026-11-0042": "我想提前还款。"}
    assert (_names(tmp_path, "in"), _names(tmp_path, f"done/{OWN}")) == ([], ["a.json", "scan-1.pdf"])


async def test_letters_whose_scans_have_the_same_names_keep_their_own(tmp_path, room, kept):
    for number, content in (("1", "甲的合同"), ("2", "乙的合同")):
        _drop(tmp_path, "scan.txt", content.encode())
        _drop(tmp_path, "a.json", {**LETTER, "number": number, "files": ["scan.txt"]})
        assert await room.look() == 1
    assert await _fetched(tmp_path, *kept.files["1"]) == "甲的合同".encode()
    assert await _fetched(tmp_path, *kept.files["2"]) == "乙的合同".encode()


async def test_killed_while_it_was_kept_a_letter_keeps_its_scans(tmp_path, room, kept):
    letter = {**LETTER, "files": ["scan.txt"]}
    _drop(tmp_path, "scan.txt", b"first")
    _drop(tmp_path, "a.json", letter)
    kept.fails = True
    with pytest.raises(RuntimeError):
        await room.look()
    kept.fails = False
    _drop(tmp_path, "scan.txt", b"another letter's")
    assert await room.look() == 1
    assert await _fetched(tmp_path, *kept.files[LETTER["number"]]) == b"first"
    assert _names(tmp_path, "in") == ["scan.txt"]


async def test_a_large_scan_is_not_read(tmp_path, room, kept):
    _drop(tmp_path, "scan.txt", b"x" * 11)
    _drop(tmp_path, "a.json", {**LETTER, "files": ["scan.txt"]})
    await room.look()
    with pytest.raises(SendRefused, match="file_too_large"):
        await _fetched(tmp_path, *kept.files[LETTER["number"]], limit=10)


async def _fetched(tmp_path: Path, file: ForeignFile, limit: int = 100) -> bytes:
    account = Account(new_id(), "letter", "head_office", "来信", "general", {})
    return await LettersChannel(tmp_path).fetch(account, file, limit=limit)


async def test_a_letter_that_cannot_be_read_stops_no_other(tmp_path, room, kept, monkeypatch):
    for name in ("a.json", "b.json"):
        _drop(tmp_path, name, {**LETTER, "number": name})
    read = mailroom._read

    def guarded(path: Path) -> bytes:
        if path.name == "a.json":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(mailroom, "_read", guarded)
    assert await room.look() == 1
    assert list(kept.letters) == ["b.json"]


async def test_nothing_that_was_put_aside_is_overwritten(tmp_path, room):
    for text in (b"{one", b"{two"):
        _drop(tmp_path, "a.json", text)
        await room.look()
    assert _names(tmp_path, "refused") == ["a.2.json", "a.2.why", "a.json", "a.why"]


async def test_only_the_products_user_may_read_letters(tmp_path, room):
    await room.look()
    account = Account(new_id(), "letter", "head_office", "来信", "general", {})
    await LettersChannel(tmp_path / "root").send(account, Outgoing(new_id(), "张春梅", "text", "您好"))
    made = [*(tmp_path / "root").rglob("*"), *(tmp_path / "head_office").rglob("*")]
    rights = {(path.is_dir(), path.stat().st_mode & 0o777) for path in made}
    assert rights == {(True, 0o700), (False, 0o600)}


async def test_the_same_letter_again_is_the_same_letter(tmp_path, room, kept):
    for name in ("a.json", "b.json"):
        _drop(tmp_path, name, LETTER)
    assert await room.look() == 2
    assert len(kept.letters) == 1


async def test_killed_before_it_was_moved_it_is_found_again(tmp_path, room, kept):
    _drop(tmp_path, "a.json", LETTER)
    await kept.keep(None, read_letter(orjson.dumps(LETTER), ZONE))
    assert await room.look() == 1
    assert len(kept.letters) == 1


async def test_what_cannot_be_read_is_put_aside_with_the_reason(tmp_path, room, kept):
    _drop(tmp_path, "a.json", b"{half")
    _drop(tmp_path, "b.json", {**LETTER, "from": ""})
    _drop(tmp_path, "c.json", LETTER)
    assert await room.look() == 1
    assert _names(tmp_path, "refused") == ["a.json", "a.why", "b.json", "b.why"]
    assert "from" in (tmp_path / "head_office" / "refused" / "b.why").read_text()


async def test_what_the_inbox_refuses_is_put_aside_too(tmp_path, room, kept):
    kept.refuses = True
    _drop(tmp_path, "a.json", LETTER)
    assert await room.look() == 0
    assert _names(tmp_path, "refused") == ["a.json", "a.why"]


async def test_links_out_of_the_folder_are_not_followed(tmp_path, room, kept):
    secret = tmp_path / "secret"
    secret.write_bytes(orjson.dumps(LETTER))
    _drop(tmp_path, "scan.pdf", b"x")
    (tmp_path / "head_office" / "in" / "a.json").symlink_to(secret)
    assert await room.look() == 0
    assert kept.letters == {}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"number": ""}, "number"), ({"number": None}, "number"), ({"from": "a\nb"}, "from"),
        ({"date": "20.11."}, "date"), ({"date": None}, "date"), ({"text": ""}, "text or files"),
        ({"text": 5}, "text or files"), ({"name": 5}, "name"),
        ({"files": ["../x"]}, "plain names"), ({"files": ["/etc/passwd"]}, "plain names"), ({"files": "a"}, "list"),
        ({"date": "0001-01-01"}, "date"), ({"files": ["a" * 256]}, "255 bytes"), ({"files": ["张" * 86]}, "255 bytes"),
        ({"files": [""]}, "plain names"), ({"files": ["a\x00b"]}, "plain names"),
        ({"files": ["b.json"]}, "not letters"),
        ({"files": [".a"]}, "plain names"), ({"files": ["a"] * 21}, "at most 20"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(change, says):
    with pytest.raises(Unreadable, match=says):
        read_letter(orjson.dumps({**LETTER, **change}), ZONE)


def test_a_huge_file_is_not_read():
    with pytest.raises(Unreadable, match="longer"):
        read_letter(b"[" * (MAX_BYTES + 1), ZONE)


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from([*LETTER, "files"]), inner, max_size=6), max_leaves=8,
).map(orjson.dumps))  # fmt: skip
def test_anything_is_a_letter_or_unreadable(content):
    try:
        letter = read_letter(content, ZONE)
    except Unreadable:
        return
    assert all([letter.external_id, letter.sender, letter.text.strip() or letter.files])
