"""What the doctor finds, a line each."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel


class Verdict(StrEnum):
    """How something is."""

    OK = "ok"
    PROBLEM = "problem"
    UNKNOWN = "not checked"
    """It can't be seen from here, or need not be as it should."""


class Finding(BaseModel):
    """One thing that was looked at."""

    name: str
    verdict: Verdict
    message: str
    fix: str = ""
    """What to do, to be typed as it stands; empty where there is nothing to do."""


def well(name: str, message: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(name=name, verdict=Verdict.OK, message=message)


def problem(name: str, message: str, fix: str) -> Finding:
    """Return that something is wrong, with what to do."""
    return Finding(name=name, verdict=Verdict.PROBLEM, message=message, fix=fix)


def unknown(name: str, message: str, fix: str = "") -> Finding:
    """Return that something could not be looked at."""
    return Finding(name=name, verdict=Verdict.UNKNOWN, message=message, fix=fix)
