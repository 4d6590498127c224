"""Carrying out what people asked for by law: copies and erasures, by a job that may run twice."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import structlog

from tandem.contexts.access.api import Actor, record
from tandem.contexts.customers.actions.requesting import JOB, refuse_if_needed
from tandem.contexts.customers.actions.restricting import put
from tandem.contexts.customers.consent import repository as consents
from tandem.contexts.customers.customer import Customer
from tandem.contexts.customers.events import CustomerErased
from tandem.contexts.customers.ports import PersonalPart
from tandem.contexts.customers.privacy import PrivacyRequest
from tandem.contexts.customers.repository import (
    customers,
    identities,
    merges,
    personal,
    privacy,
    restrictions,
)
from tandem.contexts.customers.repository.personal import about
from tandem.contexts.customers.rules import copies as rows
from tandem.contexts.customers.rules.privacy import copy_expires
from tandem.kit import json
from tandem.kit.crypto import CannotOpen
from tandem.kit.db import Database, Tx
from tandem.kit.errors import Conflict, Gone
from tandem.kit.jobs import Job
from tandem.kit.objects import ObjectStore

log = structlog.get_logger(__name__)
_ACTOR = Actor.system("privacy")
_AT_ONCE = 100
_MOST_CONSENTS = 10_000


class Privacy:
    """`parts` are what other contexts keep of a person."""

    def __init__(self, db: Database, objects: ObjectStore, parts: Sequence[PersonalPart]) -> None:
        self._db, self._objects, self._parts = db, objects, parts

    def job(self) -> Job:
        """For the worker. What people may ask for by law waits for another system that is away over a weekend: seconds
        apart at first, then two hours, for two days and a half. Asking again gives it all its attempts anew."""
        return Job(
            JOB,
            self.carry_out,
            max_attempts=40,
            first_retry=timedelta(seconds=5),
            longest_retry=timedelta(hours=2),
            outside=True,
        )

    async def carry_out(self, payload: Mapping[str, Any]) -> None:
        """Do what is asked, once. What cannot be had now (a core that is away) is tried again by the job."""
        request_id = UUID(payload["request"])
        try:
            async with self._db.transaction() as tx:
                asked = await _waiting(tx, request_id)
            if asked is not None and asked.kind == "erase":
                await self._erase(asked)
            elif asked is not None:
                await self._copy(asked)
        except (CannotOpen, Conflict) as error:
            code = error.code if isinstance(error, Conflict) else "cannot_open"
            log.warning("customers.privacy_failed", request=str(request_id), code=code)
            async with self._db.transaction() as tx:
                await privacy.finish(tx, request_id, "failed", failure=code)

    async def _copy(self, asked: PrivacyRequest) -> None:
        async with self._db.transaction() as tx:
            document = await self._document(tx, await merges.family(tx, asked.customer_id))
            closed = await tx.vault.seal(tx, json.dumps(document).decode(), copy_about(asked.id))
        noted, key = False, await self._objects.put(closed, content_type="application/octet-stream")
        try:
            async with self._db.transaction() as tx:
                if await _waiting(tx, asked.id, lock=True) is not None:
                    await privacy.finish(tx, asked.id, "done", document=key, expires_at=copy_expires(tx.now))
                    told = {"request": str(asked.id)}
                    await record(tx, _ACTOR, "customer.copied", f"customer:{asked.customer_id}", told)
                    noted = True
        finally:
            if not noted:  # another run was faster, the person was erased meanwhile, or it could not be noted
                await self._objects.delete(key)

    async def _document(self, tx: Tx, family: Sequence[UUID]) -> dict[str, Any]:
        people = await customers.by_ids(tx, family)
        borrowers = await merges.borrowers_of(tx, family[0])
        values = []
        for one, sealed in await personal.sealed(tx, family[0]):
            value = await tx.vault.open(tx, sealed, about(one.id, one.customer_id, one.kind))
            values.append(rows.of_personal(one, value))
        said = await consents.preference(tx, family)
        sections: dict[str, Any] = {
            "customer": [rows.of_customer(people[id_]) for id_ in family],
            "identities": [rows.of_identity(one) for one in await identities.of_customers(tx, family)],
            "personal": values,
            "merges": [rows.of_merge(one) for one in await merges.history(tx, family[0])],
            "restrictions": [rows.of_restriction(one) for one in await restrictions.history(tx, family[0])],
            "consents": [rows.of_consent(one) for one in await consents.history(tx, family, _MOST_CONSENTS)],
            "preferences": [rows.of_preference(said)] if said else [],
        }
        for part in self._parts:
            sections[part.name] = list(await part.collect(tx, family, borrowers))
        return {"made_at": tx.now, "person": family[0], "sections": sections}

    async def _erase(self, asked: PrivacyRequest) -> None:
        while True:
            async with self._db.transaction() as tx:  # nothing is locked while other systems are asked
                family, borrowers = await _known(tx, asked.customer_id)
            await refuse_if_needed(family, borrowers, self._parts)  # a loan may have been made meanwhile
            async with self._db.transaction() as tx:
                person = await customers.lock(tx, await merges.canonical(tx, asked.customer_id))
                if (family, borrowers) != await _known(tx, asked.customer_id):
                    continue  # somebody became part of them, or was bound: that was not asked about
                await self._forget(tx, asked, person, family)
                return

    async def _forget(self, tx: Tx, asked: PrivacyRequest, person: Customer, family: Sequence[UUID]) -> None:
        requests = await privacy.of_family(tx, family, lock=True)
        if not any(one.id == asked.id and one.state == "waiting" for one in requests):
            return
        for one in requests:
            if (
                one.state == "waiting" and one.kind == "export"
            ):  # a copy that is being made notices, and is dropped
                await privacy.finish(tx, one.id, "failed", failure="customer_erased")
            elif one.document is not None and one.state == "done":
                await self._objects.delete(one.document)
                await privacy.finish(tx, one.id, "expired", document=None)
        values = await privacy.forget(tx, family)
        await put(tx, person.id, _ACTOR, reason="erased", until=None, note="")
        await privacy.finish(tx, asked.id, "done")
        tx.emit(CustomerErased(subject_id=person.id, actor=_ACTOR.label, family=tuple(family)))
        told = {"request": str(asked.id), "values": values, "customers": [str(id_) for id_ in family]}
        await record(tx, _ACTOR, "customer.erased", f"customer:{person.id}", told)

    async def read_copy(self, tx: Tx, asked: PrivacyRequest) -> dict[str, Any]:
        """The document of an export. Raises Gone (not made yet, failed, deleted)."""
        if (
            asked.document is None
            or asked.state != "done"
            or asked.expires_at is None
            or asked.expires_at <= tx.now
        ):
            raise Gone("copy_gone")
        sealed = b"".join([chunk async for chunk in await self._objects.open(asked.document)])
        document: dict[str, Any] = orjson.loads(await tx.vault.open(tx, sealed, copy_about(asked.id)))
        return document

    async def delete_expired(self) -> int:
        """Delete copies whose time is over; how many."""
        async with self._db.transaction() as tx:
            over = await privacy.expired(tx, tx.now, _AT_ONCE)
            for one in over:
                assert one.document is not None
                await self._objects.delete(one.document)
                await privacy.finish(tx, one.id, "expired", document=None)
        return len(over)


async def _known(tx: Tx, customer_id: UUID) -> tuple[list[UUID], list[str]]:
    person = await merges.canonical(tx, customer_id)
    return await merges.family(tx, person), await merges.borrowers_of(tx, person)


async def _waiting(tx: Tx, request_id: UUID, *, lock: bool = False) -> PrivacyRequest | None:
    found = await privacy.find(tx, request_id, lock=lock)
    return found if found is not None and found.state == "waiting" else None


def copy_about(request_id: UUID) -> str:
    """What a copy is sealed as."""
    return f"customer_privacy_request:{request_id}"
