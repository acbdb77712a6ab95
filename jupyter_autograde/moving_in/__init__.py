"""Bring courses, people, work and grades of other services in: read a source, compare, write what is new."""
