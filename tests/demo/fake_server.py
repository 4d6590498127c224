"""A tiny server of the public contract, in memory, over real sockets: what the clients are tested against.

It can misbehave on purpose (see Faults), so that a test can see the tools notice.
"""

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


@dataclass
class Faults:
    show_twice: bool = False
    store_twice: bool = False
    forget_messages: bool = False
    stay_silent: bool = False
    limit_first: int = 0
    unavailable_first: int = 0
    skip_on_socket: bool = False
    drafts: bool = False


@dataclass
class Talk:
    id: str
    owner: str
    controller: str = "bot"
    status: str = "open"
    agent: str | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)
    seq: int = 0
    offer: dict[str, Any] | None = None


@dataclass(eq=False)
class Watcher:
    """One socket: what it has been shown, and a bell that says to look again."""

    websocket: WebSocket
    shown: dict[str, int] = field(default_factory=dict)
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    agent: str | None = None


class FakeTandem:
    def __init__(self, faults: Faults | None = None) -> None:
        self.faults = faults or Faults()
        self.talks: dict[str, Talk] = {}
        self.by_owner: dict[str, str] = {}
        self.watchers: set[Watcher] = set()
        self.presence: dict[str, str] = {}
        self.requests: list[str] = []
        self.resolved: list[str] = []
        self.at_silent_seat: set[str] = set()
        self.drafts: dict[str, Talk] = {}
        self.approved: list[str] = []
        self.feedback: list[bool] = []
        self.url = ""

    # -- the conversation
    def add(self, talk: Talk, role: str, **fields: Any) -> dict[str, Any]:
        talk.seq += 1
        message = {
            "id": str(uuid4()),
            "conversation_id": talk.id,
            "seq": talk.seq,
            "client_id": None,
            "kind": "text",
            "role": role,
            "author": None,
            "text": "",
            "payload": {},
            "created_at": datetime.now(UTC).isoformat(),
            "state": "sent",
        } | fields
        talk.messages.append(message)
        self.ring()
        return message

    def ring(self) -> None:
        for watcher in self.watchers:
            watcher.bell.set()

    def tell(self, frame: dict[str, Any], *, agent: str | None = None, owner: str | None = None) -> None:
        for watcher in self.watchers:
            theirs = owner is not None and self.by_owner.get(owner) in watcher.shown and not watcher.agent
            if (agent is not None and watcher.agent == agent) or theirs:
                watcher.outbox.append(frame)
                watcher.bell.set()

    def view(self, talk: Talk) -> dict[str, Any]:
        agent = {"id": talk.agent, "name": talk.agent} if talk.agent else None
        return {
            "id": talk.id,
            "status": talk.status,
            "controller": talk.controller,
            "agent": agent,
            "last_seq": talk.seq,
        }

    def react(self, talk: Talk, text: str) -> None:
        if self.faults.stay_silent or talk.controller != "bot":
            return
        if "人工" in text:
            self.hand_over(talk)
        elif self.faults.drafts and "的事" in text:
            draft_id = str(uuid4())
            self.drafts[draft_id] = talk
            for agent in self.at_silent_seat:
                self.tell({"type": "draft", "draft": {"id": draft_id}}, agent=agent)
        elif "哪个" in text:
            self.add(talk, "bot", kind="choice", payload={"options": [{"id": "a", "label": "甲"}]})
        else:
            sources = [{"entry_id": str(uuid4()), "key": "k", "title": "t", "version": 1}]
            self.add(talk, "bot", text="答案", payload={"sources": sources, "confidence": 0.9})

    def hand_over(self, talk: Talk) -> None:
        talk.controller = "queue"
        self.add(talk, "system", kind="system", payload={"event": "handoff_requested"})
        self.tell({"type": "conversation", "conversation": self.view(talk)}, owner=talk.owner)
        self.route()

    def route(self) -> None:
        online = [name for name, state in self.presence.items() if state == "online"]
        for talk in self.talks.values():
            if talk.controller == "queue" and talk.offer is None and online:
                agent = online[len(talk.id) % len(online)]
                talk.offer = {"id": str(uuid4()), "conversation": self.view(talk), "agent": agent}
                self.tell({"type": "offer", "offer": talk.offer}, agent=agent)

    # -- HTTP
    async def serve(self, request: Request) -> Response:
        if request.url.path == "/healthz":
            return ok({"status": "alive"})
        self.requests.append(f"{request.method} {request.url.path}")
        if self.faults.limit_first > 0:
            self.faults.limit_first -= 1
            return problem(429, "too_many", {"Retry-After": "0"})
        if self.faults.unavailable_first > 0:
            self.faults.unavailable_first -= 1
            return problem(503, "database_away", {"Retry-After": "0"})
        body = await request.body() if request.method in ("POST", "PUT") else b""
        json = orjson.loads(body) if body.startswith(b"{") else {}
        parts = request.url.path.removeprefix("/api/v1/").split("/")
        if parts[0] == "web":
            return self.customer(request, parts[1:], json)
        return self.staff(request, parts, json)

    def customer(self, request: Request, parts: list[str], body: dict[str, Any]) -> Response:
        match request.method, *parts:
            case "GET", "config":
                return ok({"site": "demo", "open": True, "faq": [], "greeting": "您好"})
            case "POST", "sessions":
                token = body.get("resume") or uuid4().hex
                return ok({"token": token, "conversation_id": self.by_owner.get(token)}, 201)
        owner = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not owner:
            return problem(401, "bad_token")
        if parts == ["conversations"]:
            if owner not in self.by_owner:
                talk = Talk(str(uuid4()), owner)
                self.talks[talk.id], self.by_owner[owner] = talk, talk.id
            return ok(self.view(self.talks[self.by_owner[owner]]), 201)
        talk = self.talks[parts[1]]
        match request.method, *parts[2:]:
            case "POST", "messages":
                return self.receive(talk, body)
            case "GET", "messages":
                return page(talk, request)
            case "POST", "attachments":
                return ok({"id": str(uuid4()), "name": "a.png"}, 201)
            case "POST", "handoff":
                self.hand_over(talk)
                return ok(self.view(talk), 201)
            case "DELETE", "handoff":
                talk.controller = "bot"
                return Response(status_code=204)
            case "POST", "feedback":
                self.feedback.append(body["helpful"])
                return Response(status_code=204)
            case "POST", "rating":
                return ok({}, 201)
        return ok(self.view(talk))

    def receive(self, talk: Talk, body: dict[str, Any]) -> Response:
        known = [m for m in talk.messages if m["client_id"] == body["client_id"]]
        if known:
            return ok(known[0])
        fields = {"client_id": body["client_id"], "text": body.get("text") or ""}
        if not fields["text"] and not body.get("attachment_id") and not body.get("choice_id"):
            return problem(422, "empty")
        message = self.add(talk, "customer", **fields)
        if self.faults.store_twice:
            self.add(talk, "customer", **fields)
        if self.faults.forget_messages:
            talk.messages.remove(message)
        self.react(talk, fields["text"])
        return ok(message, 201)

    def staff(self, request: Request, parts: list[str], body: dict[str, Any]) -> Response:
        if request.method == "POST" and parts == ["session"]:
            name = body["username"]
            if body["password"] != "secret":
                return problem(401, "bad_credentials")
            session = {"csrf_token": f"csrf-{name}", "staff": {"id": name, "name": name}}
            return ok(session, 201, {"Set-Cookie": f"tandem_session={name}; HttpOnly; Path=/"})
        agent = request.cookies.get("tandem_session", "")
        if not agent:
            return problem(401, "not_signed_in")
        if request.method != "GET" and request.headers.get("x-csrf-token") != f"csrf-{agent}":
            return problem(403, "csrf")
        match request.method, *parts:
            case "PUT", "presence":
                self.presence[agent] = body["state"]
                self.route()
                return ok({"state": body["state"], "capacity": 5, "load": 0})
            case "GET", "offers":
                return ok([t.offer for t in self.talks.values() if t.offer and t.offer["agent"] == agent])
            case "GET", "dispositions":
                return ok([{"id": "d1", "parent_id": None}, {"id": "d2", "parent_id": "d1"}])
            case "GET", "queues" | "labels":
                return ok([])
            case "GET", "conversations":
                mine = [t for t in self.talks.values() if t.agent == agent and t.controller == "agent"]
                return ok({"items": [self.view(t) for t in mine], "next": None})
            case "POST", "offers", offer_id, "acceptance":
                return self.accept(agent, offer_id)
            case method, "bot", *rest:
                return self.silent_seat(agent, method, rest, body)
            case method, "conversations", conversation_id, noun:
                return self.work(request, agent, method, self.talks[conversation_id], noun, body)
        return Response(status_code=204)

    def silent_seat(self, agent: str, method: str, parts: list[str], body: dict[str, Any]) -> Response:
        match method, *parts:
            case "PUT", "silent-seat" if self.faults.drafts:
                (self.at_silent_seat.add if body["present"] else self.at_silent_seat.discard)(agent)
                return ok({"present": body["present"]})
            case "GET", "drafts":
                return ok({"items": []})
            case "POST", "drafts", draft_id, "answer" if draft_id not in self.approved:
                self.approved.append(draft_id)
                source = {"entry_id": str(uuid4()), "key": "k", "title": "t", "version": 1}
                self.add(self.drafts[draft_id], "bot", text="答案", payload={"sources": [source]})
                return ok({"id": draft_id, "state": "approved"})
        return problem(409, "silent_seat_off" if not self.faults.drafts else "draft_gone")

    def accept(self, agent: str, offer_id: str) -> Response:
        for talk in self.talks.values():
            if talk.offer and talk.offer["id"] == offer_id and talk.controller == "queue":
                talk.controller, talk.agent, talk.offer = "agent", agent, None
                self.add(talk, "system", kind="system", payload={"event": "agent_joined"})
                self.tell({"type": "conversation", "conversation": self.view(talk)}, owner=talk.owner)
                return ok(self.view(talk))
        return problem(409, "offer_gone")

    def work(
        self, request: Request, agent: str, method: str, talk: Talk, noun: str, body: dict[str, Any]
    ) -> Response:
        match method, noun:
            case "POST", "messages":
                if talk.agent != agent:
                    return problem(409, "not_controller")
                fields = {"client_id": body["client_id"], "text": body["text"]}
                return ok(self.add(talk, "agent", **fields), 201)
            case "GET", "messages":
                return page(talk, request)
            case "POST", "resolution":
                assert body["wrap_up"]["disposition_id"] == "d2"
                talk.status, talk.controller, talk.agent = "resolved", "bot", None
                self.resolved.append(talk.id)
                self.add(talk, "system", kind="system", payload={"event": "resolved"})
                self.tell({"type": "conversation", "conversation": self.view(talk)}, owner=talk.owner)
                return ok(self.view(talk))
        return Response(status_code=204)

    # -- WebSocket
    async def socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        watcher = Watcher(websocket)
        hello = await websocket.receive_json()
        ready: dict[str, Any] = {"type": "ready"}
        if websocket.url.path.endswith("/web/socket"):
            if hello["token"] not in self.by_owner:
                await websocket.close(4401, "bad token")
                return
            talk = self.talks[self.by_owner[hello["token"]]]
            watcher.shown[talk.id] = hello["after"]
            ready["conversation"] = self.view(talk)
        else:
            watcher.agent = websocket.cookies["tandem_session"]
        self.watchers.add(watcher)
        watcher.bell.set()
        await websocket.send_json(ready)
        writer = asyncio.create_task(self.write(watcher))
        try:
            while True:
                self.hear(watcher, await websocket.receive_json())
        except WebSocketDisconnect:
            pass
        finally:
            self.watchers.discard(watcher)
            writer.cancel()

    def hear(self, watcher: Watcher, frame: dict[str, Any]) -> None:
        if frame["type"] == "open":
            watcher.shown[frame["conversation_id"]] = frame["after"]
            watcher.bell.set()
        elif frame["type"] == "close":
            watcher.shown.pop(frame["conversation_id"], None)

    async def write(self, watcher: Watcher) -> None:
        try:
            while True:
                await watcher.bell.wait()
                watcher.bell.clear()
                while watcher.outbox:
                    await watcher.websocket.send_json(watcher.outbox.pop(0))
                for conversation_id in list(watcher.shown):
                    await self.show(watcher, self.talks[conversation_id])
        except (WebSocketDisconnect, RuntimeError):
            return

    async def show(self, watcher: Watcher, talk: Talk) -> None:
        for message in list(talk.messages):
            if message["seq"] <= watcher.shown.get(talk.id, 10**9):
                continue
            watcher.shown[talk.id] = message["seq"]
            if self.faults.skip_on_socket and message["role"] == "customer":
                continue
            for _ in range(2 if self.faults.show_twice else 1):
                await watcher.websocket.send_json({"type": "message", "message": message})


def ok(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(orjson.dumps(body), status, headers, "application/json")


def problem(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    body = {"status": status, "code": code, "title": code, "detail": code}
    return Response(orjson.dumps(body), status, headers, "application/problem+json")


def page(talk: Talk, request: Request) -> Response:
    after, limit = int(request.query_params.get("after", 0)), int(request.query_params.get("limit", 50))
    items = [m for m in talk.messages if m["seq"] > after]
    return ok({"items": items[:limit], "has_more": len(items) > limit})


@asynccontextmanager
async def running(fake: FakeTandem):
    """Serve `fake` on a free loopback port; its `url` is set."""
    app = Starlette(
        routes=[
            WebSocketRoute("/api/v1/web/socket", fake.socket),
            WebSocketRoute("/api/v1/socket", fake.socket),
            Route("/{path:path}", fake.serve, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
    )
    config = uvicorn.Config(
        app, log_level="warning", lifespan="off", ws="websockets-sansio", timeout_graceful_shutdown=1
    )
    listener = socket.socket(proto=socket.IPPROTO_TCP)  # asyncio asks this before it sets TCP_NODELAY
    listener.bind(("127.0.0.1", 0))
    fake.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield fake
    finally:
        server.should_exit = True
        await task
        listener.close()
