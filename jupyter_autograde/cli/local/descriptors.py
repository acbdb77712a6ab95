"""How many files and connections a process may have open."""

from __future__ import annotations

import logging
import resource

MOST = 65_536
"""Enough for every person of a large hub; a limit of millions makes programs slow that look at each number."""

_log = logging.getLogger(__name__)


def raise_descriptor_limit() -> None:
    """Let this process open as many as the system allows, up to `MOST`: systemd and shells begin with 1024 or less."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (ValueError, OSError) as fault:  # macOS has another limit below the one that it tells
        _log.warning("This process may open no more than %d files and connections: %s", soft, fault)
