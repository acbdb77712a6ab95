"""Use case: show what somebody wrote to the questions that a person grades, and only what is safe (SEC-50)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from jupyter_autograde.access import Access
from jupyter_autograde.errors import InvalidNotebook
from jupyter_autograde.grading.feedback.outputs import AS_RUN, safe_notebook
from jupyter_autograde.grading.manual import pseudonyms
from jupyter_autograde.grading.manual.answer_places import answer_places, asking_places, marked_questions
from jupyter_autograde.grading.manual.flags import to_flag
from jupyter_autograde.grading.manual.listing import current_scores, describe, flags_of
from jupyter_autograde.grading.manual.work import Work, find_work
from jupyter_autograde.models.grade import QuestionResult
from jupyter_autograde.models.manual import Answer, AnswerCell, WorkAnswers
from jupyter_autograde.models.terminal_text import plain_writing
from jupyter_autograde.notebook.limits import read_notebook
from jupyter_autograde.notebook.texts import text_of
from jupyter_autograde.storage import orm
from jupyter_autograde.storage.blobs import BlobStore
from jupyter_autograde.storage.feedback_basis import comments_of

MAX_RELEASES = 64
"""Notebooks that were handed out whose cells are kept: a class has few of them."""
MAX_KEPT = 64 << 20
"""Characters of answers that are kept for whoever looks for those that are alike."""


class AnswerBook:
    """Reads answers out of the notebooks of the store, and remembers their texts. Safe to use from several threads."""

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self._texts: OrderedDict[tuple[str, str, str], str] = OrderedDict()
        self._kept = 0
        self._lock = threading.Lock()
        self._released = lru_cache(maxsize=MAX_RELEASES)(self._read_released)
        self._marked = lru_cache(maxsize=MAX_RELEASES)(self._read_marked)

    def cells(self, sources: Iterable[AnswerSource]) -> Iterator[tuple[bool, list[AnswerCell]]]:
        """Yield what asks, and the answer with safe outputs; and whether it could be told which cells that is."""
        # To make a notebook safe takes long where somebody has seen to that, so it is done once for all its questions.
        digest = ""
        notebook: Mapping[str, Any] | None = None
        safe: Sequence[Mapping[str, Any]] = ()
        for source in sources:
            if source.notebook != digest:
                digest, notebook = source.notebook, self._read(source.notebook)
                safe = safe_notebook(notebook)["cells"] if notebook is not None else ()
            yield (False, []) if notebook is None else self._shown(notebook, safe, source)

    def _shown(
        self, notebook: Mapping[str, Any], safe: Sequence[Mapping[str, Any]], source: AnswerSource
    ) -> tuple[bool, list[AnswerCell]]:
        places, released = self._places(notebook, source), self._released(source.released)
        if places is None:
            shown = list(range(len(safe)))
        else:
            asking = asking_places(notebook["cells"], places[0])
            shown = [place for place in asking if safe[place]["source"] in released] + places
        return places is not None, [
            AnswerCell(
                cell_type=safe[place]["cell_type"],
                source=safe[place]["source"],
                outputs=safe[place].get("outputs", []),
                handed_out=safe[place]["source"] in released,
            )
            for place in shown
        ]

    def text(self, source: AnswerSource) -> str:
        """Return what the student wrote: the cells of the answer that are not as they were handed out.

        Empty where it can't be told which cells those are.
        """
        key = (source.notebook, source.released, source.question)
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        text = self._text(source)
        with self._lock:
            if key not in self._texts:
                self._texts[key] = text
                self._kept += len(text)
            while self._kept > MAX_KEPT:
                self._kept -= len(self._texts.popitem(last=False)[1])
        return text

    def _text(self, source: AnswerSource) -> str:
        notebook = self._read(source.notebook)
        places = self._places(notebook, source) if notebook else None
        if notebook is None or places is None:
            return ""
        released = self._released(source.released)
        sources = (plain_writing(text_of(notebook["cells"][place].get("source"))) for place in places)
        return "\n\n".join(one for one in sources if one not in released)

    def _places(self, notebook: Mapping[str, Any], source: AnswerSource) -> list[int] | None:
        marked = self._marked(source.master)
        return answer_places(notebook["cells"], source.question, marked if source.question in marked else source.manual)

    def _read_marked(self, digest: str) -> tuple[str, ...]:
        notebook = self._read(digest) if digest else None
        return tuple(marked_questions(notebook["cells"])) if notebook else ()

    def _read_released(self, digest: str) -> frozenset[str]:
        notebook = self._read(digest) if digest else None
        cells = notebook["cells"] if notebook else []
        return frozenset(plain_writing(text_of(cell.get("source"))) for cell in cells)

    def _read(self, digest: str) -> Mapping[str, Any] | None:
        if not digest:
            return None
        try:
            return read_notebook(self._blobs.get(digest), name="notebook", limits=AS_RUN)
        except InvalidNotebook:
            return None  # what was handed in was no notebook, and the result says so


class AnswerSource:
    """Where the answer to a question is."""

    def __init__(self, work: Work, question: QuestionResult) -> None:
        path = question.notebook
        self.question = question.name.removeprefix(f"{path}: ")
        """Its name in the notebook: results put the path before it where several have one of this name."""
        self.manual = [one.name.removeprefix(f"{path}: ") for one in work.questions if one.notebook == path]
        submission, grade = work.submission, work.grade
        run = grade.notebooks.get(path) if grade else None
        handed_in = run or _bundle_of(submission).files.get(path)
        self.notebook = str(handed_in[0]) if handed_in else ""
        """Digest of the notebook as it was run, or of what was handed in where nothing could be run."""
        self.released = _digest_in(submission, submission.version.bundle_sha256, path)
        """Digest of what was handed out."""
        self.master = _digest_in(submission, submission.version.source_sha256, path)
        """Digest of the instructor's notebook."""


def read_work(session: Session, access: Access[orm.Assignment], work_id: str, book: AnswerBook) -> WorkAnswers:
    """Return somebody's work with its answers, scores, marks and comments.

    Raises
    ------
    NotFound
        There is no such work for the asker.
    """
    work = find_work(session, access, work_id)
    ids = [work.submission.id]
    scores, flags = current_scores(session, ids), flags_of(session, ids)
    comments = [pseudonyms.shown_comment(access.object, row) for row in comments_of(session, work.submission.id)]
    answers = []
    shown = book.cells(AnswerSource(work, question) for question in work.questions)
    for question, (found, cells) in zip(work.questions, shown, strict=True):
        key = (work.submission.id, question.name)
        score = scores.get(key)
        answers.append(
            Answer(
                question=question.name,
                found=found,
                cells=cells,
                score=pseudonyms.shown_score(access.object, score) if score else None,
                flag=to_flag(question.name, flags.get(key)),
                comments=[one for one in comments if one.question == question.name],
            )
        )
    return WorkAnswers(**dict(describe(session, [work])[0]), answers=answers)


def sources_of(works: Sequence[Work], question: str) -> dict[str, AnswerSource]:
    """Return shown id -> where the answer to a question is, for the work that has one."""
    return {
        work.id: AnswerSource(work, one)
        for work in works
        for one in work.questions
        if one.name == question and question not in work.unanswered
    }


def _bundle_of(submission: orm.Submission) -> orm.Bundle:
    session = Session.object_session(submission)
    assert session is not None  # it was loaded in one a moment ago
    return session.get_one(orm.Bundle, submission.bundle_sha256)


def _digest_in(submission: orm.Submission, sha256: str | None, path: str) -> str:
    """Return the digest of a file of a bundle; empty where there is none."""
    session = Session.object_session(submission)
    bundle = session.get(orm.Bundle, sha256) if session is not None and sha256 is not None else None
    found = bundle.files.get(path) if bundle else None
    return str(found[0]) if found else ""
