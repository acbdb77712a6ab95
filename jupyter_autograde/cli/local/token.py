"""`jupyter autograde token NAME`: a token of a stand-alone service."""

from __future__ import annotations

from traitlets import Bool

from jupyter_autograde.cli.local.service_app import ServiceApp
from jupyter_autograde.errors import InvalidInput
from jupyter_autograde.models.base import check_name


class TokenApp(ServiceApp):
    """Make a token for a stand-alone service."""

    name = "jupyter-autograde-token"
    description = __doc__
    admin = Bool(False, help="The person may do everything.").tag(config=True)
    flags = {**ServiceApp.flags, "admin": ({"TokenApp": {"admin": True}}, admin.help)}

    def run(self) -> None:
        """Print the token, and nothing else."""
        (name,) = self.arguments("name")
        try:
            check_name(name)
        except ValueError as fault:
            raise InvalidInput(f"{name!r} can't be used: {fault}.") from fault
        self.say(self.service().local_tokens.issue(name, admin=self.admin))
