"""Whether the doors are set up safely."""

from __future__ import annotations

from collections.abc import Iterator

from jupyter_autograde.cli.local.doctor.findings import Finding, problem, unknown, well
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.config import AutogradeService
from jupyter_autograde.service.doors.mounts import mount_doors


def look(service: AutogradeService) -> Iterator[Finding]:
    """Make the doors as the service would, and say what each has to say of itself."""
    if not service.doors:
        return
    try:
        mounted = mount_doors(service.doors, service.door_options, service.prefix, standalone=service.standalone)
    except InvalidInput as fault:
        yield unknown(
            "doors",
            f"With the settings and variables that are here they can't be opened. {fault.message}",
            "Run this with the variables of the service, such as JWT_SECRET. If it has them, correct "
            "c.AutogradeService.door_options: docs/operators/doors.md",
        )
        return
    for door in (each.door for each in mounted):
        name = f"door {door.name}"
        if door.warning:
            yield problem(name, door.warning, "Change c.AutogradeService.door_options: docs/operators/doors.md")
        elif door.advice:
            yield unknown(name, door.advice)
        else:
            yield well(name, "It opens with these settings.")
