"""The table of submissions over HTTP, and what is done with many of them at once."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from jupyter_autograde.testing.service import Asking
from jupyter_autograde.testing.walkthrough import course_id, draft, graded, ok, release, submit, wait_for, work
from jupyter_autograde.ulids import new_ulid

pytestmark = pytest.mark.asyncio
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""Their SQL is asked of PostgreSQL elsewhere."""
OLD = "2020-01-01T00:00:00Z"


async def _table(ask: Asking, by: str = "ines", **query: str) -> list[dict[str, Any]]:
    """Return the table row by row."""
    table = ok(await ask(by).get(f"/courses/{await course_id(ask)}/submissions", params=query))
    columns = {name: values for name, values in table.items() if isinstance(values, list)}
    people, assignments = columns.pop("people"), columns.pop("assignments")
    assert len({len(values) for values in columns.values()}) == 1
    return [
        dict(zip(columns, values, strict=True))
        | {"user": people[values[list(columns).index("person")]]["user"]}
        | {"assignment": assignments[values[list(columns).index("assignment")]]["name"]}
        for values in zip(*columns.values(), strict=True)
    ]


async def test_it_has_every_attempt_at_every_assignment_with_what_counts(ask: Asking) -> None:
    one, other = await draft(ask, "hw1"), await draft(ask, "hw2")
    for assignment in (one, other):
        await release(ask, assignment)
    first = await graded(ask, one, "sam", "score: 4")
    second = await graded(ask, one, "sam", "score: 7")
    await graded(ask, other, "olga", "score: 9")
    ok(await ask("ines").patch(f"/assignments/{other}", json={"due_at": OLD}))
    rows = await _table(ask)
    assert [(row["user"], row["assignment"], row["attempt"], row["newest"], row["score"]) for row in rows] == [
        ("olga", "hw2", 1, True, 9.0),
        ("sam", "hw1", 2, True, 7.0),
        ("sam", "hw1", 1, False, 4.0),
    ]
    assert [row["late"] for row in rows] == [True, False, False]
    assert [row["id"] for row in await _table(ask, assignment_id=one)] == [second["id"], first["id"]]
    listed = ok(await ask("ines").get(f"/submissions/{second['id']}"))
    assert rows[1]["state"] == listed["state"] == "graded"
    assert not any(row["released"] for row in rows)


@on_sqlite
async def test_a_ta_sees_those_of_the_own_sections_alone(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    for user in ("sam", "olga"):
        ok(await submit(ask, assignment, user))
    course = f"/courses/{await course_id(ask)}"
    ok(await ask("ines").put(f"{course}/enrollments/olga", json={"role": "student", "section": "B"}))
    ok(await ask("ines").put(f"{course}/enrollments/tom", json={"role": "ta", "section": "B"}))
    assert [row["user"] for row in await _table(ask, "tom")] == ["olga"]
    others = [row["id"] for row in await _table(ask) if row["user"] == "sam"]
    outcomes = ok(await ask("tom").post(f"/assignments/{assignment}/jobs", json={"submissions": others}))
    assert [(one["job_id"], one["code"]) for one in outcomes] == [(None, "not_found")]


@on_sqlite
async def test_an_assignment_of_another_course_is_missing(ask: Asking) -> None:
    other = await draft(ask, "theirs", by="mallory", course="chemistry")
    answer = await ask("ines").get(f"/courses/{await course_id(ask)}/submissions", params={"assignment_id": other})
    assert answer.status_code == 404


@on_sqlite
async def test_many_are_graded_again_and_the_refused_are_named(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    mine, hers = await graded(ask, assignment, "sam"), await graded(ask, assignment, "olga")
    nobodys = new_ulid()
    wanted = {"submissions": [mine["id"], nobodys, hers["id"], mine["id"]]}
    outcomes = ok(await ask("tom").post(f"/assignments/{assignment}/jobs", json=wanted))
    assert [(one["submission_id"], one["code"]) for one in outcomes] == [
        (mine["id"], None),
        (nobodys, "not_found"),
        (hers["id"], None),
    ]
    await wait_for(ask("tom"), "submission_graded", job_id=outcomes[2]["job_id"])
    assert len(ok(await ask("tom").get(f"/submissions/{hers['id']}/grades"))) == 2
    too_many = {"submissions": [new_ulid() for _ in range(201)]}
    assert (await ask("tom").post(f"/assignments/{assignment}/jobs", json=too_many)).status_code == 422


@on_sqlite
async def test_feedback_of_exactly_the_named_is_released_and_hidden_again(ask: Asking) -> None:
    assignment = await draft(ask)
    await release(ask, assignment)
    mine, hers = await graded(ask, assignment, "sam"), await graded(ask, assignment, "olga")
    feedback = f"/assignments/{assignment}/feedback"
    ok(await ask("tom").post(f"{feedback}/generate", json={}))
    for one in (mine, hers):
        await wait_for(ask("tom"), "feedback_generated", submission_id=one["id"])
    released = ok(await ask("tom").post(f"{feedback}/release", json={"submissions": [mine["id"]]}))
    assert (released["done"], released["total"]) == (1, 1)
    assert {row["user"]: row["released"] for row in await _table(ask)} == {"sam": True, "olga": False}
    hidden = ok(await ask("tom").post(f"{feedback}/unrelease", json={"submissions": [mine["id"], hers["id"]]}))
    assert (hidden["done"], hidden["unchanged"]) == (1, 1)
    both = {"submissions": [mine["id"]], "students": ["sam"]}
    assert (await ask("tom").post(f"{feedback}/release", json=both)).status_code == 422


async def test_the_files_of_many_come_as_one_archive(ask: Asking) -> None:
    one, other = await draft(ask, "hw1"), await draft(ask, "hw 2")
    for assignment in (one, other):
        await release(ask, assignment)
    made = [ok(await submit(ask, one, "sam", work(text))) for text in ("score: 1", "score: 2")]
    made.append(ok(await submit(ask, other, "olga")))
    course = f"/courses/{await course_id(ask)}"
    wanted = {"submissions": [row["id"] for row in made]}
    answer = await ask("tom").post(f"{course}/submissions/archive", json=wanted)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["hw 2/olga/1/hw1.ipynb", "hw1/sam/1/hw1.ipynb", "hw1/sam/2/hw1.ipynb"]
        assert b"score: 2" in archive.read("hw1/sam/2/hw1.ipynb")
    # One that is not in a TA's sections is as none.
    ok(await ask("ines").put(f"{course}/enrollments/olga", json={"role": "student", "section": "B"}))
    ok(await ask("ines").put(f"{course}/enrollments/tom", json={"role": "ta", "section": "B"}))
    assert (await ask("tom").post(f"{course}/submissions/archive", json=wanted)).status_code == 404
    mine = {"submissions": [made[-1]["id"]]}
    assert (await ask("tom").post(f"{course}/submissions/archive", json=mine)).status_code == 200
    for bad in ([], [new_ulid()] * 501):
        assert (await ask("ines").post(f"{course}/submissions/archive", json={"submissions": bad})).status_code == 422


@on_sqlite
async def test_an_archive_has_its_size(ask: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_autograde.exchange.submission_archive.MAX_SIZE", 10)
    assignment = await draft(ask)
    await release(ask, assignment)
    made = ok(await submit(ask, assignment, "sam"))
    refused = await ask("ines").post(
        f"/courses/{await course_id(ask)}/submissions/archive", json={"submissions": [made["id"]]}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_input")
    assert refused.json()["details"]["limit"] == 10
