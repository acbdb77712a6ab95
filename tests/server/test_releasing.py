"""What staff do from their lab: build, look, release."""

from __future__ import annotations

import json

import pytest

from jupyter_autograde.testing.small_notebooks import small_notebook as notebook


class TestStaff:
    @pytest.fixture
    def token(self):
        return "staff-token"

    async def test_release_makes_the_assignment_and_sends_the_files(self, api, service, course_id, jp_root_dir):
        source = jp_root_dir / "teach"
        (source / "data").mkdir(parents=True)
        (source / "hw2.ipynb").write_bytes(notebook("# solution"))
        (source / "data" / "b.csv").write_bytes(b"1")
        (source / "secret.txt").write_bytes(b"no")
        _, shown = await api("GET", "local/notebook", path="teach/hw2.ipynb")
        assert (shown["can"]["release"], [c["id"] for c in shown["teaches"]]) == (True, [course_id])
        _, files = await api("GET", "local/files", path="teach/hw2.ipynb")
        assert files == [
            {"path": "teach/data/b.csv", "size": 1, "named": False},
            {"path": "teach/secret.txt", "size": 2, "named": False},
        ]
        request = {
            "path": "teach/hw2.ipynb",
            "course_id": course_id,
            "name": "hw2",
            "due_at": "2027-01-01T12:00:00+02:00",
            "files": ["teach/data/b.csv"],
        }
        status, version = await api("POST", "local/release", body=request)
        assert (status, version["state"], version["notebooks"]) == (202, "building", ["hw2.ipynb"])
        made = service.assignments[version["assignment_id"]]
        assert (made["name"], made["due_at"]) == ("hw2", "2027-01-01T10:00:00Z")
        assert set(service.bundle_files(version["id"])) == {"hw2.ipynb", "data/b.csv"}
        status, second = await api("POST", "local/release", body={**request, "due_at": None})
        assert (second["number"], second["assignment_id"]) == (2, version["assignment_id"])
        assert made["due_at"] == "2027-01-01T10:00:00Z"  # nothing changes for students before they get the version
        status, _ = await api("POST", f"v1/versions/{version['id']}/release")
        assert (status, service.versions[version["id"]]["state"]) == (200, "released")

    @pytest.mark.parametrize("folder", ["", "teach/"])
    async def test_files_that_the_notebook_names_are_marked(self, api, course_id, jp_root_dir, folder):
        place = jp_root_dir / folder
        place.mkdir(exist_ok=True)
        source = json.loads(notebook("# solution"))
        config = {"cell_type": "raw", "id": "c", "metadata": {}, "source": "# ASSIGNMENT CONFIG\nfiles:\n  - data.csv"}
        source["cells"].append(config)
        (place / "hw2.ipynb").write_text(json.dumps(source))
        (place / "data.csv").write_bytes(b"1")
        (place / "secret.csv").write_bytes(b"no")
        _, files = await api("GET", "local/files", path=f"{folder}hw2.ipynb")
        assert {file["path"]: file["named"] for file in files} == {
            f"{folder}data.csv": True,
            f"{folder}secret.csv": False,
        }

    async def test_files_outside_the_notebooks_folder_are_refused(self, api, course_id, service, jp_root_dir):
        (jp_root_dir / "teach").mkdir()
        (jp_root_dir / "teach" / "hw2.ipynb").write_bytes(notebook())
        (jp_root_dir / "other.csv").write_bytes(b"1")
        request = {"path": "teach/hw2.ipynb", "course_id": course_id, "name": "x", "files": ["other.csv"]}
        status, reply = await api("POST", "local/release", body=request)
        assert (status, reply["code"]) == (400, "invalid_input")
        assert not service.assignments


async def test_a_student_who_releases_is_refused_by_the_service(api, course_id, jp_root_dir):
    (jp_root_dir / "hw2.ipynb").write_bytes(notebook())
    request = {"path": "hw2.ipynb", "course_id": course_id, "name": "x"}
    status, reply = await api("POST", "local/release", body=request)
    assert (status, reply["code"]) == (403, "permission_denied")
