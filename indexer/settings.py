"""Settings: what staff may set, in `settings.toml` in the data folder."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analyzers.errors import UserError
from analyzers.stemmers import DEFAULT

ENGINES = "engines"
"""The table of the settings that holds a table for each engine that has settings."""

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Model = TypeVar("Model", bound="Table")


class SettingsError(UserError):
    """The settings cannot be used; the message names the file, the line and the column."""


class Table(BaseModel):
    """A table of the settings. It refuses what it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Thresholds(Table):
    """Beyond which the gate objects. Shares are from 0 to 1; `few` articles are never too many."""

    few: Count = 10
    most_lost: Share = 0.1
    most_refused: Share = 0.1
    most_without_date: Share = 0.1
    most_without_section: Share = 0.1
    most_sections_lost: Share = 0.34
    most_searches_empty: Count = 0
    most_searches_changed: Share = 0.5


class Retention(Table):
    """How many generations stay on disk, with the served one."""

    kept: Annotated[int, Field(ge=1)] = 5


class Queries(Table):
    """What is kept of readers' searches: single ones for `kept_days`, of which 0 keeps none at all;
    after that only how often each query was asked a day, of those asked at least `least_asked`
    times."""

    kept_days: Annotated[int, Field(ge=0, le=3650)] = 30
    least_asked: Annotated[int, Field(ge=1)] = 5


class Settings(Table):
    """All settings, each with what is usual. `engines`: by the name of an engine, what is set for
    it alone, which `engine_settings` reads."""

    stemmer: str = DEFAULT
    engine: str = "whoosh"
    engines: dict[str, dict[str, Any]] = {}
    generations: Retention = Retention()
    gate: Thresholds = Thresholds()
    queries: Queries = Queries()

    @classmethod
    def load(cls, file: Path) -> Settings:
        """The settings in a file; the usual ones without it. Raises SettingsError."""
        return _read(file, cls)


def engine_settings(file: Path, engine: str, model: type[Model]) -> Model:
    """Return the settings of one engine, the table `engines.NAME` of a file.

    Args:
        file: The settings; the usual ones are returned without it.
        engine: The engine's name.
        model: What its table may hold.

    Raises:
        SettingsError: The table holds something else.
    """
    return _read(file, model, ENGINES, engine)


def _read(file: Path, model: type[Model], *keys: str) -> Model:
    """Return the table of a file that stands under these keys; the usual values without a file."""
    text = ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError:
        values = {}
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file}: {error}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{file}: byte {error.start + 1} is not UTF-8") from error
    for key in keys:
        values = values.get(key, {})
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = (*keys, *map(str, first["loc"]))
        line, column = _place(text, place)
        raise SettingsError(
            f"{file}: line {line}, column {column}: {'.'.join(place)}: {first['msg']}"
        ) from error


def _place(text: str, keys: tuple[str, ...]) -> tuple[int, int]:
    """The line and column in which a key stands, from 1; else of the innermost table around it."""
    table: tuple[str, ...] = ()
    found, depth = (1, 1), 0
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r"\s*\[\s*([^\]\s]+)\s*\]", line):
            table = path = tuple(match[1].split("."))
        elif match := re.match(r"\s*([^=\s#]+)\s*=", line):
            path = (*table, match[1])
        else:
            continue
        if len(path) > depth and path == keys[: len(path)]:
            found, depth = (number, match.start(1) + 1), len(path)
    return found
