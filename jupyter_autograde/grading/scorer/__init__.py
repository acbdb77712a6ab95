"""The trusted half of grading: plans tests, keeps expected values, compares; gives a pass vector, never points.

It runs as a process of its own, in a box without student names, network or secrets: it evaluates instructors'
expressions (SEC-12). The folder is shown in that box as the package `autograde_scorer` and imports the standard
library, and numpy and pandas only when a test or a value needs them: use relative imports.
"""
