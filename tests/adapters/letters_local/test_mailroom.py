"""The mail room's folder: letters in any state, twice, killed in between."""

from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.letters_local import MailRoom
from tandem.adapters.letters_local.letter import MAX_BYTES, Unreadable, read_letter
from tandem.contexts.channels.ports import Account
from tandem.kit.errors import Invalid
from tandem.kit.ids import new_id

ZONE = ZoneInfo("Asia/Shanghai")
LETTER = {
    "number": "2026-11-0042", "from": "张春梅 石家庄", "name": "张春梅", "date": "2026-11-20", "text": "我想提前还款。"
}  # fmt: skip


class Kept:
    """Keeps letters as the inbox does: once a number."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}
        self.refuses = False

    async def __call__(self, account, letter) -> bool:
        if self.refuses:
            raise Invalid("incoming_unfit")
        new = letter.external_id not in self.letters
        self.letters.setdefault(letter.external_id, letter.text)
        return new


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def room(tmp_path: Path, kept: Kept) -> MailRoom:
    async def accounts() -> list[Account]:
        return [Account(new_id(), "letter", "head_office", "来信", "general", {})]

    return MailRoom(tmp_path, ZONE, accounts, kept)


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
    assert (_names(tmp_path, "in"), _names(tmp_path, "done")) == ([], ["a.json", "scan-1.pdf"])


async def test_the_same_letter_again_is_the_same_letter(tmp_path, room, kept):
    for name in ("a.json", "b.json"):
        _drop(tmp_path, name, LETTER)
    assert await room.look() == 2
    assert len(kept.letters) == 1


async def test_killed_before_it_was_moved_it_is_found_again(tmp_path, room, kept):
    _drop(tmp_path, "a.json", LETTER)
    await kept(None, read_letter(orjson.dumps(LETTER), ZONE))
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
