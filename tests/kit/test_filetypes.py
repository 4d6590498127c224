"""Files are what their content says; names are harmless."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis.strategies import binary

from tandem.kit.errors import Invalid, TandemError, UnsupportedMedia
from tandem.kit.filenames import extension_of, safe_name
from tandem.kit.filetypes import ALLOWED, check
from tandem.kit.http.downloads import download_headers
from tandem.kit.matroska import webm_tracks


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + header
        + struct.pack(">I", zlib.crc32(header))
    )


def jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00" + b"\x00" * 9
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\x00" * 9
    return b"\xff\xd8" + app + b"\xff" + frame + b"\xff\xd9"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00" * 10


def webp(width: int, height: int, form: bytes) -> bytes:
    if form == b"VP8X":
        body = b"\x00" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif form == b"VP8L":
        body = b"\x2f" + ((width - 1) | (height - 1) << 14).to_bytes(4, "little") + b"\x00" * 8
    else:
        body = b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return b"RIFF" + struct.pack("<I", len(body) + 12) + b"WEBP" + form + struct.pack("<I", len(body)) + body


def office(*parts: str, content: bytes = b"<x/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (png(640, 480), "image/png"),
        (jpeg(640, 480), "image/jpeg"),
        (gif(640, 480), "image/gif"),
        (webp(640, 480, b"VP8X"), "image/webp"),
        (webp(640, 480, b"VP8L"), "image/webp"),
        (webp(640, 480, b"VP8 "), "image/webp"),
    ],
)
def test_pictures_have_their_size(content: bytes, content_type: str) -> None:
    checked = check(content, name="照片.bin", claimed=content_type)
    assert (checked.content_type, checked.width, checked.height) == (content_type, 640, 480)
    assert checked.kind == "image"


def element(id_: str, body: bytes, *, unknown: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if unknown else (0x4000 | len(body)).to_bytes(2, "big")
    return bytes.fromhex(id_) + size + body


def webm(*kinds: int, doc_type: bytes = b"webm", unknown: bool = True) -> bytes:
    """The head of a recorder's file: 1 is a film's track, 2 a voice's."""
    tracks = b"".join(
        element("ae", element("d7", b"\x01") + element("83", bytes([kind])) + element("86", b"A_OPUS"))
        for kind in kinds
    )
    info = element("1549a966", element("2ad7b1", b"\x0f\x42\x40"))
    body = info + element("1654ae6b", tracks) + element("1f43b675", b"\xe7\x81\x00", unknown=unknown)
    head = element("1a45dfa3", element("4286", b"\x01") + element("4282", doc_type))
    return head + element("18538067", body, unknown=unknown)


OPUS = b"OggS\x00\x02" + b"\x00" * 20 + b"\x01\x13" + b"OpusHead\x01\x01"


@pytest.mark.parametrize(
    ("content", "name", "claimed", "content_type"),
    [
        (webm(2), "voice.webm", "audio/webm;codecs=opus", "audio/webm"),
        (webm(2, unknown=False), "voice.webm", "audio/webm", "audio/webm"),
        (OPUS, "voice.ogg", "audio/ogg; codecs=opus", "audio/ogg"),
        (b"%PDF-1.7\n", "a.pdf", "application/pdf", "application/pdf"),
        (b"ID3\x04rest", "a.mp3", "audio/mpeg", "audio/mpeg"),
        (b"\xff\xfb\x90\x64rest", "a.mp3", "audio/mp3", "audio/mpeg"),
        (b"#!AMR\nrest", "a.amr", "audio/amr", "audio/amr"),
        (b"\x00\x00\x00\x20ftypM4A \x00", "a.m4a", "audio/x-m4a", "audio/mp4"),
        (b"\x00\x00\x00\x20ftypisom\x00", "a.mp4", "video/mp4", "video/mp4"),
        (b"\x00\x00\x00\x20ftypisom\x00", "voice.m4a", "audio/mp4", "audio/mp4"),
        (office("word/document.xml"), "a.docx", None, ALLOWED[2]),
        (office("xl/workbook.xml"), "a.xlsx", "application/octet-stream", ALLOWED[1]),
        ("还款日期\n".encode(), "说明.txt", "text/plain", "text/plain"),
        ("还款日期\n".encode("gb18030"), "说明.txt", "", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "application/vnd.ms-excel", "text/csv"),
    ],
)
def test_other_types(content: bytes, name: str, claimed: str | None, content_type: str) -> None:
    checked = check(content, name=name, claimed=claimed)
    assert checked.content_type == content_type
    assert checked.name == name
    assert checked.content_type in ALLOWED


@pytest.mark.parametrize(
    ("content", "name", "claimed", "code"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.svg", "image/svg+xml", "file_type"),
        (b"<svg/>", "a.txt", "text/plain", "file_type"),
        (webm(1, 2), "voice.webm", "audio/webm", "file_type"),
        (webm(1), "film.webm", "video/webm", "file_type"),
        (webm(17), "subtitles.webm", "audio/webm", "file_type"),
        (webm(), "empty.webm", "audio/webm", "file_type"),
        (webm(2, doc_type=b"matroska"), "voice.mkv", "audio/webm", "file_type"),
        (webm(2)[:20], "cut.webm", "audio/webm", "file_type"),
        (OPUS.replace(b"OpusHead", b"theora  "), "film.ogg", "audio/ogg", "file_type"),
        (webm(2), "picture.png", "image/png", "file_type_mismatch"),
        (b"  <!DOCTYPE html><script>", "a.txt", "text/plain", "file_type"),
        (b"<!doctype html>", "a.png", "image/png", "file_type"),
        (b"MZ\x90\x00", "a.exe", "application/octet-stream", "file_type"),
        (b"MZ\x90\x00", "a.png", "image/png", "file_type"),
        (b"\x7fELF\x02", "a", None, "file_type"),
        (b"#!/bin/sh\nrm", "a.txt", "text/plain", "file_type"),
        (b"plain words", "a.html", "text/html", "file_type"),
        (b"plain words", "noname", None, "file_type"),
        (b"\x00\x01\x02", "a.txt", "text/plain", "file_type"),
        (office("evil.exe"), "a.zip", "application/zip", "file_type"),
        (b"PK\x03\x04 broken", "a.docx", None, "file_type"),
        (b"\x00\x00\x00\x20ftypheic\x00", "a.heic", "image/heic", "file_type"),
        (png(640, 480)[:20], "a.png", "image/png", "file_type"),
        (b"\xff\xd8\xff\xe0\x00", "a.jpg", "image/jpeg", "file_type"),
        (b"\xff\xd8\xff\xd9", "a.jpg", "image/jpeg", "file_type"),
        (b"%PDF-1.7", "a.png", "image/png", "file_type_mismatch"),
        (png(1, 1), "a.mp4", "video/mp4", "file_type_mismatch"),
        (png(50_000, 50_000), "bomb.png", "image/png", "file_dangerous"),
        (office("word/document.xml", content=b"\0" * 3_000_000), "bomb.docx", None, "file_dangerous"),
        (office("word/document.xml", "word/vbaProject.bin"), "macro.docx", None, "file_dangerous"),
    ],
)
def test_refused(content: bytes, name: str, claimed: str | None, code: str) -> None:
    with pytest.raises(UnsupportedMedia) as caught:
        check(content, name=name, claimed=claimed)
    assert caught.value.code == code


def test_empty() -> None:
    with pytest.raises(Invalid) as caught:
        check(b"", name="a.png")
    assert caught.value.code == "file_empty"


@pytest.mark.parametrize("length", range(0, 40))
@pytest.mark.parametrize("whole", [jpeg(9, 9), png(9, 9), gif(9, 9), webp(9, 9, b"VP8X")])
def test_cut_off_files_never_break_the_reader(whole: bytes, length: int) -> None:
    try:
        check(whole[:length], name="a")
    except TandemError:
        return


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("照片 1.png", "照片 1.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\合同.pdf", "合同.pdf"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
        ("null\x00byte.png", "nullbyte.png"),
        ("zero\u200bwidth.png", "zerowidth.png"),
        ("...", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("con.txt", "_con.txt"),
        ('a"b<c>.png', "a_b_c_.png"),
        ("half \ud83d.png", "half _.png"),
    ],
)
def test_names(given: str, safe: str) -> None:
    assert safe_name(given) == safe


def test_long_names_keep_their_ending() -> None:
    name = safe_name("很长的名字" * 100 + ".png")
    assert len(name.encode()) <= 180
    assert extension_of(name) == "png"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("evil.html", "evil.png"), ("no ending", "no ending.png"), ("photo.PNG", "photo.PNG")],
)
def test_the_ending_fits_the_content(name: str, expected: str) -> None:
    assert check(png(1, 1), name=name).name == expected


def test_downloads_carry_no_header_of_their_own() -> None:
    headers = download_headers('发"票\r\n.pdf', "application/pdf")
    assert headers["content-disposition"].startswith("attachment;")
    assert all("\r" not in value and "\n" not in value and value.isascii() for value in headers.values())
    assert download_headers("a.png", "image/png")["content-disposition"].startswith("inline;")
    assert download_headers("a.txt", "text/plain")["content-type"] == "text/plain; charset=utf-8"


@given(content=binary(max_size=300))
def test_no_bytes_break_the_look_at_tracks(content: bytes) -> None:
    assert webm_tracks(content) <= {"audio", "video", "other"}
    assert webm_tracks(b"\x1a\x45\xdf\xa3" + content) <= {"audio", "video", "other"}
    cut = webm(2) + content
    assert webm_tracks(cut[: len(content)]) <= {"audio"}
