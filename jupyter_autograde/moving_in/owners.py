"""Whose folders hand-ins lie in: the folder that students hand in to lets everybody make one in anybody's name."""

from __future__ import annotations

import pwd
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jupyter_autograde.moving_in.haul import Haul

_NAMED = 5
"""Folders that the note names."""


@dataclass(frozen=True)
class Owned:
    """A hand-in's folder."""

    user: str
    """Whom its name says."""
    name: str
    owner: int
    """Id of the account that made it."""


def owner_of(place: Path) -> int:
    """Return the id of the account that a folder belongs to; raises OSError."""
    return place.lstat().st_uid


def note_owners(haul: Haul, folders: Sequence[Owned]) -> None:
    """Note the hand-ins that somebody else seems to have made.

    Where all folders belong to one account, as in containers, their owner says nothing.
    """
    strange = made_by_others(folders)
    if not strange:
        return
    named = ", ".join(repr(one.name) for one in strange[:_NAMED]) + (", …" if len(strange) > _NAMED else "")
    haul.notes.append(
        f"{len(strange)} hand-ins lie in folders that seem to belong to somebody else than their names say: {named}. "
        "Whoever can write there could make them in others' names. Look at them, and take those out that are not "
        "the student's own."
    )


def made_by_others(folders: Sequence[Owned]) -> list[Owned]:
    """Return the folders that belong neither to the person's account here nor, without one, to the most likely one."""
    if len({one.owner for one in folders}) < 2:
        return []
    made: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for one in folders:
        made[one.user][one.owner] += 1
    own = {user: account for user in made if (account := _account(user)) in made[user]}
    expected = {user: own.get(user, owners.most_common(1)[0][0]) for user, owners in made.items()}
    people = Counter(expected.values())
    return [
        one
        for one in folders
        # An account that made most of two people's is at most one's own.
        if one.owner != expected[one.user] or (one.user not in own and people[one.owner] > 1)
    ]


def _account(user: str) -> int | None:
    """Return the id of the account of this name."""
    try:
        return pwd.getpwnam(user).pw_uid
    except (KeyError, ValueError):  # the latter for names that no account can have
        return None
