"""Which doors open where, and what is said of a table that makes no sense."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

import pytest
from fastapi import FastAPI

from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.doors.mounts import GROUP, mount_doors, parse_doors
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import ok
from tests.service.routes import every_route


def test_words_of_the_command_line() -> None:
    assert parse_doors("ngshare, pipalhub=/services/dashboard/,pipalhub=live") == {
        "ngshare": [],
        "pipalhub": ["/services/dashboard/", "live"],
    }
    for text in ("", "=x", "pipalhub=", "a,,b"):
        with pytest.raises(InvalidInput, match="--doors takes"):
            parse_doors(text)


def test_prefixes_are_absolute_and_a_door_has_its_usual_ones() -> None:
    (usual,) = mount_doors({"pipalhub": []}, {}, "/services/autograde/")
    assert usual.prefixes == ("/services/dashboard/",)
    (chosen,) = mount_doors({"pipalhub": ["live", "/a//b", "/services/autograde/live/"]}, {}, "/services/autograde/")
    assert chosen.prefixes == ("/services/autograde/live/", "/a/b/")


@pytest.mark.parametrize(
    ("wanted", "options", "sentence"),
    [
        ({"nowhere": []}, {}, "no door 'nowhere'; there are: "),
        ({}, {"nowhere": {}}, "no door 'nowhere'"),
        (
            {"pipalhub": []},
            {"pipalhub": {"wide": True}},
            "settings of the door 'pipalhub' are wrong: it has no 'wide'; there are: open, ",
        ),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(
    wanted: dict[str, list[str]], options: dict[str, dict[str, bool]], sentence: str
) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        mount_doors(wanted, options, "/")


@pytest.mark.parametrize("point", entry_points(group=GROUP), ids=lambda point: point.name)
def test_every_route_of_every_door_names_its_permission(point: EntryPoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET", "there is no door without it")
    door = point.load()()
    assert door.name == point.name
    routes = list(every_route(door.application()))
    assert len(routes) > 1
    outside = FastAPI(openapi_url=None)
    outside.include_router(door.outside())
    routes += every_route(outside)
    assert [route for route in routes if route.rule is None] == []


class TestOpen:
    @pytest.fixture
    def settings(self) -> dict[str, object]:
        return {"doors": {"pipalhub": ["/", "/services/dashboard/"]}}

    @pytest.mark.asyncio
    async def test_a_door_at_this_services_own_prefix_hides_nothing_of_it(self, knock: Asking, ask: Asking) -> None:
        assert ok(await ask("root").get("/health"))["doors"] == {"pipalhub": ["/", "/services/dashboard/"]}
        for prefix in ("/", "/services/dashboard/"):
            assert ok(await knock("sam").get(f"{prefix}events")) == []

    @pytest.mark.asyncio
    async def test_only_administrators_learn_which_doors_are_open(self, ask: Asking) -> None:
        assert ok(await ask("ines").get("/health"))["doors"] is None
