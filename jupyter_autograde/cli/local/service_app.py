"""What the verbs on this machine share: the service's configuration."""

from __future__ import annotations

from traitlets import TraitError

from jupyter_autograde.cli.base import AutogradeApp
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.service.config import AutogradeService


class ServiceApp(AutogradeApp):
    """A verb that reads `c.AutogradeService`."""

    classes = [AutogradeService]
    aliases = {**AutogradeApp.aliases, "data-dir": "AutogradeService.data_dir"}

    def service(self) -> AutogradeService:
        """Return the configured service; InvalidInput names what is wrong in the configuration."""
        try:
            service = AutogradeService(parent=self)
            service.address  # noqa: B018 - checks url and standalone together
        except TraitError as fault:
            raise InvalidInput(f"{fault}") from fault
        return service


class StoreApp(ServiceApp):
    """A verb that works on the service's database and files."""

    aliases = {
        **ServiceApp.aliases,
        "db-url": "AutogradeService.db_url",
        "blobs-url": "AutogradeService.blobs_url",
    }
