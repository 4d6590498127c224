"""Signatures and sealed messages: ours against the simulator's, which shares no code with it."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.adapters.wechat.envelope import BadEnvelope, Envelope, genuine, signature
from tandem.demo.wechat_simulator.sealing import seal, sign, unseal

KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OURS = Envelope(KEY, "wxappid")


@given(st.binary(max_size=300))
def test_what_one_side_seals_the_other_opens(message):
    assert OURS.open(seal(message, KEY, "wxappid")) == message
    assert unseal(OURS.seal(message), KEY, "wxappid") == message


def test_what_was_sealed_for_another_account_is_refused():
    with pytest.raises(BadEnvelope, match="appid"):
        OURS.open(seal(b"<xml/>", KEY, "wxother"))


@given(st.integers(0, 63), st.integers(1, 255))
def test_a_changed_byte_never_passes_for_the_message(place, change):
    content = bytearray(base64.b64decode(seal(b"<xml>1</xml>", KEY, "wxappid")))
    content[place % len(content)] ^= change
    try:
        opened = OURS.open(base64.b64encode(bytes(content)).decode())
    except BadEnvelope:
        return
    # The first block is random, and not covered: the signature is what counts.
    assert opened == b"<xml>1</xml>" or place < 32


@given(st.text(max_size=200))
def test_anything_else_is_a_bad_envelope(sealed):
    with pytest.raises(BadEnvelope):
        OURS.open(sealed)


@given(st.binary(max_size=40).map(lambda blocks: base64.b64encode(blocks * 16).decode()))
def test_whole_blocks_of_anything_are_a_bad_envelope(sealed):
    with pytest.raises(BadEnvelope):
        OURS.open(sealed)


@pytest.mark.parametrize("key", ["", "short", "!" * 43])
def test_a_key_that_is_none(key):
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Envelope(key, "wxappid").seal(b"x")


@given(st.text(max_size=20), st.text(max_size=20))
def test_signatures_are_those_of_the_platform(stamp, nonce):
    assert signature("token", stamp, nonce) == sign("token", stamp, nonce)
    assert genuine(sign("token", stamp, nonce), "token", stamp, nonce)
    assert not genuine("", "token", stamp, nonce)


def test_an_account_without_a_token_believes_nobody():
    assert not genuine(signature("", "1", "2"), "", "1", "2")
