"""Boxes of a container engine: what runs inside one beside its program, and the connection to it.

`entry` and `bridge` are sent into the container as text, so they import the standard library and nothing else.
"""
