"""The options of a verb. One that is unknown or has no fitting value ends the program before anything is done.

traitlets alone warns and goes on without the option: a misspelt `--student` would mean everybody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NoReturn

from traitlets import Bool, Enum, Float, HasTraits, Integer, TraitType
from traitlets.config import Config
from traitlets.config.loader import ArgumentError, KVArgParseConfigLoader, _KVArgParser

from jupyter_autograde.errors import InvalidInput

_ALWAYS = ("--help", "--help-all", "--version", "-h", "-V")
_NUMBER = re.compile(r"-\d+|-\d*\.\d+")
_PARSER_FAULT = re.compile(r"argument (?P<option>\S+): (?P<fault>.+)")
_TRAIT_FAULT = re.compile(r"The '(?P<trait>\w+)' trait of ")


class _Parser(_KVArgParser):
    """Leaves faults to the loader, and takes options between the arguments too."""

    def error(self, message: str) -> NoReturn:
        """Raise it."""
        raise ArgumentError(message)

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse words in any order."""
        return self.parse_intermixed_args(args, namespace)


class StrictLoader(KVArgParseConfigLoader):
    """Reads the words of a verb.

    Parameters
    ----------
    verb : str
        How it is called.
    more : collection of str
        Settings, `Class.trait`, of classes that the verb does not load.
    options : any
        Those of the base class.
    """

    parser_class = _Parser

    def __init__(self, *args: Any, verb: str, more: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._verb, self._more = verb, more

    def load_config(self, *args: Any, **options: Any) -> Config:
        """Return what the words say; InvalidInput names what is wrong with them."""
        try:
            return super().load_config(*args, **options)
        except ArgumentError as fault:
            raise InvalidInput(f"{self._sentence(str(fault))} See: {self._verb} --help") from fault

    def _parse_args(self, args: Any) -> Any:
        known = self._known()
        for option in _options(args):
            if option not in known and not self._is_nested(option, known):
                near = get_close_matches(option, known, 1)
                meant = f" Did you mean {near[0]}?" if near else ""
                raise InvalidInput(f"There is no option {option}.{meant} See: {self._verb} --help")
        return super()._parse_args(args)

    def _known(self) -> set[str]:
        settings = {f"--{one.__name__}.{name}" for one in self.classes for name in one.class_trait_names(config=True)}
        return {
            *_ALWAYS,
            *settings,
            *(f"--{name}" for name in self._more),
            *(f"{'-' if len(name) == 1 else '--'}{name}" for name in (*self.aliases, *self.flags)),
        }

    def _is_nested(self, option: str, known: Collection[str]) -> bool:
        """Say whether it is `--Parent.Class.trait`."""
        *parents, name, trait = option.removeprefix("--").split(".") if option.count(".") > 1 else ("", "")
        return set(parents) <= {one.__name__ for one in self.classes} and f"--{name}.{trait}" in known

    def _sentence(self, message: str) -> str:
        fault = _PARSER_FAULT.fullmatch(message)
        if not fault:
            return f"{message}."
        option = option_of(fault["option"].removeprefix("--"), self.aliases)
        return f"{option} needs a value." if fault["fault"].startswith("expected") else f"{option} takes no value."


def _options(words: Iterable[str]) -> Iterator[str]:
    """Yield the options among words, without their values."""
    for word in words:
        if word == "--":
            return
        option = word.partition("=")[0]
        if option.startswith("-") and option != "-" and " " not in option and not _NUMBER.fullmatch(word):
            yield option


def check_settings(classes: Iterable[type[HasTraits]], config: Config) -> None:
    """Raise InvalidInput for a setting that a class of ours does not have: traitlets alone warns, and goes on."""
    for one in classes:
        if not one.__module__.startswith("jupyter_autograde.") or one.__name__ not in config:
            continue
        there = one.class_trait_names(config=True)
        for name in config[one.__name__]:
            # With a capital it is a class, whose settings are those of one within this.
            if name not in there and not name[:1].isupper():
                near = get_close_matches(name, there, 1)
                meant = f" Did you mean {near[0]}?" if near else " See docs/operators/settings.md."
                raise InvalidInput(f"There is no setting c.{one.__name__}.{name}.{meant}")


def option_of(setting: str, aliases: Mapping[Any, Any]) -> str:
    """Return how people write a setting, `Class.trait`, on the command line; the longest of its names."""
    names = [name for name, target in aliases.items() if target == setting]
    return f"--{max(names, key=len)}" if names else f"--{setting}"


def about_value(kind: type[HasTraits], config: Mapping[str, Any], aliases: Mapping[Any, Any], fault: Exception) -> str:
    """Return a sentence about a value that a setting can't take.

    Parameters
    ----------
    kind : type
        The class of the setting.
    config : mapping
        What is set of that class.
    aliases : mapping
        Options -> settings.
    fault : Exception
        What traitlets says of it.
    """
    found = _TRAIT_FAULT.match(str(fault))
    trait = kind.class_traits().get(found["trait"]) if found else None
    if found is None or trait is None or found["trait"] not in config:
        return f"{fault}".rstrip(".") + "."  # a check of our own has its own words
    settings = [f"{one.__name__}.{found['trait']}" for one in kind.__mro__]
    options = [option_of(setting, aliases) for setting in settings]
    option = next((one for one in options if "." not in one), options[0])
    value = config[found["trait"]]
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{option} takes {_possible(trait)}, not {shown!r}."


def _possible(trait: TraitType[Any, Any]) -> str:
    if isinstance(trait, Enum):
        values = [str(value) for value in trait.values or () if not isinstance(value, int)]
        return " or ".join(filter(None, (", ".join(values[:-1]), values[-1])))
    plain = {Integer: "a whole number", Float: "a number", Bool: "true or false"}
    return next((words for kind, words in plain.items() if isinstance(trait, kind)), trait.info())
