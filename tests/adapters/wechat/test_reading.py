"""What the platform says, in every shape that it documents and in many that it does not."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.wechat.reading import NotOurs, read_event
from tandem.adapters.wechat.xml import MAX_BYTES, Unreadable, read_xml, write_xml

HEAD = {"ToUserName": "gh_1", "FromUserName": "oOpenid", "CreateTime": "1700000000"}


def _message(kind: str, **more: str):
    return read_event({**HEAD, "MsgType": kind, "MsgId": "23456", **more})


def _event(event: str, **more: str):
    return read_event({**HEAD, "MsgType": "event", "Event": event, **more})


@pytest.mark.parametrize(
    ("kind", "more", "text"),
    [
        ("text", {"Content": "额度怎么提？"}, "额度怎么提？"),
        (
            "location",
            {"Label": "人民广场", "Location_X": "31.2", "Location_Y": "121.4"},
            "人民广场（纬度 31.2，经度 121.4",
        ),
        ("link", {"Title": "征信", "Description": "说明", "Url": "https://x.cn/1"}, "https://x.cn/1"),
        ("file", {"Title": "流水.pdf", "FileTotalLen": "2048"}, "流水.pdf"),
        ("miniprogrampage", {"Title": "还款", "PagePath": "pages/repay"}, "【小程序】还款（pages/repay"),
        ("hologram", {}, "hologram"),
        ("text", {}, ""),
    ],
    ids=["text", "location", "link", "file", "mini_program", "unknown", "empty"],
)
def test_messages_without_a_file(kind, more, text):
    read = _message(kind, **more)
    assert text in read.text
    assert (read.kind, read.external_id, read.files) == ("message", "m23456", ())
    assert read.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "more", "name"),
    [
        ("image", {"PicUrl": "http://p"}, "图片"),
        ("voice", {"Format": "amr", "Recognition": "我要还款"}, "语音.amr"),
        ("voice", {"Format": "../x"}, "语音.amr"),
        ("video", {"ThumbMediaId": "t"}, "视频.mp4"),
        ("shortvideo", {}, "视频.mp4"),
    ],
    ids=["image", "voice", "voice_odd", "video", "shortvideo"],
)
def test_messages_with_a_file(kind, more, name):
    read = _message(kind, MediaId="media_id_1", **more)
    assert [(one.reference, one.name) for one in read.files] == [("media_id_1", name)]
    assert read.text == more.get("Recognition", "")


@pytest.mark.parametrize(
    ("event", "more", "known"),
    [
        ("subscribe", {"EventKey": ""}, {"wechat_subscribed": True}),
        (
            "subscribe",
            {"EventKey": "qrscene_branch-7"},
            {"wechat_subscribed": True, "wechat_scene": "branch-7"},
        ),
        ("unsubscribe", {}, {"wechat_subscribed": False}),
        ("SCAN", {"EventKey": "branch-7"}, {"wechat_scene": "branch-7"}),
        ("LOCATION", {"Latitude": "31", "Longitude": "121"}, {}),
        ("VIEW", {"EventKey": "https://x.cn"}, {}),
        ("user_enter_tempsession", {}, {}),
        ("something_new", {}, {}),
        ("CLICK", {"EventKey": " "}, {}),
    ],
    ids=[
        "subscribe",
        "subscribe_scene",
        "unsubscribe",
        "scan",
        "location",
        "view",
        "enter",
        "unknown",
        "click_empty",
    ],
)
def test_what_happened_is_a_note(event, more, known):
    read = _event(event, **more)
    assert (read.kind, dict(read.attributes)) == ("note", known)
    assert read.text


@pytest.mark.parametrize(("event", "key"), [("subscribe", "qrscene_go_abcDEF"), ("SCAN", "go_abcDEF")])
def test_a_code_that_continues_a_conversation_is_a_key_and_not_shown(event, key):
    read = _event(event, EventKey=key)
    assert (read.kind, read.scene) == ("note", "go_abcDEF")
    assert "go_" not in read.text
    assert "wechat_scene" not in read.attributes


def test_a_menu_button_is_what_the_customer_says():
    read = _event("CLICK", EventKey="转人工")
    assert (read.kind, read.text) == ("message", "转人工")


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        ("success", "delivered", None),
        ("failed:user block", "failed", "user_block"),
        ("failed: system failed", "failed", "system_failed"),
        ("", "failed", "failed"),
    ],
)
def test_the_end_of_a_template_message_is_a_receipt(status, state, reason):
    read = _event("TEMPLATESENDJOBFINISH", MsgID="200163836", Status=status)
    assert (read.kind, read.about, read.state, read.reason) == ("receipt", "200163836", state, reason)


def test_events_of_one_second_are_told_apart_and_retries_are_not():
    first, again = _event("CLICK", EventKey="账单"), _event("CLICK", EventKey="账单")
    other = _event("CLICK", EventKey="额度")
    assert first.external_id == again.external_id != other.external_id


@pytest.mark.parametrize("lacking", ["FromUserName", "CreateTime", "MsgType"])
def test_what_lacks_something_needed_is_none_of_ours(lacking):
    told = {**HEAD, "MsgType": "text", "MsgId": "1", "Content": "x"}
    with pytest.raises(NotOurs, match=lacking):
        read_event({key: value for key, value in told.items() if key != lacking})
    with pytest.raises(NotOurs, match=lacking):
        read_event({**told, lacking: "\n\x00"})


_NAMES = st.sampled_from(
    [
        "MsgType",
        "Event",
        "EventKey",
        "MsgId",
        "MsgID",
        "MediaId",
        "Format",
        "Content",
        "Status",
        "Label",
        "Title",
    ]
)
_VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["text", "image", "voice", "event", "CLICK", "subscribe", "TEMPLATESENDJOBFINISH", "9" * 40]
    ),
)


@given(st.dictionaries(_NAMES, _VALUES), st.one_of(st.just("1700000000"), st.text(max_size=30)))
def test_nothing_else_than_an_event_or_not_ours(told, stamp):
    try:
        read = read_event({**HEAD, **told, "CreateTime": stamp})
    except NotOurs:
        return
    assert 0 < len(read.external_id) <= 512
    assert "\x00" not in read.text


# XML

_BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b"<xml><Content>&c;</Content></xml>"
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (_BOMB, "DTD"),
        (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>', "DTD"),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>', "DTD"),
        (b"<xml><a>" + b"x" * MAX_BYTES + b"</a></xml>", "longer"),
        (b"<xml>" + b"".join(b"<a%d/>" % n for n in range(1000)) + b"</xml>", "elements"),
        (b"<xml>" * 9_000, "no XML"),
        (b"<html/>", "root"),
        (b"<xml><a>&undefined;</a></xml>", "no XML"),
        (b'<?xml version="1.0" encoding="no-such"?><xml/>', "no XML"),
        (b"", "no XML"),
    ],
    ids=["bomb", "external", "dtd", "long", "wide", "deep", "root", "entity", "encoding", "empty"],
)
def test_hostile_xml_is_refused(body, why):
    with pytest.raises(Unreadable, match=why):
        read_xml(body)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_unreadable(body):
    with suppress(Unreadable):
        read_xml(body)


_CHARS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


@given(st.text(_CHARS, max_size=200))
def test_a_text_comes_through_our_xml_and_back(text):
    assert read_xml(write_xml({"Content": text}).encode()).get("Content", "") == text


def test_one_level_deeper_is_named_by_its_parent():
    body = b"<xml><ScanCodeInfo><ScanResult>7</ScanResult><ScanResult>8</ScanResult></ScanCodeInfo></xml>"
    assert read_xml(body)["ScanCodeInfo.ScanResult"] == "7"
