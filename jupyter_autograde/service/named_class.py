"""A setting that names a class: by its entry point, or by its dotted name."""

from __future__ import annotations

from typing import Any

from jupyterhub.traitlets import EntryPointType
from traitlets import TraitError


class NamedClass(EntryPointType):
    """An `EntryPointType` whose fault lists the names that there are."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Return the class; TraitError says what could have been chosen."""
        try:
            return super().validate(obj, value)
        except (TraitError, ImportError) as fault:
            # The import's own words tell a misspelt name from a package that is not installed.
            reason = fault.__cause__ or fault
            why = f" ({reason})" if isinstance(reason, ImportError) else ""
            known = ", ".join(sorted(self.load_entry_points()))
            raise TraitError(
                f"{type(obj).__name__}.{self.name} can't be {value!r}{why}. Choose one of: {known}; "
                f"or give the dotted name of a subclass of {self.klass.__module__}.{self.klass.__name__}."
            ) from fault
