"""otter's `autograder.zip` as a grading package of ours: read as data, nothing of it is run."""

from __future__ import annotations

import math
from collections.abc import Mapping

from jupyter_autograde.errors import InvalidSource
from jupyter_autograde.grading.formats import OtterFormat, otter_package

_FOLDER = "notebooks/1"


def read_otter_archive(files: Mapping[str, bytes], notebook: str) -> tuple[dict[str, bytes], float]:
    """Return the grading package of an archive, and its points.

    Parameters
    ----------
    files : mapping
        Path in the archive -> content.
    notebook : str
        What the notebook is called in submissions.

    Raises
    ------
    InvalidSource
        It can't be graded here; the message says why.
    """
    package = {
        **otter_package.kept(files, _FOLDER),
        otter_package.MANIFEST: otter_package.manifest({notebook: _FOLDER}),
    }
    (plan,) = OtterFormat().read(package)
    if not plan.in_order:
        raise InvalidSource("The archive holds no tests. It is the autograder.zip that `otter assign` makes.")
    return package, math.fsum(question.max_score for question in plan.in_order)
