"""The live classroom: who is shown what of whose notebooks, and when somebody counts as stuck or idle."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest
from sqlalchemy import func, select

from jupyter_autograde.models.event import MOST_SAVES
from jupyter_autograde.models.live import MOST_NOTEBOOKS, MOST_OF_ONE
from jupyter_autograde.models.notebook_event import SAVED
from jupyter_autograde.service.components import Components
from jupyter_autograde.storage import orm
from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.statements import statements
from jupyter_autograde.testing.walkthrough import course_id, ok
from jupyter_autograde.timestamps import now
from tests.service.live_steps import (
    NAME_ERROR,
    TAIL,
    classroom,
    live_course,
    released,
    save,
    saves_heard,
    tail_of,
    went_by,
)

pytestmark = pytest.mark.asyncio


SETTINGS = {"doors": {"pipalhub": ["/dashboard/"]}, "live_stuck_minutes": 2.5, "live_idle_minutes": 20}


@pytest.fixture
def settings() -> dict[str, Any]:
    return SETTINGS


def changes(components: Components) -> AbstractContextManager[list[str]]:
    """Note what changes the database; the service itself asks it this and that in between."""
    return statements(components.database, "INSERT", "UPDATE", "DELETE")


async def test_off_nothing_is_shown_and_nothing_kept(ask: Asking, components: Components) -> None:
    assignment = await released(ask)
    answer = await save(ask, "sam", assignment, error=NAME_ERROR, tail=TAIL)
    assert answer == {"accepted": 1, "live": []}
    shown = await classroom(ask)
    assert (shown["enabled"], shown["notebooks"], shown["assignments"], shown["people"]) == (False, [], [], 0)
    with components.database.read() as session:
        assert session.scalar(select(func.count()).select_from(orm.LiveNotebook)) == 0
        saved = session.scalars(select(orm.Event).where(orm.Event.type == "notebook_saved")).one()
        assert (saved.data["error"], saved.data["state"]) == (None, None)
    # One's own other windows hear of it, and administrators; staff and other students do not.
    hear = {who: len(await saves_heard(ask, who)) for who in ("sam", "root", "ines", "tom", "olga", "mallory")}
    assert hear == {"sam": 1, "root": 1, "ines": 0, "tom": 0, "olga": 0, "mallory": 0}
    assert (await tail_of(ask, "ines")).status_code == 404


async def test_what_staff_save_is_told_to_nobody_else(ask: Asking) -> None:
    await live_course(ask)
    assignment = await released(ask)
    await save(ask, "tom", assignment)
    assert [len(await saves_heard(ask, who)) for who in ("tom", "ines")] == [1, 0]


async def test_one_student_hides_nobody(ask: Asking, components: Components) -> None:
    where = await live_course(ask)
    assignment = await released(ask)
    await save(ask, "olga", assignment, tail=TAIL)
    with components.database.write() as session:
        for number in range(MOST_NOTEBOOKS):
            path = f"invented/{number}.ipynb"
            made = orm.NotebookEvent(type=SAVED, user="sam", filename=path, path=path, assignment_id=assignment)
            session.add(made)
            session.flush()
            if number < MOST_OF_ONE + 5:
                kept = orm.LiveNotebook(event_id=made.id, course_id=where, cells=1, run=0, size=1)
                kept.tail = '{"cells": [{"cell_type": "raw", "source": "", "outputs": []}]}'
                session.add(kept)
    shown = await classroom(ask)
    assert [len([n for n in shown["notebooks"] if n["user"] == who]) for who in ("sam", "olga")] == [MOST_OF_ONE, 1]
    assert [(a["name"], a["working"]) for a in shown["assignments"]] == [("hw1", 2)]
    assert shown["left_out"] == MOST_NOTEBOOKS - MOST_OF_ONE
    page = (await ask("ines").get(f"/courses/{where}/live/export")).text
    assert (page.count("<h3>"), page.count("invented/")) == (MOST_OF_ONE + 1, MOST_OF_ONE)
    assert "left out: 5." in page
    # What is not listed can be asked for by its name.
    assert (await tail_of(ask, "ines", path="invented/0.ipynb")).status_code == 200
    nothing = await classroom(ask, assignment_id=await released(ask, "hw2"))
    assert (nothing["notebooks"], nothing["left_out"]) == ([], 0)


async def test_twenty_saves_take_as_many_statements_as_two(ask: Asking, components: Components) -> None:
    await live_course(ask)
    assignment = await released(ask)

    def batch(count: int) -> dict[str, Any]:
        saves = [
            {"path": f"{n}.ipynb", "saved_at": now().isoformat(), "assignment_id": assignment, "error": NAME_ERROR}
            for n in range(count)
        ]
        return {"events": saves}

    took = []
    for count in (2, MOST_SAVES, MOST_SAVES):
        with changes(components) as made:
            assert ok(await ask("sam").post("/events", json=batch(count)))["accepted"] == count
        took.append(len(made))
    assert max(took) <= took[0] + 1, took  # one more where some of the notebooks are known and others not
    assert (await ask("sam").post("/events", json=batch(MOST_SAVES + 1))).status_code == 422
    assert len((await classroom(ask))["notebooks"]) == MOST_SAVES
    assert len(await saves_heard(ask, "ines")) == 2 + 2 * MOST_SAVES


async def test_of_one_notebook_in_a_batch_the_last_save_counts(ask: Asking) -> None:
    await live_course(ask)
    assignment = await released(ask)
    one = {"path": "a.ipynb", "saved_at": now().isoformat(), "assignment_id": assignment}
    sent = [one | {"cells": 1}, one | {"path": "b.ipynb"}, one | {"cells": 3}]
    assert ok(await ask("sam").post("/events", json={"events": sent})) == {"accepted": 3, "live": [assignment]}
    assert {(n["path"], n["cells"]) for n in (await classroom(ask))["notebooks"]} == {("a.ipynb", 3), ("b.ipynb", 0)}
    assert len(await saves_heard(ask, "ines")) == 2


async def test_staff_see_a_save_with_its_error_and_its_end(ask: Asking) -> None:
    where = await live_course(ask)
    assignment = await released(ask)
    answer = await save(ask, "sam", assignment, run=2, error=NAME_ERROR, tail=TAIL)
    assert answer["live"] == [assignment]
    shown = await classroom(ask, "tom")
    assert (shown["people"], shown["stuck_minutes"], shown["idle_minutes"], shown["days"]) == (2, 2.5, 20, 14)
    (notebook,) = shown["notebooks"]
    assert {**notebook, "saved_at": "", "error": {**notebook["error"], "since": ""}} == {
        "user": "sam",
        "display_name": None,
        "section": None,
        "path": "hw/a.ipynb",
        "assignment_id": assignment,
        "saved_at": "",
        "state": "working",
        "stuck_since": None,
        "error": {**NAME_ERROR, "since": ""},
        "cells": 4,
        "run": 2,
        "size": 99,
        "has_tail": True,
    }
    assert shown["assignments"] == [
        {
            "assignment_id": assignment,
            "name": "hw1",
            "working": 1,
            "idle": 0,
            "stuck": 0,
            "errors": [{**NAME_ERROR, "people": 1}],
        }
    ]
    tail = ok(await tail_of(ask, "tom"))
    assert (tail["user"], tail["path"], tail["cut"]) == ("sam", "hw/a.ipynb", False)
    (cell,) = tail["cells"]
    assert cell["outputs"][0] == {"kind": "error", "text": "NameError<script>", "mime": None}
    assert (await tail_of(ask, "tom", path="other.ipynb")).status_code == 404
    assert (await tail_of(ask, "tom", path="a\0b")).status_code == 422
    page = await ask("tom").get(f"/courses/{where}/live/export", params={"assignment_id": assignment})
    assert page.headers["Content-Type"].startswith("text/html")
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert '<h2 id="sam">sam</h2>' in page.text
    assert "&lt;b&gt;x&lt;/b&gt;" in page.text
    assert "<script" not in page.text
    assert "NameError&lt;script&gt;" in page.text


async def test_the_same_error_for_long_is_stuck_and_no_save_for_long_is_idle(
    ask: Asking, components: Components
) -> None:
    await live_course(ask)
    assignment = await released(ask)

    async def state() -> tuple[str, bool]:
        (notebook,) = (await classroom(ask))["notebooks"]
        return notebook["state"], notebook["stuck_since"] == (notebook["error"] or {}).get("since")

    await save(ask, "sam", assignment, error=NAME_ERROR)
    went_by(components, 2)
    assert await state() == ("working", False)
    await save(ask, "sam", assignment, error=NAME_ERROR)
    went_by(components, 1.5)
    assert await state() == ("stuck", True)
    pushed = ok(await ask("ines").get("/events", params={"after": 0}))["events"]
    await save(ask, "sam", assignment, error=NAME_ERROR)
    newer = ok(await ask("ines").get("/events", params={"after": pushed[-1]["id"]}))["events"]
    assert [(event["data"]["state"], event["data"]["error"]) for event in newer] == [("stuck", "NameError")]
    await save(ask, "sam", assignment, error={**NAME_ERROR, "message": "another"})
    assert await state() == ("working", False)
    went_by(components, 4)
    assert await state() == ("stuck", True)
    await save(ask, "sam", assignment)
    assert await state() == ("working", True)
    went_by(components, 21)
    assert await state() == ("idle", True)


async def test_the_summary_counts_people_and_names_the_common_errors_first(ask: Asking, components: Components) -> None:
    await live_course(ask)
    first, second = await released(ask), await released(ask, "hw2")
    other = {"name": "ValueError", "message": ""}
    await save(ask, "sam", first, "a.ipynb", error=other)
    went_by(components, 30)
    await save(ask, "sam", first, "b.ipynb", error=NAME_ERROR)
    await save(ask, "olga", first, "a.ipynb", error=NAME_ERROR)
    await save(ask, "olga", second, "c.ipynb")
    shown = await classroom(ask)
    assert [(n["user"], n["path"]) for n in shown["notebooks"]] == [
        ("olga", "c.ipynb"),
        ("olga", "a.ipynb"),
        ("sam", "b.ipynb"),
        ("sam", "a.ipynb"),
    ]
    assert [(a["name"], a["working"], a["idle"], a["stuck"], a["errors"]) for a in shown["assignments"]] == [
        ("hw1", 2, 0, 0, [{**NAME_ERROR, "people": 2}, {**other, "people": 1}]),
        ("hw2", 1, 0, 0, []),
    ]
    only = await classroom(ask, assignment_id=second)
    assert [n["path"] for n in only["notebooks"]] == ["c.ipynb"]
    assert [a["name"] for a in only["assignments"]] == ["hw2"]


async def test_a_ta_with_a_section_sees_its_students_alone(ask: Asking) -> None:
    where = await live_course(ask)
    assignment = await released(ask)
    for user, role, section in (("tom", "ta", "A"), ("sam", "student", "A"), ("olga", "student", "B")):
        enrollment = {"role": role, "section": section}
        ok(await ask("ines").put(f"/courses/{where}/enrollments/{user}", json=enrollment))
    for user in ("sam", "olga", "tom", "ines"):
        await save(ask, user, assignment, tail=TAIL)
    shown = await classroom(ask, "tom")
    assert ([n["user"] for n in shown["notebooks"]], shown["people"]) == (["sam"], 1)
    assert [n["user"] for n in (await classroom(ask))["notebooks"]] == ["olga", "sam"]
    assert (await tail_of(ask, "tom", "sam")).status_code == 200
    assert (await tail_of(ask, "tom", "olga")).status_code == 404
    page = await ask("tom").get(f"/courses/{where}/live/export")
    assert 'id="sam"' in page.text
    assert "olga" not in page.text


async def test_another_courses_staff_see_nothing_of_it(ask: Asking, components: Components) -> None:
    await live_course(ask)
    assignment = await released(ask)
    chemistry = await course_id(ask, "chemistry")
    ok(await ask("mallory").put(f"/courses/{chemistry}/live", json={"enabled": True}))
    ok(await ask("mallory").put(f"/courses/{chemistry}/enrollments/sam", json={"role": "student"}))
    await save(ask, "sam", assignment, tail=TAIL)
    shown = ok(await ask("mallory").get(f"/courses/{chemistry}/live"))
    assert (shown["notebooks"], shown["people"]) == ([], 2)
    query = {"user": "sam", "path": "hw/a.ipynb"}
    assert (await ask("mallory").get(f"/courses/{chemistry}/live/tail", params=query)).status_code == 404
    assert "hw/a.ipynb" not in (await ask("mallory").get(f"/courses/{chemistry}/live/export")).text
    # What cleo says of a course that she is not in is not believed.
    assert (await save(ask, "cleo", assignment, tail=TAIL))["live"] == []
    assert [n["user"] for n in (await classroom(ask))["notebooks"]] == ["sam"]


async def test_saves_of_other_hooks_are_shown_and_pushed_without_an_end(ask: Asking, components: Components) -> None:
    await live_course(ask)
    assignment = await released(ask)
    before = ok(await ask("tom").get("/events"))["last_id"]
    sent = {"user": "sam", "type": "save-notebook", "filename": "day1/a.ipynb", "path": "/home/sam/day1/a.ipynb"}
    for event in (sent, {**sent, "type": "open-notebook", "path": "/home/sam/b.ipynb"}):
        reply = await ask("sam").post("http://hub.example/dashboard/events", json=event)
        assert reply.status_code == 201
    (notebook,) = (await classroom(ask, "tom"))["notebooks"]
    assert (notebook["path"], notebook["assignment_id"], notebook["has_tail"]) == (sent["path"], None, False)
    (pushed,) = ok(await ask("tom").get("/events", params={"after": before}))["events"]
    assert (pushed["type"], pushed["user"], pushed["data"]["state"]) == ("notebook_saved", "sam", "working")
    # The same file as our own hook reports it: that one knows more.
    await save(ask, "sam", assignment, "day1/a.ipynb")
    shown = await classroom(ask, "tom")
    assert [n["path"] for n in shown["notebooks"]] == ["day1/a.ipynb"]
    went_by(components, 30)
    await ask("sam").post("http://hub.example/dashboard/events", json={**sent, "filename": "c", "path": "c"})
    shown = await classroom(ask, "tom")
    assert [(n["path"], n["state"]) for n in shown["notebooks"]] == [("c", "working"), ("day1/a.ipynb", "idle")]
    assert [(a["name"], a["working"], a["idle"]) for a in shown["assignments"]] == [("hw1", 0, 1), (None, 1, 0)]


@pytest.mark.parametrize("settings", [SETTINGS, SETTINGS | {"live_others_of_all": True}], ids=["default", "allowed"])
async def test_who_enrolls_somebody_sees_none_of_the_persons_own_notebooks_unless_that_is_allowed(
    ask: Asking, settings: dict[str, Any]
) -> None:
    await live_course(ask)
    chemistry = await course_id(ask, "chemistry")
    ok(await ask("mallory").put(f"/courses/{chemistry}/live", json={"enabled": True}))
    ok(await ask("mallory").put(f"/courses/{chemistry}/enrollments/sam", json={"role": "student"}))
    ok(await ask("mallory").post(f"/courses/{chemistry}/roster/import", json={"csv": "user,role\nolga,student\n"}))
    for who in ("sam", "olga"):
        own = {"user": who, "type": "save-notebook", "filename": "letter.ipynb", "path": "private/letter.ipynb"}
        assert (await ask(who).post("http://hub.example/dashboard/events", json=own)).status_code == 201
        await save(ask, who, path="private/diary.ipynb")

    async def seen(who: str, course: str) -> set[tuple[str, int]]:
        """Say how many of whose notebooks somebody learns of, in each of the ways."""
        shown = ok(await ask(who).get(f"/courses/{course}/live"))["notebooks"]
        events = (await ask(who).get("http://hub.example/dashboard/events")).json()
        heard = await saves_heard(ask, who)
        ways = ([each["user"] for each in found] for found in (shown, events, heard))
        return {(person, way.count(person)) for way in ways for person in ("sam", "olga")}

    allowed = settings.get("live_others_of_all", False)
    both = {("sam", 2), ("olga", 2)}
    assert await seen("mallory", chemistry) == (both if allowed else {("sam", 0), ("olga", 0)})
    assert await seen("ines", await course_id(ask)) == both


async def test_where_nobody_watches_other_hooks_leave_nothing_in_the_log(ask: Asking) -> None:
    before = ok(await ask("root").get("/events"))["last_id"]
    sent = {"user": "sam", "type": "save-notebook", "filename": "a", "path": "a"}
    assert (await ask("sam").post("http://hub.example/dashboard/events", json=sent)).status_code == 201
    assert ok(await ask("root").get("/events"))["last_id"] == before


@pytest.mark.parametrize(
    "more",
    [
        {"tail": {"cells": [{"cell_type": "code", "source": "x" * 70_000, "outputs": []}]}},
        {"tail": {"cells": [{"cell_type": "html", "source": "x", "outputs": []}]}},
        {"error": {"name": "x" * 129}},
        {"run": -1},
    ],
    ids=["long tail", "unknown cell", "long name", "negative"],
)
async def test_wrong_saves_are_refused(ask: Asking, more: dict[str, Any]) -> None:
    event = {"path": "a.ipynb", "saved_at": now().isoformat(), **more}
    assert (await ask("sam").post("/events", json={"events": [event]})).status_code == 422


@pytest.mark.parametrize("days", [0, 181])
async def test_the_days_have_limits(ask: Asking, days: int) -> None:
    where = await course_id(ask)
    answer = await ask("ines").put(f"/courses/{where}/live", json={"enabled": True, "days": days})
    assert answer.status_code == 422
