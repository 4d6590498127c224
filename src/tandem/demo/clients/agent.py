"""An agent at the desk: log-in with CSRF, presence, offers over the WebSocket, replies, resolution."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tandem.demo.clients.calling import Caller, Tally
from tandem.demo.clients.http import HttpPool
from tandem.demo.clients.inbox import Inbox, Message
from tandem.demo.clients.socket import Frame, ResumingSocket
from tandem.demo.clients.waiting import Signal

BASE = "/api/v1"


@dataclass(slots=True)
class AgentClient:
    """One member of staff in a browser. Calls may raise Problem or GaveUp.

    `on_message(conversation_id, message, at)` is told of every message of an open thread, once;
    `on_frame(frame, at)` of every frame; `on_draft(draft)` of the bot's drafts, once `watch("drafts")` asked
    for them. `at` is perf_counter seconds.
    """

    pool: HttpPool
    username: str
    password: str
    tally: Tally = field(default_factory=Tally)
    patience: float = 60.0
    on_message: Callable[[str, Message, float], None] | None = None
    on_frame: Callable[[Frame, float], None] | None = None
    on_draft: Callable[[dict[str, Any]], None] | None = None
    topics: list[str] = field(default_factory=list)
    threads: dict[str, Inbox] = field(default_factory=dict)
    offers: dict[str, dict[str, Any]] = field(default_factory=dict)
    presence: dict[str, Any] = field(default_factory=dict)
    staff: dict[str, Any] = field(default_factory=dict)
    changed: Signal = field(default_factory=Signal)
    duplicated: int = 0
    socket: ResumingSocket | None = None
    caller: Caller = field(init=False)
    _dispositions: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.caller = Caller(self.pool, tally=self.tally, patience=self.patience)
        self.caller.headers["Origin"] = self.pool.address.origin

    @property
    def name(self) -> str:
        return str(self.staff.get("name") or self.username)

    async def sign_in(self) -> None:
        """Raises Problem 401 bad_credentials or 423 locked."""
        body = {"username": self.username, "password": self.password}
        answer = await self.caller.send("POST", f"{BASE}/session", body)
        session = answer.json()
        cookies = [cookie.split(";", 1)[0] for cookie in answer.cookies]
        self.caller.headers["Cookie"] = "; ".join(cookies)
        self.caller.write_headers["X-CSRF-Token"] = session["csrf_token"]
        self.staff = session["staff"]

    async def sign_out(self) -> None:
        await self.caller.call("DELETE", f"{BASE}/session")

    async def listen(self, *, timeout: float = 30.0) -> None:
        """Open the staff WebSocket; open threads are asked for again after every reconnect."""
        if self.socket is None:
            self.socket = ResumingSocket(
                f"{self.pool.address.websocket}{BASE}/socket",
                hello=lambda: {"type": "hello"},
                on_frame=self._take_frame,
                on_ready=self._reopen,
                headers=lambda: {"Cookie": self.caller.headers["Cookie"]},
                origin=self.pool.address.origin,
                tally=self.tally,
            )
        await self.socket.open(timeout)

    async def watch(self, topic: str) -> None:
        """Hear of "board" or "drafts"; asked for again after every reconnect."""
        self.topics.append(topic)
        if self.socket is not None:
            await self.socket.send({"type": "watch", "topics": self.topics})

    async def set_presence(self, state: str, *, reason: str | None = None, reassign: bool = False) -> None:
        """`state`: online, busy, away or offline; `reassign` puts held conversations back in their queues."""
        body: dict[str, Any] = {"state": state}
        if reason:
            body["reason"] = reason
        if reassign:
            body["reassign"] = True
        self.presence = await self.caller.call("PUT", f"{BASE}/presence", body) or {"state": state}

    async def pending_offers(self) -> list[dict[str, Any]]:
        offers = await self.caller.call("GET", f"{BASE}/offers")
        return list(offers["items"] if isinstance(offers, dict) else offers)

    async def accept(self, offer_id: str) -> dict[str, Any]:
        """The accepted conversation's row. Raises Problem 409 offer_gone."""
        self.offers.pop(offer_id, None)
        row: dict[str, Any] = await self.caller.call("POST", f"{BASE}/offers/{offer_id}/acceptance", {})
        return row

    async def refuse(self, offer_id: str, reason: str | None = None) -> None:
        self.offers.pop(offer_id, None)
        body = {"reason": reason} if reason else {}
        await self.caller.call("POST", f"{BASE}/offers/{offer_id}/refusal", body)

    async def open_thread(self, conversation_id: str, after: int = 0) -> Inbox:
        """Watch a conversation's messages; kept open over reconnects until close_thread."""
        inbox = self.threads.setdefault(conversation_id, Inbox(last_seq=after))
        if self.socket is not None:
            frame = {"type": "open", "conversation_id": conversation_id, "after": inbox.last_seq}
            await self.socket.send(frame)
        return inbox

    async def close_thread(self, conversation_id: str) -> None:
        inbox = self.threads.pop(conversation_id, None)
        if inbox is not None:
            self.duplicated += inbox.duplicated
        if self.socket is not None:
            await self.socket.send({"type": "close", "conversation_id": conversation_id})

    async def mine(self) -> list[dict[str, Any]]:
        """Rows of the conversations this agent holds."""
        page = await self.caller.call("GET", f"{BASE}/conversations?view=mine&limit=50")
        return list(page["items"])

    async def messages(self, conversation_id: str, after: int = 0) -> list[Message]:
        items: list[Message] = []
        while True:
            path = f"{self._path(conversation_id, 'messages')}?after={after}&limit=200"
            page = await self.caller.call("GET", path)
            items += page["items"]
            if not page["has_more"] or not page["items"]:
                return items
            after = page["items"][-1]["seq"]

    async def reply(self, conversation_id: str, text: str, *, client_id: str | None = None) -> Message:
        """Raises Problem 409 not_controller when someone else holds the conversation."""
        body = {"client_id": client_id or str(uuid4()), "text": text}
        message: Message = await self.caller.call("POST", self._path(conversation_id, "messages"), body)
        return message

    async def note(self, conversation_id: str, text: str) -> None:
        body = {"client_id": str(uuid4()), "text": text}
        await self.caller.call("POST", self._path(conversation_id, "notes"), body)

    async def show_typing(self, conversation_id: str) -> None:
        if self.socket is not None:
            await self.socket.send({"type": "typing", "conversation_id": conversation_id})

    async def show_activity(self) -> None:
        """A key was pressed, as it were: keeps idle detection from setting this agent away."""
        if self.socket is not None:
            await self.socket.send({"type": "activity"})

    async def mark_read(self, conversation_id: str, seq: int) -> None:
        await self.caller.call("POST", self._path(conversation_id, "reads"), {"seq": seq})

    async def hand_back(self, conversation_id: str, comment: str | None = None) -> None:
        body = {"comment": comment} if comment else {}
        await self.caller.call("POST", self._path(conversation_id, "handback"), body)

    async def transfer(self, conversation_id: str, queue_id: str, comment: str) -> None:
        body = {"queue_id": queue_id, "comment": comment}
        await self.caller.call("POST", self._path(conversation_id, "transfer"), body)

    async def label(self, conversation_id: str, label_ids: list[str]) -> None:
        body = {"label_ids": label_ids}
        await self.caller.call("PUT", self._path(conversation_id, "labels"), body)

    async def resolve(
        self, conversation_id: str, disposition_id: str | None, summary: str | None = None
    ) -> None:
        wrap_up: dict[str, Any] = {"disposition_id": disposition_id, "resolved": True}
        if summary:
            wrap_up["summary"] = summary
        await self.caller.call("POST", self._path(conversation_id, "resolution"), {"wrap_up": wrap_up})

    async def dispositions(self) -> list[dict[str, Any]]:
        """The leaves of the wrap-up tree: what a conversation can be closed with. Asked for once."""
        if not self._dispositions:
            known = _items(await self.caller.call("GET", f"{BASE}/dispositions"))
            parents = {one.get("parent_id") for one in known}
            self._dispositions = [one for one in known if one["id"] not in parents]
        return self._dispositions

    async def queues(self) -> list[dict[str, Any]]:
        return _items(await self.caller.call("GET", f"{BASE}/queues"))

    async def labels(self) -> list[dict[str, Any]]:
        return _items(await self.caller.call("GET", f"{BASE}/labels"))

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()

    def _path(self, conversation_id: str, noun: str) -> str:
        return f"{BASE}/conversations/{conversation_id}/{noun}"

    def _reopen(self, _ready: Frame) -> list[Frame]:
        threads: list[Frame] = [
            {"type": "open", "conversation_id": conversation_id, "after": inbox.last_seq}
            for conversation_id, inbox in self.threads.items()
        ]
        return [*threads, {"type": "watch", "topics": self.topics}] if self.topics else threads

    def _take_frame(self, frame: Frame, at: float) -> None:
        match frame.get("type"):
            case "message":
                self._take(frame["message"], at)
            case "offer":
                self.offers[frame["offer"]["id"]] = frame["offer"]
            case "offer_gone":
                self.offers.pop(frame["offer_id"], None)
            case "presence":
                self.presence = frame["presence"]
            case "draft" if self.on_draft:
                self.on_draft(frame["draft"])
        if self.on_frame:
            self.on_frame(frame, at)
        self.changed.notify()

    def _take(self, message: Message, at: float) -> None:
        inbox = self.threads.get(message["conversation_id"])
        if inbox is not None and inbox.take(message, at) and self.on_message:
            self.on_message(message["conversation_id"], message, at)


def _items(answer: Any) -> list[dict[str, Any]]:
    return list(answer["items"] if isinstance(answer, dict) else answer)
