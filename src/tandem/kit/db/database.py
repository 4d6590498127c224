"""The engine, and the door to transactions."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import orjson
import structlog
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tandem.kit import json
from tandem.kit.clock import Clock, SystemClock
from tandem.kit.crypto import Keyring, Vault
from tandem.kit.db.again import Repertoire
from tandem.kit.db.connection import Connection
from tandem.kit.db.failures import meaning
from tandem.kit.db.transaction import Subscriber, Tx
from tandem.kit.errors import TandemError, Unavailable
from tandem.kit.events import Subscription
from tandem.kit.notice import Notice

log = structlog.get_logger(__name__)
_STATEMENTS = 300


class Publisher(Protocol):
    def publish(self, notices: Sequence[Notice]) -> None:
        """Hand over notices without waiting; losing them is repaired by the hub's sweep."""
        ...


def _dumps(value: Any) -> str:
    return json.dumps(value).decode()


class Database:
    """`transaction()` commits on a clean exit and rolls back on any exception.

    A database that is away becomes `Unavailable` (503, Retry-After 1); whether a commit in flight took
    effect is then unknown, so callers repeat with the same client id. Values that PostgreSQL cannot hold
    (NUL characters, numbers out of range) become `Invalid`, deadlocks `Unavailable("busy")`."""

    def __init__(
        self, url: str, *, pool_size: int = 10, clock: Clock | None = None, keyring: Keyring | None = None
    ) -> None:
        """Without a keyring `Tx.vault` seals and opens nothing."""
        self.url = url
        self.clock = clock or SystemClock()
        self.vault = Vault(self, keyring) if keyring is not None else None
        self.publisher: Publisher | None = None
        self._subscribers: dict[str, list[Subscriber]] = {}
        self.engine: AsyncEngine = create_async_engine(
            url,
            # No overflow: those connections would be closed again at once, and opening one costs 50 ms.
            pool_size=2 * pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_use_lifo=True,
            hide_parameters=True,  # errors are logged; what people wrote is not
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
            connect_args={
                "timeout": 5,
                "command_timeout": 30,
                "connection_class": Connection,
                # More than anything runs: those that fell out would be parsed and planned again.
                "statement_cache_size": _STATEMENTS,
                "prepared_statement_cache_size": _STATEMENTS,
                # Short statements only: compiling them would take longer than running them.
                "server_settings": {"application_name": "tandem", "jit": "off"},
            },
        )
        event.listen(self.engine.sync_engine, "checkout", _refuse_dead)
        self._repertoire = Repertoire(self.engine.dialect)

    def subscribe(self, subscriptions: Iterable[Subscription]) -> None:
        """Make every later event of a subscription's kind enqueue its job, in the event's own transaction."""
        for subscription in subscriptions:
            known = self._subscribers.setdefault(subscription.kind, [])
            subscriber = Subscriber(subscription.name, subscription.priority, subscription.wants)
            if subscriber not in known:
                known.append(subscriber)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        notices: list[Notice] = []
        callers_turn = False
        try:
            # Closing without a commit rolls back.
            async with self.engine.connect() as connection:
                tx = Tx(connection, self.clock.now(), self._subscribers, self.vault, self._repertoire)
                callers_turn = True
                yield tx
                callers_turn = False
                notices = await tx.flush()
                await connection.commit()
        except TandemError:
            raise
        except (OSError, TimeoutError) as error:
            if callers_turn:  # a file or another service of the caller's; Tx.execute translates its own
                raise
            raise Unavailable("database_away", retry_after=1) from error
        except Exception as error:
            if (shown := meaning(error)) is not None:
                raise shown from error
            raise
        if notices and self.publisher is not None:
            try:
                self.publisher.publish(notices)
            except Exception:
                # It is committed: the caller must hear of success. The sweep delivers what is lost here.
                log.exception("db.publish_failed", notices=len(notices))

    async def alone(self, statement: str, *values: Any) -> list[Any]:
        """One statement that is a transaction of its own, by one round trip; its rows. For what a stranger waits for.
        Raises as `transaction`."""
        try:
            async with self.engine.connect() as connection:
                fairy = await connection.get_raw_connection()
                assert fairy.driver_connection is not None
                rows: list[Any] = await fairy.driver_connection.fetch(statement, *values)
                return rows
        except (OSError, TimeoutError) as error:
            raise Unavailable("database_away", retry_after=1) from error
        except Exception as error:
            if (shown := meaning(error)) is not None:
                raise shown from error
            raise

    async def close(self) -> None:
        await self.engine.dispose()


def _refuse_dead(dbapi_connection: Any, _record: object, _proxy: object) -> None:
    """A connection that broke while it lay in the pool is replaced, instead of failing a request."""
    if dbapi_connection.driver_connection.is_closed():
        raise DisconnectionError
