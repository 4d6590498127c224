"""A customer in a browser: the web chat's door, spoken exactly as the widget speaks it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tandem.demo.clients.calling import Caller, Problem, Tally
from tandem.demo.clients.http import HttpPool
from tandem.demo.clients.inbox import Inbox, Message
from tandem.demo.clients.socket import Frame, ResumingSocket
from tandem.demo.clients.waiting import Signal

BASE = "/api/v1/web"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message the server acknowledged; times are perf_counter seconds."""

    client_id: str
    message: Message
    started: float
    acknowledged: float


@dataclass(slots=True)
class CustomerClient:
    """One visitor: session, conversation, messages over HTTP, answers over a resuming WebSocket.

    Every call may raise Problem (the server refused) or GaveUp (it stayed away too long).
    """

    pool: HttpPool
    site: str = "demo"
    tally: Tally = field(default_factory=Tally)
    patience: float = 60.0
    inbox: Inbox = field(default_factory=Inbox)
    changed: Signal = field(default_factory=Signal)
    sent: list[Sent] = field(default_factory=list)
    conversation: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    agent_typing: bool = False
    caller: Caller = field(init=False)
    socket: ResumingSocket | None = None

    def __post_init__(self) -> None:
        self.caller = Caller(self.pool, tally=self.tally, patience=self.patience)
        self.caller.headers["Origin"] = self.pool.address.origin

    @property
    def conversation_id(self) -> str:
        return str(self.conversation["id"])

    @property
    def controller(self) -> str:
        return str(self.conversation.get("controller", ""))

    async def config(self) -> dict[str, Any]:
        answer: dict[str, Any] = await self.caller.call("GET", f"{BASE}/config?site={quote(self.site)}")
        return answer

    async def start(self, *, identity: str | None = None, page_url: str | None = None) -> dict[str, Any]:
        """Begin a session, or resume the one this client has; the token is kept."""
        body: dict[str, Any] = {"site": self.site, "locale": "zh-CN"}
        if identity:
            body["identity"] = identity
        if page_url:
            body["page_url"] = page_url
        if self.token:
            body["resume"] = self.token
        session: dict[str, Any] = await self.caller.call("POST", f"{BASE}/sessions", body)
        self.token = session["token"]
        self.caller.headers["Authorization"] = f"Bearer {self.token}"
        return session

    async def open_conversation(self) -> dict[str, Any]:
        """The customer's one open conversation, made if there is none."""
        body = {"client_id": str(uuid4())}
        self.conversation = await self.caller.call("POST", f"{BASE}/conversations", body)
        return self.conversation

    async def listen(self, *, timeout: float = 30.0, first_pause: float = 0.5) -> None:
        """Open the WebSocket and wait until it is ready; it resumes by itself from then on."""
        if self.socket is None:
            self.socket = ResumingSocket(
                f"{self.pool.address.websocket}{BASE}/socket",
                hello=self._hello,
                on_frame=self._on_frame,
                origin=self.pool.address.origin,
                tally=self.tally,
                first_pause=first_pause,
            )
        await self.socket.open(timeout)

    async def say(
        self,
        text: str | None = None,
        *,
        choice_id: str | None = None,
        attachment_id: str | None = None,
        client_id: str | None = None,
    ) -> Sent:
        """Send a message; a conversation closed for good is replaced by a new one, as the widget does."""
        client_id = client_id or str(uuid4())
        body = {
            "client_id": client_id,
            "text": text,
            "choice_id": choice_id,
            "attachment_id": attachment_id,
        }
        body = {name: value for name, value in body.items() if value is not None}
        answer = await self.caller.send("POST", self._path("messages"), body)
        sent = Sent(client_id, answer.json(), answer.started, answer.ended)
        self.sent.append(sent)
        return sent

    async def attach(self, name: str, content: bytes, content_type: str) -> dict[str, Any]:
        """Upload a file; give the result's id to `say`."""
        boundary = uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {content_type}\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {**self.caller.headers, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        answer = await self.caller.send_raw("POST", self._path("attachments"), headers, body, (201, 200))
        attachment: dict[str, Any] = answer.json()
        return attachment

    async def ask_for_person(self, reason: str | None = None) -> dict[str, Any]:
        body = {"reason": reason} if reason else {}
        self.conversation = await self.caller.call("POST", self._path("handoff"), body)
        return self.conversation

    async def leave_queue(self) -> None:
        await self.caller.call("DELETE", self._path("handoff"))

    async def rate(self, score: int, comment: str | None = None) -> None:
        body: dict[str, Any] = {"score": score}
        if comment:
            body["comment"] = comment
        await self.caller.call("POST", self._path("rating"), body)

    async def give_feedback(self, message_id: str, *, helpful: bool) -> None:
        body = {"message_id": message_id, "helpful": helpful}
        await self.caller.call("POST", self._path("feedback"), body)

    async def leave_offline_message(self, text: str, contact: str, name: str | None = None) -> Any:
        body = {"text": text, "contact": contact, "client_id": str(uuid4())}
        if name:
            body["name"] = name
        return await self.caller.call("POST", f"{BASE}/offline-messages", body)

    async def mark_read(self) -> None:
        if self.socket is not None:
            frame = {"type": "read", "conversation_id": self.conversation_id, "seq": self.inbox.last_seq}
            await self.socket.send(frame)

    async def show_typing(self, preview: str = "") -> None:
        if self.socket is not None:
            frame = {"type": "typing", "conversation_id": self.conversation_id, "text": preview[:200]}
            await self.socket.send(frame)

    async def transcript(self) -> list[Message]:
        """Every message the customer may see, in order, over HTTP."""
        items: list[Message] = []
        after = 0
        while True:
            path = f"{self._path('messages')}?after={after}&limit=200"
            page = await self.caller.call("GET", path)
            items += page["items"]
            if not page["has_more"] or not page["items"]:
                return items
            after = page["items"][-1]["seq"]

    async def refresh(self) -> dict[str, Any]:
        self.conversation = await self.caller.call("GET", f"{BASE}/conversations/{self.conversation_id}")
        return self.conversation

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()

    def _path(self, noun: str) -> str:
        return f"{BASE}/conversations/{self.conversation_id}/{noun}"

    def _hello(self) -> Frame:
        frame: Frame = {"type": "hello", "token": self.token, "after": self.inbox.last_seq}
        if self.conversation:
            frame["conversation_id"] = self.conversation_id
        return frame

    def _on_frame(self, frame: Frame, at: float) -> None:
        match frame.get("type"):
            case "message":
                if frame["message"]["conversation_id"] == self.conversation.get("id"):
                    self.inbox.take(frame["message"], at)
                self.agent_typing = False
            case "conversation" | "ready":
                if frame.get("conversation"):
                    self.conversation = frame["conversation"]
            case "typing":
                self.agent_typing = frame.get("role") == "agent"
        self.changed.notify()


__all__ = ["CustomerClient", "Problem", "Sent"]
