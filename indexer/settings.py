"""Settings: what staff may set, in `settings.toml` in the folder of data."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analyzers.errors import UserError
from analyzers.stemmers import DEFAULT

FILE = "settings.toml"

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class SettingsError(UserError):
    """The settings cannot be used; the message names the file, the line and the column."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Thresholds(_Table):
    """Beyond which the gate objects. Shares are from 0 to 1; `few` articles are never too many."""

    few: Count = 10
    most_lost: Share = 0.1
    most_refused: Share = 0.1
    most_without_date: Share = 0.1
    most_without_section: Share = 0.1
    most_sections_lost: Share = 0.34
    most_searches_empty: Count = 0
    most_searches_changed: Share = 0.5


class Retention(_Table):
    """How many generations stay on disk, with the served one."""

    kept: Annotated[int, Field(ge=1)] = 5


class Queries(_Table):
    """What is kept of readers' searches: single ones for `kept_days`, of which 0 keeps none at all;
    after that only how often each query was asked a day, of those asked at least `least_asked`
    times. Beyond `most_megabytes` no search is written until older ones go."""

    kept_days: Annotated[int, Field(ge=0, le=3650)] = 30
    least_asked: Annotated[int, Field(ge=1)] = 5
    most_megabytes: Annotated[int, Field(ge=1)] = 200


Address = Annotated[
    str,
    Field(pattern=r"^(https?://[A-Za-z0-9._-]+(:[0-9]{1,5})?)?$"),
]

Host = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$")]


class Site(_Table):
    """How readers reach the pages. `address`: what links name, `https://search.example.org` for
    instance. `hosts`: without an address, the names that are answered beside those of this machine;
    one that begins with a dot stands for all below it."""

    address: Address = ""
    hosts: Annotated[tuple[Host, ...], Field(strict=False)] = ()


class Settings(_Table):
    """All settings, each with what is usual."""

    stemmer: str = DEFAULT
    generations: Retention = Retention()
    gate: Thresholds = Thresholds()
    queries: Queries = Queries()
    site: Site = Site()

    @classmethod
    def load(cls, folder: Path) -> Settings:
        """The settings in a folder of data; the usual ones without a file. Raises SettingsError."""
        file = folder / FILE
        try:
            text = file.read_text(encoding="utf-8-sig")
            return cls.model_validate(tomllib.loads(text))
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise SettingsError(f"{file}: {error.strerror}") from error
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{file}: {error}") from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{file}: byte {error.start + 1} is not UTF-8") from error
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            keys = tuple(map(str, first["loc"]))
            line, column = _place(text, keys)
            name = ".".join(keys)
            raise SettingsError(
                f"{file}: line {line}, column {column}: {name}: {first['msg']}"
            ) from error


def _place(text: str, keys: tuple[str, ...]) -> tuple[int, int]:
    """The line and column in which a key stands, from 1; of its table if it has none of its own."""
    table, found = "", (1, 1)
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([^\]\s]+)\s*\]", line):
            table = header[1]
            if table == keys[0]:
                found = (number, header.start(1) + 1)
        elif (key := re.match(r"\s*([^=\s]+)\s*=", line)) and keys == (
            (table, key[1]) if table else (key[1],)
        ):
            return number, key.start(1) + 1
    return found
