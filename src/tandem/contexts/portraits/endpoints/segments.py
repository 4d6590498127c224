"""/portraits/layers: segments in layers, their rules and how many customers are in each."""

from typing import Any, Literal

from fastapi import APIRouter

from tandem.contexts.portraits.actions import editing, publishing
from tandem.contexts.portraits.endpoints.access import Editor, Number, Publisher, Reader
from tandem.contexts.portraits.endpoints.counting import Counting
from tandem.contexts.portraits.endpoints.showing import draft, history, version_view
from tandem.contexts.portraits.repository import memberships, portraits, versions
from tandem.contexts.portraits.rules.book import LAYERS
from tandem.contexts.portraits.schemas import HistoryOut, LayerBody, LayersOut, VersionOut
from tandem.kit.http import Db

LayerName = Literal["stage", "value", "need"]


def routes() -> APIRouter:
    api = APIRouter(prefix="/layers")
    members, progress = Counting(memberships.counts), Counting(portraits.progress)

    @api.get("", response_model=LayersOut)
    async def list_layers(db: Db, actor: Reader) -> dict[str, Any]:
        """The layers in force with how many customers are in each segment, and how far computing is. Of very
        many customers the figures may be half a minute old."""
        async with db.transaction() as tx:
            in_force, newest = await versions.in_force(tx), await versions.newest(tx)
            counts = await members(tx)
            total, fresh, waiting = await progress(tx)
        layers = []
        for layer in LAYERS:
            now = in_force.get(f"layer:{layer}")
            segments = [
                {
                    **one,
                    "name_en": one.get("name_en") or one["name"],
                    "customers": counts.get((layer, one["key"]), 0),
                }
                for one in (now.content["segments"] if now else ())
            ]
            layers.append(
                {
                    "key": layer, "version": now.number if now else None, "segments": segments,
                    "elsewhere": max(0, total - sum(one["customers"] for one in segments)),
                    "draft": draft(now, newest.get(f"layer:{layer}")),
                }
            )  # fmt: skip
        return {"layers": layers, "portraits": total, "fresh": fresh, "waiting": waiting}

    @api.get("/{layer}/versions", response_model=HistoryOut)
    async def list_versions(db: Db, actor: Reader, layer: LayerName) -> dict[str, Any]:
        async with db.transaction() as tx:
            return await history(tx, f"layer:{layer}")

    @api.post("/{layer}/versions", status_code=201, response_model=VersionOut)
    async def create_version(db: Db, actor: Editor, layer: LayerName, body: LayerBody) -> dict[str, Any]:
        """A new version of the layer, not in force yet. 422 "rule_refused" (with places), "segment_twice",
        "rules_circular"."""
        segments = [one.model_dump() for one in body.segments]
        async with db.transaction() as tx:
            return version_view(await editing.edit_layer(tx, actor, layer, segments, body.note))

    @api.post("/{layer}/versions/{number}/publish", response_model=VersionOut)
    async def publish_version(db: Db, actor: Publisher, layer: LayerName, number: Number) -> dict[str, Any]:
        """In force from now on; customers are computed anew in the background. 409 "rules_in_force"; 422
        "segments_in_use": the strategies in force name segments that would be gone."""
        async with db.transaction() as tx:
            return version_view(await publishing.publish(tx, actor, f"layer:{layer}", number))

    return api
