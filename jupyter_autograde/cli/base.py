"""What all verbs share: one configuration file, errors that end the program with a sentence."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets import TraitError
from traitlets.config import Config

from jupyter_autograde import __version__
from jupyter_autograde.cli.strict_options import StrictLoader, about_value, check_settings
from jupyter_autograde.errors import InvalidInput

_CONFIGURATION_FAULTS = (SyntaxError, LookupError, NameError, AttributeError, TypeError, ValueError, ImportError)


class AutogradeApp(JupyterApp):
    """A verb. Subclasses implement `run`."""

    version = __version__
    config_file_name = "jupyter_autograde_config"
    # A service that runs on defaults because a line of its configuration is wrong is worse than none.
    raise_config_file_errors = True

    aliases = {"config": "JupyterApp.config_file", "log-level": "Application.log_level"}
    flags = {"debug": JupyterApp.flags["debug"]}
    exit_code = 0
    """What the program ends with when `run` comes back."""
    usage = ""
    """The verb's arguments, for its help and for faults."""
    other_settings: tuple[str, ...] = ()
    """Settings, `Class.trait`, that the verb reads of classes that it does not load."""

    def _config_file_name_default(self) -> str:
        return "jupyter_autograde_config"

    def initialize(self, argv: Any = None) -> None:
        """Read the command line and the configuration file."""
        super().initialize(argv)
        if self.config_file and not Path(self.config_file).exists():
            raise InvalidInput(f"There is no configuration file {self.config_file!r}.")

    def _create_loader(self, argv: Any, aliases: Any, flags: Any, classes: Any) -> StrictLoader:
        return StrictLoader(
            argv, aliases, flags, classes=classes, log=self.log, verb=self._called, more=self.other_settings
        )

    def update_config(self, config: Config) -> None:
        """Take settings over; InvalidInput says which of them is unknown, or has a value of the wrong kind."""
        try:
            check_settings(self._classes_inc_parents(), config)
            super().update_config(config)
        except (TraitError, ValueError) as fault:
            mine = self._find_my_config(config)
            raise InvalidInput(about_value(type(self), mine, self.aliases, fault)) from fault

    def load_config_file(self, suppress_errors: bool = False) -> None:  # type: ignore[override]
        """Read the configuration file; InvalidInput names its fault, for it is the operator's to mend."""
        try:
            super().load_config_file(suppress_errors)
        except _CONFIGURATION_FAULTS as fault:
            where = self.config_file or f"{self.config_file_name}.py"
            raise InvalidInput(f"The configuration file {where} has a fault: {fault}.") from fault

    def start(self) -> None:
        """Run the verb, or the one below it."""
        super().start()
        self.run()

    def run(self) -> None:
        """Do the work of a verb; a verb that only has others below it shows them."""
        if self.extra_args:
            raise InvalidInput(f"There is no verb {self.extra_args[0]!r}. See: {self._called} --help")
        self.print_help()

    def arguments(self, *names: str) -> list[str]:
        """Return the positional arguments, exactly one for each of `names`."""
        if len(self.extra_args) != len(names):
            wanted = " ".join(name.upper() for name in names)
            raise InvalidInput(f"Usage: {self._called} {wanted} (see --help)")
        return list(self.extra_args)

    @staticmethod
    def say(text: str) -> None:
        """Print a line of the verb's own output."""
        print(text, file=sys.stdout, flush=True)

    def set_up_logs(self) -> None:
        """Let the logs of everything go to stderr, as far as `--log-level` says."""
        level: Any = self.log_level
        logging.basicConfig(level=level, format="%(asctime)s %(levelname).1s %(name)s: %(message)s")

    @property
    def _called(self) -> str:
        return self.name.replace("-", " ")
