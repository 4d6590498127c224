"""The signed name of a conversation: in our message ids, which answers refer to, and in the reply address."""

import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest
from hmac import new as hmac
from uuid import UUID

_MAC_BYTES = 10
# 26 bytes in lower case base32: mailboxes do not tell cases apart.
_TOKEN = re.compile(r"(?<![a-z2-7])[a-z2-7]{42}(?![a-z2-7])", re.I)
_SENT = re.compile(r"([0-9a-f]{32})\.[a-z2-7]{42}@", re.I)


class Threads:
    """`key`: 32 bytes of this installation's own. A token holds for one account: one that another account gave out, or
    that somebody made up, names nothing."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self, account_id: UUID, conversation_id: UUID) -> str:
        """42 letters and digits that name the conversation and prove that we did."""
        made = conversation_id.bytes + self._mac(account_id, conversation_id.bytes)
        return b32encode(made).decode().rstrip("=").lower()

    def message_id(
        self, account_id: UUID, outgoing_id: UUID, conversation_id: UUID | None, domain: str
    ) -> str:
        """The id of one outgoing message, the same whenever it is sent again. Without angle brackets."""
        token = self.token(account_id, conversation_id or outgoing_id)
        return f"{outgoing_id.hex}.{token}@{domain}"

    def reply_address(self, account_id: UUID, conversation_id: UUID, address: str) -> str:
        """`address` with the token after a plus."""
        local, _, domain = address.rpartition("@")
        return f"{local}+{self.token(account_id, conversation_id)}@{domain}"

    def named(self, account_id: UUID, texts: Iterable[str]) -> UUID | None:
        """The conversation that the first sound token in `texts` names."""
        for text in texts:
            for found in _TOKEN.finditer(text[:20_000]):
                raw = b32decode(found[0].upper() + "======"[: -len(found[0]) % 8])
                if compare_digest(raw[16:], self._mac(account_id, raw[:16])):
                    return UUID(bytes=raw[:16])
        return None

    def sent(self, account_id: UUID, text: str) -> str | None:
        """The id of a message of ours that stands in `text` (a bounce names it), if it is sound. Lower case."""
        for found in _SENT.finditer(text):
            start, end = found.start(), found.end()
            if self.named(account_id, [found[0]]) is None:
                continue
            domain = re.match(r"[A-Za-z0-9.-]{1,253}", text[end : end + 253])
            if domain:
                return text[start:end].lower() + domain[0].lower().rstrip(".")
        return None

    def _mac(self, account_id: UUID, about: bytes) -> bytes:
        return hmac(self._key, account_id.bytes + about, sha256).digest()[:_MAC_BYTES]
