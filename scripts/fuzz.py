"""Ask the service's APIs what nobody foresaw, with ever new seeds: `make fuzz`."""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ("tests/service/test_schema.py", "tests/service/doors/test_fuzz.py")


def main() -> int:
    """Run the tests that take a seed until the time is over or one fails; 1 then."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="no round begins after these; default: 600")
    parser.add_argument("--seed", type=int, help="one round with this one")
    options = parser.parse_args()
    give_up_at = time.monotonic() + (0 if options.seed is not None else options.seconds)
    while True:
        seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1, 2**32)
        print(f"\n== seed {seed}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *TESTS]
        if subprocess.run(command, cwd=ROOT, env={**os.environ, "FUZZ_SEED": str(seed)}, check=False).returncode:
            print(f'\nAgain: make fuzz ARGS="--seed={seed}"', flush=True)
            return 1
        if time.monotonic() >= give_up_at:
            return 0


if __name__ == "__main__":
    sys.exit(main())
