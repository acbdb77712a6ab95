"""The fork server: a warm process inside an outer box, from which each job's box is forked.

The folder is shown read-only in the outer box as the package `autograde_forkserver` and imports the standard library
only. It executes no student's code, ever: what a student wrote arrives in a fork that has locked itself in before.
"""
