"""Grading, beside `otter run` and `nbgrader autograde` in the same run: `python -m benchmarks.grading [--soak]`.

Processor seconds count everything: of ours the server, its warm processes, the boxes and the kernel's work for them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import mean, median

from benchmarks import peers
from benchmarks.coursework import Work, figures, nbgrader_source, small
from benchmarks.cpu_meter import CpuMeter, Used
from benchmarks.our_server import GRADE, OurServer
from benchmarks.report import Finding, show

SOAK = 500
_BARE = Path(__file__).with_name("bare_cells.py")


def run() -> list[Finding]:
    """Measure everything but the soak."""
    with tempfile.TemporaryDirectory(prefix="autograde-bench-") as name:
        folder = Path(name)
        otter, nbgrader = _environments()
        python = otter / "python"
        plain, tables = small(folder / "small", otter), figures(folder / "figures", otter)
        otter_small, otter_figures = _otter_run(otter, plain, folder, 3), _otter_run(otter, tables, folder, 3)
        single, batch = _nbgrader(nbgrader, folder / "course")
        found = [*_cold(plain, folder, python, otter_small)]
        with CpuMeter() as meter, OurServer(meter, folder, python, 1) as server:
            found += _warm("small", server, plain, folder, python, otter_small, 60)
            found += _against_nbgrader(server, plain, folder, single, batch)
            found += _warm("figures", server, tables, folder, python, otter_figures, 15)
            found.append(_score_only(server, tables, folder, otter_figures, 15))
        with CpuMeter() as meter, OurServer(meter, folder, python, 2) as server:
            found += _two_slots("small", server, plain, folder, otter, 60)
            found += _two_slots("figures", server, tables, folder, otter, 16)
            found.append(_memory(server, plain, folder))
        return found


def soak() -> list[Finding]:
    """Grade 500 submissions on two slots and look at memory, processes and open files."""
    with tempfile.TemporaryDirectory(prefix="autograde-bench-") as name:
        folder = Path(name)
        otter, _ = _environments()
        plain = small(folder / "small", otter)
        with CpuMeter() as meter, OurServer(meter, folder, otter / "python", 2) as server:
            notebooks = plain.copies(folder / "many", SOAK)
            server.grade(plain.package, notebooks[:50])
            start, began = server.memory(), server.processes()
            used, _ = server.grade(plain.package, notebooks[50:])
            end, ended = server.memory(), server.processes()
    rate = f"{(SOAK - 50) / used.wall:.1f} a second"
    return [
        Finding(f"memory after {SOAK} submissions", _mib(end), f"{_mib(start)} after 50", f"{end / start:.3f} ×"),
        Finding("processes, open files of the server", f"{ended}", f"{began} after 50", rate),
    ]


def _environments() -> tuple[Path, Path]:
    return peers.environment("otter", peers.OTTER), peers.environment("nbgrader", peers.NBGRADER)


# ---------------------------------------------------------------- the others


def _otter_command(otter: Path, work: Work, out: Path) -> list[str]:
    out.mkdir(parents=True, exist_ok=True)
    return [str(otter / "python"), "-m", "otter", "run", "-a", str(work.package), "-o", str(out), str(work.solved)]


def _otter_run(otter: Path, work: Work, folder: Path, times: int) -> Used:
    command = _otter_command(otter, work, folder / "otter")
    with CpuMeter() as meter:
        taken = [meter.run(command, cwd=folder, env=_env(otter)) for _ in range(times)]
    return Used(median(one.wall for one in taken), median(one.cpu for one in taken))


def _nbgrader(nbgrader: Path, course: Path) -> tuple[Used, Used]:
    """Return what one submission takes in a process of its own, and in a process that grades eight."""
    nbgrader_source(course / "source" / "ps1" / "small.ipynb")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'bench'\n")
    command = [str(nbgrader / "python"), "-m", "nbgrader"]
    with CpuMeter() as meter:
        meter.run([*command, "generate_assignment", "ps1", "--create"], cwd=course, env=_env(nbgrader))
        solved = (course / "source" / "ps1" / "small.ipynb").read_bytes()
        for number in range(11):
            place = course / "submitted" / f"s{number:02}" / "ps1"
            place.mkdir(parents=True)
            (place / "small.ipynb").write_bytes(solved)
        autograde = [*command, "autograde", "ps1"]
        taken = [
            meter.run([*autograde, "--student", f"s{number:02}"], cwd=course, env=_env(nbgrader)) for number in range(3)
        ]
        many = meter.run(autograde, cwd=course, env=_env(nbgrader))
    single = Used(median(one.wall for one in taken), median(one.cpu for one in taken))
    return single, Used(many.wall / 8, many.cpu / 8)


def _env(programs: Path) -> dict[str, str]:
    return {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}


# ---------------------------------------------------------------- ours


def _cold(work: Work, folder: Path, python: Path, beside: Used) -> Iterator[Finding]:
    """One notebook by a command that starts everything and ends everything."""
    words = [*GRADE, str(work.package), str(work.solved), "-o", str(folder / "cold"), "--env", str(python)]
    with CpuMeter() as meter:
        taken = [meter.run(words) for _ in range(3)]
    cpu, wall = median(one.cpu for one in taken), median(one.wall for one in taken)
    yield _ratio("small, cold: CPU", cpu, beside.cpu)
    yield _ratio("small, cold: wall", wall, beside.wall)


def _warm(
    name: str, server: OurServer, work: Work, folder: Path, python: Path, beside: Used, number: int
) -> Iterator[Finding]:
    notebooks = work.copies(folder / f"{name}-1", number)
    server.grade(work.package, notebooks[:5])
    used, client = server.grade(work.package, notebooks)
    each = used.cpu / number
    yield _ratio(f"{name}, warm: CPU a submission", each, beside.cpu)
    yield _ratio(
        f"{name}, warm: CPU a submission, its share of the client included", each + client / number, beside.cpu
    )
    alone = [server.grade(work.package, [notebook]) for notebook in notebooks[:10]]
    whole = mean(used.cpu + client for used, client in alone)
    yield _ratio(f"{name}, warm: CPU with a client process each", whole, beside.cpu)
    yield _ratio(
        f"{name}, warm: latency with a client process each", median(used.wall for used, _ in alone), beside.wall
    )
    bare = _bare(python, work)
    yield Finding(f"{name}, warm: CPU above the bare cells", _ms(each - bare), f"{_ms(bare)} the bare cells", "-")


def _score_only(server: OurServer, work: Work, folder: Path, beside: Used, number: int) -> Finding:
    """Figures shown by their text: what a score needs."""
    notebooks = work.copies(folder / "scores-1", number)
    server.grade(work.package, notebooks[:5], "--no-figures")
    used, _ = server.grade(work.package, notebooks, "--no-figures")
    return _ratio("figures, warm: CPU a submission, score only", used.cpu / number, beside.cpu)


def _against_nbgrader(server: OurServer, work: Work, folder: Path, single: Used, batch: Used) -> Iterator[Finding]:
    source = folder / "course" / "source" / "ps1" / "small.ipynb"
    small_work = Work("nbgrader", source, source)
    notebooks = small_work.copies(folder / "nbgrader-1", 60)
    server.grade(source, notebooks[:5])
    used, _ = server.grade(source, notebooks)
    each = used.cpu / 60
    yield _ratio("small, warm: CPU a submission, nbgrader's format", each, single.cpu, "nbgrader autograde")
    yield _ratio("small, warm: the same beside a batch of 8", each, batch.cpu, "nbgrader autograde, of 8")


def _two_slots(name: str, server: OurServer, work: Work, folder: Path, otter: Path, number: int) -> Iterator[Finding]:
    notebooks = work.copies(folder / f"{name}-2", number)
    server.grade(work.package, notebooks[:6])
    used, _ = server.grade(work.package, notebooks)
    theirs = _otter_pairs(otter, work, folder)
    ours = number / used.wall
    yield Finding(
        f"{name}, 2 slots: submissions a second", f"{ours:.1f}", f"{theirs:.2f} `otter run`", f"{ours / theirs:.1f} ×"
    )


def _otter_pairs(otter: Path, work: Work, folder: Path) -> float:
    """Return how many submissions a second two `otter run` at once grade."""

    def one(number: int) -> None:
        command = _otter_command(otter, work, folder / f"pair{number}")
        subprocess.run(command, cwd=folder, env=_env(otter), check=True, capture_output=True)

    start = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, range(4)))
    return 4 / (time.perf_counter() - start)


def _memory(server: OurServer, work: Work, folder: Path) -> Finding:
    """Look at the memory of all processes while notebooks are graded: what a slot adds to the warm processes."""
    idle = server.memory()
    highest = idle
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.grade, work.package, work.copies(folder / "memory", 80))
        while not running.done():
            highest = max(highest, server.memory())
        running.result()
    return Finding("memory of a busy slot", _mib((highest - idle) // 2), f"{_mib(idle)} all warm processes, idle", "-")


def _bare(python: Path, work: Work) -> float:
    place = work.solved.parent
    answer = subprocess.run([str(python), str(_BARE), str(work.solved)], cwd=place, check=True, capture_output=True)
    return float(answer.stdout)


# ---------------------------------------------------------------- words


def _ratio(what: str, ours: float, theirs: float, name: str = "otter run") -> Finding:
    return Finding(what, _ms(ours), f"{_ms(theirs)} `{name}`", f"{theirs / ours:.1f} ×")


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _mib(size: float) -> str:
    return f"{size / (1 << 20):.0f} MiB"


if __name__ == "__main__":
    show(soak() if "--soak" in sys.argv[1:] else run())
