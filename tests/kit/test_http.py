"""The shell around requests: problem documents, ids, body limits, metrics, logs without personal data."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest
import structlog
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel, Field

from tandem.kit import metrics
from tandem.kit.errors import Conflict, Invalid, Locked, NotFound, TooMany, Unavailable
from tandem.kit.http import Page, RateLimiter, decode_cursor, encode_cursor, problems
from tandem.kit.http.body_limit import BodyLimit
from tandem.kit.http.error_catcher import ErrorCatcher
from tandem.kit.http.request_context import RequestContext


class Cake(BaseModel):
    name: str = Field(min_length=1, max_length=5)
    size: int = Field(ge=1)


router = APIRouter(prefix="/cakes")


@router.get("/{cake_id}/slices/{n}")
async def cut(cake_id: UUID, n: int) -> dict[str, int]:
    return {"n": n}


@router.post("")
async def bake(cake: Cake) -> Cake:
    return cake


@router.post("/raw")
async def raw(request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


@router.get("")
async def fail(how: str) -> None:
    errors: dict[str, Exception] = {
        "conflict": Conflict("taken", extra={"agent": {"id": UUID(int=1)}, "status": 200}),
        "missing": NotFound("object_missing"),
        "locked": Locked(retry_after=89.2),
        "flood": TooMany(retry_after=0.01),
        "away": Unavailable("database_away", retry_after=1),
        "bug": RuntimeError("customer 13800138000 said 你好"),
    }
    raise errors[how]


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    problems.install(app)
    app.include_router(router, prefix="/api/v1")
    app.add_middleware(BodyLimit, limit_for=lambda path: 1000)
    app.add_middleware(ErrorCatcher)
    app.add_middleware(RequestContext)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://shop", headers={"accept-language": "zh-CN"}
    ) as opened:
        yield opened


@pytest.mark.parametrize(
    ("how", "status", "retry_after"),
    [
        ("conflict", 409, None),
        ("missing", 404, None),
        ("locked", 423, "90"),
        ("flood", 429, "1"),
        ("away", 503, "1"),
    ],
)
async def test_business_errors_are_problem_documents(
    client: httpx.AsyncClient, how: str, status: int, retry_after: str | None
) -> None:
    response = await client.get("/api/v1/cakes", params={"how": how})
    body = response.json()
    assert response.status_code == status == body["status"]
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers.get("retry-after") == retry_after
    assert body["type"].endswith(body["code"])
    assert body["request_id"] == response.headers["x-request-id"]


async def test_extra_members_cannot_replace_the_problems_own(client: httpx.AsyncClient) -> None:
    body = (await client.get("/api/v1/cakes", params={"how": "conflict"})).json()
    assert body["agent"] == {"id": str(UUID(int=1))}
    assert body["status"] == 409


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-CN", "没有找到您要的内容。"), ("en", "Not found."), ("fr", "没有找到您要的内容。")],
)
async def test_texts_follow_the_reader(client: httpx.AsyncClient, language: str, title: str) -> None:
    response = await client.get("/nowhere", headers={"accept-language": language})
    assert response.status_code == 404
    assert response.json()["title"] == title


async def test_a_bug_is_a_plain_500_and_logged_once_without_personal_data(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        response = await client.get("/api/v1/cakes", params={"how": "bug"})
    assert response.status_code == 500
    assert response.json()["code"] == "internal"
    assert "13800138000" not in response.text
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["http.unexpected"]


async def test_field_errors_name_the_field_and_not_the_value(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/cakes", json={"name": "13800138000", "size": 0})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"field": "name", "message": "最多 5 个字符。"},
        {"field": "size", "message": "不能小于 1。"},
    ]
    assert "13800138000" not in response.text
    missing = await client.post("/api/v1/cakes", json={}, headers={"accept-language": "en"})
    assert missing.json()["errors"][0] == {"field": "name", "message": "Required."}


@pytest.mark.parametrize(
    "content", [b"{", b"\xff\xfe", '{"name": "\ud83d"}'.encode("utf-8", "surrogatepass")]
)
async def test_bodies_that_cannot_be_read(client: httpx.AsyncClient, content: bytes) -> None:
    response = await client.post(
        "/api/v1/cakes", content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


async def test_half_of_a_surrogate_pair_is_no_text(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "/api/v1/cakes",
        content=b'{"name": "\\ud83d", "size": 1}',
        headers={"content-type": "application/json"},
    )
    assert response.status_code == 422


async def test_wrong_method(client: httpx.AsyncClient) -> None:
    response = await client.delete("/api/v1/cakes")
    assert response.status_code == 405
    assert response.json()["code"] == "method_not_allowed"
    assert "GET" in response.headers["allow"] or "POST" in response.headers["allow"]


async def test_large_bodies_are_refused_by_their_length(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/cakes/raw", content=b"x" * 1000)).json() == {"bytes": 1000}
    response = await client.post("/api/v1/cakes/raw", content=b"x" * 1001)
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"
    assert response.headers["connection"] == "close"


async def test_large_bodies_without_a_length_are_cut_off(client: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 300

    response = await client.post("/api/v1/cakes/raw", content=endless())
    assert response.status_code == 413
    assert sent < 10
    json = await client.post("/api/v1/cakes", content=endless(), headers={"content-type": "application/json"})
    assert json.status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "1e9"])
async def test_a_length_that_is_none(client: httpx.AsyncClient, length: str) -> None:
    response = await client.post("/api/v1/cakes/raw", content=b"x", headers={"content-length": length})
    assert response.status_code == 400


async def test_request_ids(client: httpx.AsyncClient) -> None:
    kept = await client.get("/api/v1/cakes", params={"how": "missing"}, headers={"x-request-id": "abc-12345"})
    assert kept.headers["x-request-id"] == "abc-12345"
    for bad in ("short", "has space inside", "x" * 65, 'quo"te-12345'):
        replaced = await client.get("/nowhere", headers={"x-request-id": bad})
        assert replaced.headers["x-request-id"] != bad


async def test_metrics_and_logs_know_the_route_and_not_the_values(client: httpx.AsyncClient) -> None:
    route = "/api/v1/cakes/{cake_id}/slices/{n}"
    before = _count(route)
    with structlog.testing.capture_logs() as lines:
        await client.get(f"/api/v1/cakes/{UUID(int=7)}/slices/3?token=secret")
    assert _count(route) == before + 1
    [line] = [line for line in lines if line["event"] == "http.request"]
    assert (line["route"], line["status"], line["method"]) == (route, 200, "GET")
    assert "secret" not in str(line)
    assert str(UUID(int=7)) not in str(line)


async def test_unknown_paths_share_one_label(client: httpx.AsyncClient) -> None:
    before = _count("unmatched", status="404")
    for n in range(3):
        await client.get(f"/wp-admin/{n}")
    assert _count("unmatched", status="404") == before + 3


def _count(route: str, *, status: str = "200") -> float:
    for metric in metrics.http_seconds.collect():
        for sample in metric.samples:
            wanted = {"method": "GET", "route": route, "status": status}
            if sample.name.endswith("_count") and sample.labels == wanted:
                return sample.value
    return 0.0


def test_rate_limits_refill() -> None:
    now = 0.0
    limiter = RateLimiter(60, 2, max_keys=2, time=lambda: now)
    limiter.check("a")
    limiter.check("a")
    with pytest.raises(TooMany) as caught:
        limiter.check("a", "too_many_cakes")
    assert caught.value.code == "too_many_cakes"
    assert caught.value.retry_after == pytest.approx(1.0)
    limiter.check("b")  # another key has its own tokens
    now = 1.0
    limiter.check("a")
    with pytest.raises(TooMany):
        limiter.check("a")


def test_rate_limits_forget_the_longest_unused_key() -> None:
    limiter = RateLimiter(1, 1, max_keys=2, time=lambda: 0.0)
    for key in ("a", "b", "c"):
        limiter.check(key)
    limiter.check("a")  # forgotten, so it starts anew
    with pytest.raises(TooMany):
        limiter.check("c")


def test_cursors() -> None:
    at, key = datetime(2026, 3, 2, tzinfo=UTC), UUID(int=5)
    cursor = encode_cursor(at, key, "文", 3)
    assert decode_cursor(cursor, 4) == [at.isoformat(), str(key), "文", 3]
    assert decode_cursor(cursor, 4, (datetime, UUID, str, int)) == [at, key, "文", 3]
    assert Page[int](items=[1]).next is None


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "bnVsbA", "WzFd", "WzEsMl0", "钥", "W10"])
def test_cursors_made_elsewhere_are_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor, 2, (datetime, UUID))
    assert caught.value.code == "bad_cursor"
