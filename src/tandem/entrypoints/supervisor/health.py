"""Asking the product over its own front door whether it is ready."""

import asyncio
import contextlib


async def answers_ok(host: str, port: int, path: str, timeout_s: float = 1.0) -> bool:
    """Whether GET `path` is answered with 200 in time."""
    try:
        async with asyncio.timeout(timeout_s):
            return await _status(host, port, path) == 200
    except (OSError, TimeoutError, ValueError):
        return False


async def _status(host: str, port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        words = (await reader.readline()).split()
        return int(words[1]) if len(words) > 1 else 0
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
