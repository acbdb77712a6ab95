from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import resource
from jupyter_autograde.cli.local.descriptors import MOST, raise_descriptor_limit
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard))
raise_descriptor_limit()
soft, kept = resource.getrlimit(resource.RLIMIT_NOFILE)
print(soft == (MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)), kept == hard)
"""


def test_a_service_may_open_more_than_a_shell_begins_with() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
