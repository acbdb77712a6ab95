"""Serve the stand-in until interrupted, with one course in it."""

from __future__ import annotations

import threading

from jupyter_autograde.testing.small_notebooks import small_notebook
from jupyter_autograde.testing.stub_service import StubService

if __name__ == "__main__":
    with StubService() as stub:
        course_id = stub.add_course("demo", {"ada": "student", "ines": "instructor"})
        stub.add_assignment(course_id, "hw1", {"hw1.ipynb": small_notebook("...")})
        print(f"{stub.url} with the tokens {', '.join(stub.tokens)}", flush=True)
        threading.Event().wait()
