"""The system-call filter of `sandbox.seccomp` in the form that container engines read."""

from __future__ import annotations

import errno
import json
from typing import Any

from jupyter_autograde.sandbox.seccomp import CLONE_NEW, DENIED, INT, SOCKET_FAMILIES, TERMINAL_INJECTION

_REFUSE, _ALLOW = "SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW"


def seccomp_profile() -> str:
    """Return the profile as JSON.

    **Source:** OCI runtime specification, config-linux.md, `seccomp`.
    """
    rules: list[dict[str, Any]] = [
        {"names": list(DENIED), "action": _REFUSE, "errnoRet": errno.EPERM},
        {"names": ["clone3"], "action": _REFUSE, "errnoRet": errno.ENOSYS},
    ]
    rules += [_rule(["clone"], errno.EPERM, _masked(0, flag, flag)) for flag in CLONE_NEW]
    rules += [_rule(["ioctl"], errno.EPERM, _masked(1, INT, request)) for request in TERMINAL_INJECTION]
    sockets, no_family = ["socket", "socketpair"], errno.EAFNOSUPPORT
    for family in sorted(set(range(max(SOCKET_FAMILIES))) - {*SOCKET_FAMILIES}):
        rules.append(_rule(sockets, no_family, _masked(0, INT, family)))
    rules.append(_rule(sockets, no_family, {"index": 0, "value": max(SOCKET_FAMILIES), "op": "SCMP_CMP_GT"}))
    return json.dumps({"defaultAction": _ALLOW, "syscalls": rules})


def _rule(names: list[str], number: int, condition: dict[str, Any]) -> dict[str, Any]:
    return {"names": names, "action": _REFUSE, "errnoRet": number, "args": [condition]}


def _masked(index: int, mask: int, value: int) -> dict[str, Any]:
    return {"index": index, "value": mask, "valueTwo": value, "op": "SCMP_CMP_MASKED_EQ"}
