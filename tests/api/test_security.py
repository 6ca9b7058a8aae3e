"""What every answer carries, and what a request cannot reach."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pincite_api.security import host_is_allowed
from support.service import ServiceOver, problem_in

PATHS = [
    "/", "/?q=trade", "/documents", "/d/asean-rok-overview", "/docs", "/problems", "/openapi.json",
    "/v1/ask?q=trade", "/v1/ask", "/v1/documents", "/healthz", "/readyz", "/favicon.ico",
    "/nothing", "/p/p_nothing",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_every_answer_carries_the_secure_headers(
    client: TestClient, path: str, accept: str
) -> None:
    headers = client.get(path, headers={"accept": accept}).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-cache"
    assert headers["x-request-id"]
    for name in ("content-security-policy", "cache-control", "x-request-id"):
        assert len(headers.get_list(name)) == 1


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/v1")])
def test_a_page_needs_nothing_from_elsewhere_and_nothing_inline(
    client: TestClient, path: str
) -> None:
    response = client.get(path, headers={"accept": "text/html"})
    if not response.headers["content-type"].startswith("text/html"):
        return
    page = response.text
    assert not re.search(r'\b(?:src|href|action)="(?!/|#)', page), path
    assert not re.search(r'\b(?:src|href|action)="//', page)
    assert "<style" not in page
    assert ' style="' not in page
    assert not re.search(r"\son[a-z]+=", page)
    assert re.findall(r"<script[^>]*>(.*?)</script>", page, re.DOTALL) == [""]


def test_assets_may_be_kept_because_their_address_changes_with_them(client: TestClient) -> None:
    addresses = re.findall(r'"(/static/[^"]+)"', client.get("/").text)
    assert len(addresses) == 3
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]


# A Host header, and whether it names one of example.org and [::1].
HOSTS = [
    ("example.org", True),
    ("EXAMPLE.org:8000", True),
    ("[::1]", True),
    ("[::1]:8000", True),
    ("", False),
    ("example.org.evil.net", False),
    ("evil.net", False),
    ("example.org:80@evil.net", False),
]


@pytest.mark.parametrize(("host", "allowed"), HOSTS)
def test_a_host_is_compared_whole(host: str, allowed: bool) -> None:
    assert host_is_allowed(host, ("example.org", "[::1]")) is allowed


def test_hosts_are_checked_when_set(service_over: ServiceOver, index_folder: Path) -> None:
    client = service_over(index_folder, allowed_hosts="archive.example, testserver")
    assert client.get("/healthz").status_code == 200
    problem_in(client.get("/healthz", headers={"host": "rebound.example"}), 400, "host")
