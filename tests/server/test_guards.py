"""Who may ask the server extension for what, and what it says where it can't."""

from __future__ import annotations

import json
import re

import pytest
from tornado.httpclient import HTTPClientError
from tornado.web import RequestHandler

from jupyter_autograde.server.handlers import HANDLERS


async def test_status_names_the_user_and_the_connection(api, service, heard):
    await heard.until(lambda e: e.get("state") == "sse")
    status, reply = await api("GET", "local/status")
    assert status == 200
    assert reply == {
        "configured": True,
        "reachable": True,
        "service_url": service.url,
        "user": "ada",
        "stream": "sse",
        "pending": 0,
        "message": "",
    }


@pytest.mark.parametrize(
    ("body", "status"), [({}, 422), ({"path": "a", "more": 1}, 422), ({"path": 3}, 422), ([], 422)]
)
async def test_bodies_that_do_not_fit_are_named(api, body, status):
    got, reply = await api("POST", "local/submit", body=body)
    assert (got, reply["code"]) == (status, "invalid_input")


async def test_a_body_that_is_not_announced_as_json_is_refused(api):
    got, reply = await api("POST", "local/submit", body={"path": "a"}, headers={"Content-Type": "text/plain"})
    assert (got, reply["code"]) == (400, "invalid_input")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors"},
    ],
)
async def test_writes_from_another_site_are_refused(api, headers):
    got, reply = await api("POST", "local/submit", body={"path": "a"}, headers=headers)
    assert (got, reply["code"]) == (403, "permission_denied")


async def test_the_pass_through_forwards_and_maps_errors(api, service, assignment_id, course_id):
    assert (await api("GET", "v1/me"))[1]["name"] == "ada"
    assert (await api("GET", f"v1/courses/{course_id}/assignments"))[1][0]["id"] == assignment_id
    got, reply = await api("GET", "v1/submissions/01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert (got, reply["code"]) == (404, "not_found")
    got, reply = await api("POST", f"v1/courses/{course_id}/assignments", body={"name": "x"})
    assert (got, reply["code"]) == (403, "permission_denied")


async def test_errors_of_a_later_release_pass_through_as_they_are(api, service):
    service.fail("GET me", status=418, body={"message": "A sentence.", "code": "of_a_later_release"})
    got, reply = await api("GET", "v1/me")
    assert (got, reply["code"], reply["message"]) == (418, "of_a_later_release", "A sentence.")


@pytest.mark.parametrize(
    "path",
    [
        "v1/events",
        "v1/events/stream",
        "v1/versions/01ARZ3NDEKTSV4RRFFQ69G5FAV/bundle",
        "v1/../../hub/api/user",
        "v1/%2e%2e/%2e%2e/hub",
        "v1/courses/..%2f..%2fhub",
        "v1/https://example.org/",
        "v1/me?x",
    ],
)
async def test_the_pass_through_goes_nowhere_else(api, service, heard, path):
    await heard.until(lambda e: e.get("state") == "sse")
    before = len(service.requests)
    if path == "v1/me?x":
        await api("GET", "v1/me", token="secret-token", more="1")
        assert not any("secret-token" in line or "more=" in line for line in service.addresses)
        return
    got, _ = await api("GET", path)
    assert got == 404
    assert len(service.requests) == before


async def test_every_handler_refuses_the_unauthenticated(jp_fetch, jp_serverapp):
    # Else the missing XSRF cookie would be what is refused.
    jp_serverapp.web_app.settings["disable_check_xsrf"] = True
    for pattern, handler in HANDLERS:
        path = (
            pattern.replace("[0-9A-Z]{26}", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
            .replace("[0-9A-HJKMNP-TV-Z]{26}", "01ARZ3NDEKTSV4RRFFQ69G5FAV")
            .replace("[^/]+", "sam")
            .replace(".*", "me")
            .translate({ord("("): None, ord(")"): None})
        )
        assert re.fullmatch(pattern, path)
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            with pytest.raises(HTTPClientError) as caught:
                await jp_fetch(
                    *path.strip("/").split("/"),
                    method=method,
                    headers={"Authorization": "token wrong", "Content-Type": "application/json"},
                    body="{}" if method in {"POST", "PUT", "PATCH"} else None,
                    allow_nonstandard_methods=True,
                )
            offers = getattr(handler, method.lower()) is not getattr(RequestHandler, method.lower())
            assert caught.value.code == (403 if offers else 405), (method, path)
            body = json.loads(caught.value.response.body)
            assert body["code"] == ("permission_denied" if offers else "method_not_allowed")


async def test_writes_by_cookie_need_the_xsrf_token(jp_fetch, jp_serverapp):
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(
            *["autograde", "api", "local", "submit"],
            method="POST",
            headers={"Authorization": "", "Content-Type": "application/json"},
            body="{}",
        )
    assert caught.value.code == 403
    assert "_xsrf" in json.loads(caught.value.response.body)["message"]


class TestWithoutService:
    @pytest.fixture
    def service_url(self):
        return ""

    async def test_status_says_so_and_the_rest_is_a_sentence(self, api):
        status, reply = await api("GET", "local/status")
        assert (status, reply["configured"]) == (200, False)
        status, reply = await api("GET", "local/assignments")
        assert (status, reply["code"], reply["details"]) == (502, "service_unreachable", {"configured": False})


class TestWithABadFolder:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config["AutogradeClient"]["folder"] = "../{course}/{assignment}"
        return jp_server_config

    async def test_the_server_starts_all_the_same(self, api):
        assert (await api("GET", "local/status"))[1]["configured"] is False


class TestWithABadAddress:
    @pytest.fixture
    def service_url(self):
        return "ftp://nowhere/"

    async def test_the_server_starts_all_the_same(self, api):
        assert (await api("GET", "local/status"))[1]["configured"] is False


ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"assignments/{ID}/manual"),
        ("GET", f"assignments/{ID}/manual/work"),
        ("GET", f"assignments/{ID}/manual/clusters"),
        ("POST", f"assignments/{ID}/manual/copies"),
        ("PUT", f"assignments/{ID}/manual/anonymous"),
        ("GET", f"assignments/{ID}/manual/work/{ID}"),
        ("GET", f"assignments/{ID}/manual/work/{ID}/scores"),
        ("POST", f"assignments/{ID}/manual/work/{ID}/scores"),
        ("PUT", f"assignments/{ID}/manual/work/{ID}/claim"),
        ("DELETE", f"assignments/{ID}/manual/work/{ID}/claim"),
        ("PUT", f"assignments/{ID}/manual/work/{ID}/flag"),
        ("POST", f"assignments/{ID}/manual/work/{ID}/comments"),
        ("DELETE", f"assignments/{ID}/manual/work/{ID}/comments/{ID}"),
        ("GET", f"assignments/{ID}/rubric"),
        ("POST", f"assignments/{ID}/rubric"),
        ("PATCH", f"assignments/{ID}/rubric/{ID}"),
        ("POST", f"assignments/{ID}/rubric/{ID}/changes"),
        ("GET", f"courses/{ID}/saved-comments"),
        ("POST", f"courses/{ID}/saved-comments"),
        ("DELETE", f"courses/{ID}/saved-comments/{ID}"),
        ("GET", f"assignments/{ID}/score-changes"),
        ("GET", f"score-changes/{ID}"),
        ("POST", f"score-changes/{ID}/apply"),
        ("POST", f"score-changes/{ID}/discard"),
    ],
)
async def test_manual_grading_passes_through(api, service, method, path):
    service.fail(f"{method} {path}", status=418, body={"message": "A sentence.", "code": "it_arrived"})
    query = {"question": "why not?"} if method in ("GET", "DELETE") else {"body": {}}
    got, reply = await api(method, f"v1/{path}", **query)
    assert (got, reply["code"]) == (418, "it_arrived")
    if "body" not in query:
        assert any("question=why+not%3F" in line or "question=why%20not" in line for line in service.addresses)
