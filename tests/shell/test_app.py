"""Pages, headers, origins and probes of the web application."""

import asyncio
from typing import Any

import httpx
import pytest

from tandem.entrypoints.http.app import create_app
from tandem.kit.health import Check, Unhealthy


async def test_the_front_door_leads_to_the_desk(client: httpx.AsyncClient) -> None:
    response = await client.get("/")
    assert (response.status_code, response.headers["location"]) == (307, "/desk")


@pytest.mark.parametrize("path", ["/desk", "/desk/", "/desk/conversations/123", "/desk/board"])
async def test_every_path_of_the_desk_is_the_app(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
    assert "desk" in response.text


@pytest.mark.parametrize("path", ["/chat", "/chat/", "/chat/anything"])
async def test_the_chat_page(client: httpx.AsyncClient, path: str) -> None:
    assert "chat" in (await client.get(path)).text


async def test_files_with_a_hash_are_kept_for_ever_and_packed(client: httpx.AsyncClient) -> None:
    response = await client.get("/desk/assets/index-B0Zx1DNA.js", headers={"accept-encoding": "gzip"})
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["content-encoding"] == "gzip"
    assert response.text == "console.log(1);" * 200
    plain = await client.get("/desk/assets/index-B0Zx1DNA.js", headers={"accept-encoding": ""})
    assert "content-encoding" not in plain.headers
    assert plain.text == response.text


async def test_the_embed_script_is_soon_renewed_and_loads_anywhere(client: httpx.AsyncClient) -> None:
    response = await client.get("/widget.js")
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_unchanged_files_are_not_sent_again(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/desk")).headers["etag"]
    again = await client.get("/desk", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


async def test_head(client: httpx.AsyncClient) -> None:
    response = await client.head("/desk")
    assert response.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/desk/assets/gone-AAAAAAAA.js",
        "/desk/..%2fsecret.txt",
        "/desk/%2e%2e/secret.txt",
        "/chat/%2e%2e/widget.map",
        "/desk/%00.js",
        "/secret.txt",
        "/.env",
    ],
)
async def test_files_that_are_not_there(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)
    assert response.status_code == 404
    assert "secret" not in response.text
    assert response.headers["content-type"] == "application/problem+json"


async def test_pages_that_are_not_built_say_so(bakery: Any, settings: Any) -> None:
    bakery.settings = settings.model_copy(update={"web_dir": settings.home / "nothing"})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(bakery)), base_url="http://t"
    ) as client:
        response = await client.get("/desk", headers={"accept-language": "en"})
    assert response.status_code == 503
    assert "make web" in response.text


async def test_the_desk_cannot_be_framed_and_the_chat_can(client: httpx.AsyncClient) -> None:
    desk, chat = await client.get("/desk"), await client.get("/chat")
    assert "frame-ancestors 'none'" in desk.headers["content-security-policy"]
    assert desk.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors *" in chat.headers["content-security-policy"]
    assert "x-frame-options" not in chat.headers
    for response in (desk, chat):
        assert "script-src 'self';" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "max-age" in response.headers["strict-transport-security"]


async def test_api_answers_are_not_kept(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/cakes/1")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


async def test_any_site_may_call_the_customers_door(client: httpx.AsyncClient) -> None:
    asked = await client.options(
        "/api/v1/web/sessions",
        headers={
            "origin": "https://lender.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        },
    )
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in asked.headers
    answer = await client.post("/api/v1/web/sessions", headers={"origin": "https://lender.example"})
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_errors_of_the_customers_door_can_be_read_elsewhere_too(client: httpx.AsyncClient) -> None:
    for path, status in (("/api/v1/web/broken", 500), ("/api/v1/web/nowhere", 404)):
        response = await client.get(path, headers={"origin": "https://lender.example"})
        assert response.status_code == status
        assert response.headers["access-control-allow-origin"] == "*"


async def test_only_named_sites_may_call_the_staffs_door(client: httpx.AsyncClient) -> None:
    named = await client.get("/api/v1/cakes/1", headers={"origin": "https://desk.example.com"})
    assert named.headers["access-control-allow-origin"] == "https://desk.example.com"
    assert named.headers["access-control-allow-credentials"] == "true"
    other = await client.get("/api/v1/cakes/1", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


async def test_only_attachments_may_be_large(client: httpx.AsyncClient) -> None:
    large = {"picture": "x" * 700_000}
    assert (await client.post("/api/v1/cakes/1/attachments", json=large)).status_code == 200
    assert (await client.post("/api/v1/web/sessions", json=large)).status_code == 413
    larger = {"picture": "x" * 1_200_000}
    assert (await client.post("/api/v1/cakes/1/attachments", json=larger)).status_code == 413


async def test_probes(bakery: Any, client: httpx.AsyncClient, make_check: Any) -> None:
    assert (await client.get("/healthz")).json() == {"status": "alive"}
    bakery.health.add(make_check("database"))
    bakery.health.add(make_check("workers", fails=True, critical=False))
    lenient = await client.get("/readyz")
    assert lenient.status_code == 200
    assert lenient.json()["degraded"] == ["workers"]
    assert (await client.get("/readyz?strict=1")).status_code == 503
    bakery.health.add(make_check("realtime", fails=True))
    response = await client.get("/readyz")
    assert response.status_code == 503
    assert "password" not in response.text


async def test_a_probe_that_hangs_fails_in_time(bakery: Any, client: httpx.AsyncClient) -> None:
    async def hang() -> str:
        await asyncio.Event().wait()
        return ""

    async def say() -> str:
        raise Unhealthy("revision 1, expected 2")

    bakery.health.add(Check("hanging", hang, timeout_s=0.01))
    bakery.health.add(Check("saying", say))
    details = {check["name"]: check["detail"] for check in (await client.get("/readyz")).json()["checks"]}
    assert details == {"hanging": "no answer within 0.01 s", "saying": "revision 1, expected 2"}


async def test_metrics(client: httpx.AsyncClient) -> None:
    await client.get("/api/v1/cakes/1")
    text = (await client.get("/metrics")).text
    assert 'route="/api/v1/cakes/{cake_id}"' in text


async def test_openapi_describes_errors_as_problems(client: httpx.AsyncClient) -> None:
    schema = (await client.get("/api/openapi.json")).json()
    responses = schema["paths"]["/api/v1/cakes/{cake_id}"]["get"]["responses"]
    for status in ("422", "4XX", "5XX"):
        reference = responses[status]["content"]["application/problem+json"]["schema"]["$ref"]
        assert reference == "#/components/schemas/Problem"
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    assert "/readyz" not in schema["paths"]


async def test_the_reference_page_needs_no_other_server(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/docs")
    assert "/api/v1/cakes/{cake_id}" in response.text
    assert "http://" not in response.text
    assert "https://" not in response.text
    assert "<script" not in response.text
