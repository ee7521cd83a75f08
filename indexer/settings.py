"""Settings: what staff may set, in `settings.toml` in the data folder."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analyzers.errors import UserError
from analyzers.stemmers import DEFAULT

ENGINES = "engines"
"""The table of the settings that holds a table for each engine that has settings."""

UNKNOWN = "extra_forbidden"
"""The type of pydantic's error of a name that a table does not have."""

NEAR = 0.5
"""How much alike a name and the one that was meant are, as difflib measures it."""

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
    most_without_text: Share = 0.1
    most_without_date: Share = 0.1
    most_without_section: Share = 0.1
    most_sections_lost: Share = 0.34
    most_searches_empty: Count = 0
    most_searches_changed: Share = 0.5


class Sources(Table):
    """What of the sources is read. `post_types`: the types of WordPress's posts that are articles,
    by the names that WordPress has for them."""

    post_types: Annotated[list[str], Field(min_length=1)] = ["post"]


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
    sources: Sources = Sources()
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
        wrong = _unknown(model, place[len(keys) :]) if first["type"] == UNKNOWN else first["msg"]
        raise SettingsError(
            f"{file}: line {line}, column {column}: {'.'.join(place)}: {wrong}"
        ) from error


def _unknown(model: type[BaseModel], place: tuple[str, ...]) -> str:
    """What is said of a setting that is none: the nearest that there is, or all in its table."""
    *tables, name = place
    known = list(_settings(model))
    inside = {path[-1]: path for path in known if [*path[:-1]] == tables}
    elsewhere = [path for path in known if path[-1] == name]
    near = get_close_matches(name, inside, 1, NEAR)
    if near:
        mend = f"did you mean {near[0]}?"
    elif elsewhere:
        table = ".".join(elsewhere[0][:-1])
        mend = f"it stands under [{table}]" if table else "it stands above all tables"
    else:
        mend = f"there are {', '.join(inside)}"
    return f"there is no such setting: {mend}"


def _settings(model: type[BaseModel], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of the settings of a table and of those within it."""
    for name, field in model.model_fields.items():
        yield (*above, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _settings(field.annotation, (*above, name))


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
