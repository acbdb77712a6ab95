"""The client of a grading server."""

from __future__ import annotations

import socket
import sys

from jupyter_autograde.cli.local.grade.options import Options
from jupyter_autograde.cli.local.grade.report import SOME_NOT, WRONG_USE, complain, conclude
from jupyter_autograde.cli.local.grade.request import MAX_LINE, Malformed, Row, make_request, read_line


def grade_by_server(options: Options) -> int:
    """Let the server at `options.socket` grade; print what `grade` prints and return its exit code."""
    request = make_request(options)
    words = request.line()
    if len(words) > MAX_LINE:
        complain("These are too many notebooks for one request. Grade them in several calls.")
        return WRONG_USE
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(options.socket)
        except OSError as fault:
            complain(
                f"Nobody listens at {options.socket} ({fault.strerror or fault}). "
                f"Start a server: jupyter autograde grade --serve {options.socket}"
            )
            return SOME_NOT
        rows: list[Row] = []
        try:
            connection.sendall(words)
            with connection.makefile("rb") as answers:
                for line in answers:
                    answer = read_line(line)
                    if "refused" in answer:
                        complain(str(answer["refused"]))
                        return WRONG_USE if answer.get("exit") == WRONG_USE else SOME_NOT
                    if "rows" in answer:
                        rows = _rows(answer["rows"], len(request.notebooks))
                        break
                    _progress(answer, len(request.notebooks))
        except OSError:
            rows = []
        except Malformed as fault:
            complain(f"The grading server gave no readable answer: {fault}.")
            return SOME_NOT
    if not rows:
        complain("The grading server ended before it had answered; start it anew and grade again.")
        return SOME_NOT
    return conclude(options.notebooks, rows)


def _rows(given: object, wanted: int) -> list[Row]:
    try:
        rows = [Row(**row) for row in given]  # type: ignore[attr-defined]
    except TypeError:
        raise Malformed("a row has other members") from None
    if len(rows) != wanted:
        raise Malformed("rows are missing")
    return rows


def _progress(answer: dict[str, object], whole: int) -> None:
    if sys.stderr.isatty():
        done = answer.get("done")
        sys.stderr.write(f"\rGraded {done} of {whole}" + ("\r\033[K" if done == whole else ""))
        sys.stderr.flush()
