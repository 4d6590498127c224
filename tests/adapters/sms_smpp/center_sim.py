"""A short message centre that speaks SMPP 3.4 over a real socket. It reads and writes units by the specification, not
by our code."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HEAD = struct.Struct(">IIII")
BIND, SUBMIT, DELIVER, ENQUIRE, UNBIND = 0x09, 0x04, 0x05, 0x15, 0x06
SYSTEM_ID, PASSWORD = b"tandem", b"geheim"


@dataclass(frozen=True)
class Submitted:
    source: str
    to: str
    esm_class: int
    receipt: int
    coding: int
    content: bytes

    def text(self) -> str:
        skip = 1 + self.content[0] if self.esm_class & 0x40 else 0
        return self.content[skip:].decode("utf-16-be" if self.coding == 8 else "ascii")


@dataclass
class Centre:
    """`statuses`: of the next submit_sm; None hangs up before answering. `answers`: what came back for deliver_sm."""

    port: int = 0
    submitted: list[Submitted] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    enquired: int = 0
    binds: int = 0
    lines: list[asyncio.StreamWriter] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.append(writer)
        try:
            while True:
                length, command, status, sequence = HEAD.unpack(await reader.readexactly(16))
                body = await reader.readexactly(length - 16)
                await self._take(writer, command, status, sequence, body)
                async with self.changed:
                    self.changed.notify_all()
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    async def _take(self, writer, command, status, sequence, body) -> None:
        if command == BIND:
            system_id, password = body.split(b"\x00")[:2]
            good = (system_id, password) == (SYSTEM_ID, PASSWORD)
            self.binds += good
            send(writer, command | 0x80000000, 0 if good else 0x0E, sequence, b"centre\x00")
        elif command == SUBMIT:
            code = self.statuses.pop(0) if self.statuses else 0
            if code is None:
                raise OSError("hung up")
            if code == 0:
                self.submitted.append(read_submit(body))
            id_ = f"m{len(self.submitted)}".encode() + b"\x00" if code == 0 else b""
            send(writer, command | 0x80000000, code, sequence, id_)
        elif command == DELIVER | 0x80000000:
            self.answers.append(status)
        elif command in (ENQUIRE, UNBIND):
            self.enquired += command == ENQUIRE
            send(writer, command | 0x80000000, 0, sequence, b"")

    async def until(self, true) -> None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(true)

    async def deliver(self, content: bytes, *, source=b"8613900000000", esm=0, coding=8, tlvs=b"") -> int:
        """Deliver on the newest line; the status that came back."""
        count = len(self.answers)
        body = (
            b"\x00\x01\x01" + source + b"\x00\x00\x00" + b"106900\x00" + bytes([esm, 0, 0]) + b"\x00\x00"
            + bytes([0, 0, coding, 0, len(content)]) + content + tlvs
        )  # fmt: skip
        send(self.lines[-1], DELIVER, 0, 77 + count, body)
        await self.until(lambda: len(self.answers) > count)
        return self.answers[-1]


def send(writer: asyncio.StreamWriter, command: int, status: int, sequence: int, body: bytes) -> None:
    writer.write(HEAD.pack(16 + len(body), command, status, sequence) + body)


def read_submit(body: bytes) -> Submitted:
    _, rest = body.split(b"\x00", 1)
    source, rest = rest[2:].split(b"\x00", 1)
    to, rest = rest[2:].split(b"\x00", 1)
    esm, rest = rest[0], rest[3:]
    _, _, rest = rest.split(b"\x00", 2)
    receipt, _, coding, _, length = rest[:5]
    assert len(rest) == 5 + length
    return Submitted(source.decode(), to.decode(), esm, receipt, coding, rest[5:])


@asynccontextmanager
async def serving() -> AsyncIterator[Centre]:
    centre = Centre()
    server = await asyncio.start_server(centre.serve, "127.0.0.1", 0)
    centre.port = server.sockets[0].getsockname()[1]
    yield centre
    server.close()
    for line in centre.lines:
        line.close()
