"""The programs that run inside a box beside a student's code: no test, no expected value, no points, no secret.

The folder is shown read-only in the box as the package `autograde_runner`. It imports the standard library and
IPython/ipykernel, numpy and pandas only where they are installed, and nothing else of ours: use relative imports.
"""
