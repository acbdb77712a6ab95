"""A solution that students may read, in the folder of a student."""

from __future__ import annotations

import io
import zipfile

from jupyter_autograde.models.assignment import AssignmentChange
from jupyter_autograde.testing.small_notebooks import small_notebook
from tests.server.real_service.releasing import released


async def test_a_solution_lies_beside_the_work_and_is_no_work(api, heard, jp_root_dir, person):
    await heard.until(lambda e: e.get("state") == "sse")
    staff = person("ines")
    assignment_id = released(staff)
    body = {"assignment_id": assignment_id}
    status, refused = await api("POST", "local/solution", body=body)
    assert (status, refused["code"]) == (404, "file_missing")
    await api("POST", "local/fetch", body=body)
    place = jp_root_dir / "physics" / "hw-1"
    status, refused = await api("POST", "local/solution", body=body)
    assert (status, refused["code"]) == (404, "not_found")
    # Students may have chosen the name for themselves.
    (place / "solution").mkdir()
    (place / "solution" / "notes.txt").write_text("mine")
    staff.change_assignment(assignment_id, AssignmentChange(state="closed", solution_shown=True))
    await heard.until(lambda e: e.get("type") == "assignment_changed")
    _, listed = await api("GET", "local/assignments")
    assert [one["solution_readable"] for one in listed] == [True]

    status, got = await api("POST", "local/solution", body=body)
    folder = "physics/hw-1/solution-2"
    assert (status, got) == (200, {"folder": folder, "notebooks": [f"{folder}/hw1.ipynb"], "kept": None})
    assert (place / "solution" / "notes.txt").read_text() == "mine"
    _, shown = await api("GET", "local/notebook", path=f"{folder}/hw1.ipynb")
    assert (shown["assignment"], shown["can"]["submit"]) == (None, False)
    # Run and saved it is what it was: it stays, and nothing is put aside.
    (jp_root_dir / folder / "hw1.ipynb").write_bytes(small_notebook("# my notes"))
    _, again = await api("POST", "local/solution", body=body)
    assert (again, len(list(place.glob("solution*")))) == (got, 2)
    assert b"my notes" in (jp_root_dir / folder / "hw1.ipynb").read_bytes()
    # Gone, it comes again, and what else was changed is kept.
    (jp_root_dir / folder / "hw1.ipynb").rename(jp_root_dir / folder / "notes.ipynb")
    _, again = await api("POST", "local/solution", body=body)
    assert b"my notes" in (jp_root_dir / again["kept"] / "notes.ipynb").read_bytes()

    staff.change_assignment(assignment_id, AssignmentChange(state="released"))
    _, sent = await api("POST", "local/submit", body={"path": "physics/hw-1/hw1.ipynb"})
    target = io.BytesIO()
    staff.download_submission(sent["submission"]["id"], target)
    assert sorted(zipfile.ZipFile(target).namelist()) == ["hw1.ipynb", "solution/notes.txt"]


async def test_a_link_in_the_place_of_the_solution_is_left_alone(api, heard, jp_root_dir, person, tmp_path):
    staff = person("ines")
    assignment_id = released(staff)
    body = {"assignment_id": assignment_id}
    await api("POST", "local/fetch", body=body)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".autograde-bundle").write_text("0")
    (jp_root_dir / "physics/hw-1/solution").symlink_to(elsewhere)
    staff.change_assignment(assignment_id, AssignmentChange(state="closed", solution_shown=True))
    status, got = await api("POST", "local/solution", body=body)
    assert (status, got["folder"]) == (200, "physics/hw-1/solution-2")
    assert [file.name for file in elsewhere.iterdir()] == [".autograde-bundle"]
