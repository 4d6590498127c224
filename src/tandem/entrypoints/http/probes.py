"""Is it alive, is it ready, how is it doing: for supervisors, load balancers and Prometheus."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from tandem.kit.health import Health


def probes(health: Health) -> APIRouter:
    """/healthz, /readyz and /metrics."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def readyz(strict: bool = False, need: str = "") -> JSONResponse:
        """503 when a critical check fails, or one that `need` names (with commas); with `strict`, when any does."""
        report = await health.report()
        missed = set(report.degraded) & set(need.split(","))
        ready = report.ready and not missed and not (strict and report.degraded)
        body = {
            "status": "ready" if ready else "not_ready",
            "degraded": report.degraded,
            "checks": [
                {"name": o.name, "ok": o.ok, "critical": o.critical, "detail": o.detail, "codes": o.codes}
                for o in report.outcomes
            ],
        }
        return JSONResponse(body, 200 if ready else 503, {"cache-control": "no-store"})

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
