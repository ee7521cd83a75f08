"""Settings of the data folder, read from `settings.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from analyzers.errors import UserError
from analyzers.nearest import not_among
from analyzers.stemmers import DEFAULT
from indexer.colours import LEAST_CONTRAST, faintest, is_colour

_SHAPES = {
    "tuple_type": "it is a list, in square brackets",
    "list_type": "it is a list, in square brackets",
    "dict_type": "it is a table: its name in square brackets on a line, its settings below",
    "model_type": "it is a table: its name in square brackets on a line, its settings below",
}
"""Messages for values of another shape, by Pydantic's type of the error."""

ENGINES_KEY = "engines"
"""Key of the table that contains the tables of single engines."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A fraction from 0 to 1."""

Count = Annotated[int, Field(ge=0)]
Model = TypeVar("Model", bound="Table")


class SettingsError(UserError):
    """The settings cannot be used; the message gives file, line and column."""


class Table(BaseModel):
    """A table of the settings; unknown keys are an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Thresholds(Table):
    """Thresholds above which the gate objects.

    Attributes:
        few: Number of articles or records that is never too many.
        most_lost: Fraction of the served articles that would be lost.
        most_refused: Fraction of the records that were refused.
        most_without_date: Fraction of the articles that would lose their date.
        most_without_section: Fraction of the articles that would lose their section.
        most_sections_lost: Fraction of the served sections that would be lost.
        most_searches_empty: Number of searches that would no longer have hits.
        most_searches_changed: Fraction of the searches with mostly other hits.
        most_relevance_lost: Decrease of nDCG@10 on the judged queries.
    """

    few: Count = 10
    most_lost: Share = 0.1
    most_refused: Share = 0.1
    most_without_text: Share = 0.1
    most_without_date: Share = 0.1
    most_without_section: Share = 0.1
    most_sections_lost: Share = 0.34
    most_searches_empty: Count = 0
    most_searches_changed: Share = 0.5
    most_relevance_lost: Share = 0.1


class FieldMapping(Table):
    """The names that objects, lists and tables give to the fields of an article.

    A dot leads into an object, as in "title.rendered"; an empty name leaves the usual ones.
    """

    id: str = ""
    title: str = ""
    body: str = ""
    date: str = ""
    url: str = ""
    summary: str = ""
    section: str = ""
    author: str = ""
    authors: str = ""
    language: str = ""
    kind: str = ""
    place: str = ""
    tags: str = ""
    short_link: str = ""
    notice: str = ""

    def names(self) -> dict[str, str]:
        """Return the names that are given, by field."""
        return {field: name for field, name in self.model_dump().items() if name}


class Crawl(Table):
    """How pages are fetched from a site one by one.

    Attributes:
        pause: Least time between two requests, in seconds; robots.txt may ask for more.
        most_pages: Maximum number of pages of a site.
    """

    pause: Annotated[float, Field(ge=0, le=3600)] = 1.0
    most_pages: Annotated[int, Field(ge=1)] = 20_000


class Retention(Table):
    """Retention of generations.

    Attributes:
        kept: Number of generations to keep, the served one included.
    """

    kept: Annotated[int, Field(ge=1)] = 5


class QueryRetention(Table):
    """Retention of readers' searches in the query log.

    Attributes:
        kept_days: Days to keep single searches, then only daily counts of queries; 0 logs nothing.
        least_asked: Least number of searches of a query whose daily counts are kept.
        most_megabytes: Greatest size of the log; beyond it no search is written until others
            expire.
        count_clicks: Whether it is counted which article is opened from the results of which query.
    """

    kept_days: Annotated[int, Field(ge=0, le=3650)] = 30
    least_asked: Annotated[int, Field(ge=1)] = 5
    most_megabytes: Annotated[int, Field(ge=1)] = 200
    count_clicks: bool = False


def _web_address(text: str) -> str:
    """Return an address in the web, with or without a path; it may be empty."""
    if text and not re.fullmatch(r"https?://\S+", text):
        raise PydanticCustomError("web_address", "it is an address that begins with https://")
    return text


WebAddress = Annotated[str, AfterValidator(_web_address)]


class Semantic(Table):
    """Search by meaning.

    Attributes:
        model: Name of the embedder; empty searches by words alone.
        weight: Weight of the meaning beside the words; see `indexer.searching.fusion.fused`.
        passages: Maximum number of passages of an article that get a vector.
        address: Address of an endpoint, without `/embeddings`.
        endpoint_model: The endpoint's name of the model.
        key_file: File of the endpoint's key, relative to the data folder.
        query_prefix: What the model wants before a query.
        passage_prefix: What the model wants before a passage.
        query_seconds: Time limit of the endpoint for a query; then words alone are searched.
    """

    model: str = ""
    weight: Annotated[float, Field(ge=0, le=10)] = 0.6
    passages: Annotated[int, Field(ge=1, le=1000)] = 4
    address: WebAddress = ""
    endpoint_model: str = ""
    key_file: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""
    query_seconds: Annotated[float, Field(gt=0)] = 0.5


_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_ADDRESS = re.compile(rf"(https?://{_LABEL}(?:\.{_LABEL})*(?::([0-9]{{1,5}}))?)/?")
_HOST = re.compile(rf"\.?{_LABEL}(?:\.{_LABEL})*")


def _address(text: str) -> str:
    """Return the address of a site without a slash at its end; it may be empty."""
    found = _ADDRESS.fullmatch(text)
    if text and (found is None or not 0 < int(found[2] or 1) < 1 << 16):
        raise PydanticCustomError(
            "address",
            "it is the scheme and the name alone, such as https://search.example.org (Arabic "
            "names in their form that begins with xn--)",
        )
    return found[1] if found else ""


def _host(text: str) -> str:
    """Return the name of a host."""
    if not _HOST.fullmatch(text):
        raise PydanticCustomError(
            "host", "it is a name without scheme and port, such as search.example.org"
        )
    return text


Address = Annotated[str, AfterValidator(_address)]

Host = Annotated[str, AfterValidator(_host)]


class SiteLogin(Table):
    """The login of a WordPress site whose REST API answers nobody else.

    Attributes:
        site: Scheme and host of the site; empty for none.
        user: Name of the user.
        password_file: File of the application password, relative to the data folder.
    """

    site: Address = ""
    user: str = ""
    password_file: str = ""


class Sources(Table):
    """Settings of the sources.

    Attributes:
        post_types: Types of WordPress posts that are articles, as WordPress names them.
        attachments: Whether documents that a post of a site links to are read as part of it.
        attachment_sites: Addresses of the sites besides its own from which they are fetched.
        ocr: Whether the text of scanned pages is recognised.
        mapping: The names of fields in objects, lists and tables.
        crawl: How pages are fetched from a site.
        login: The login of a WordPress site.
    """

    post_types: Annotated[list[str], Field(min_length=1)] = ["post"]
    attachments: bool = True
    attachment_sites: Annotated[tuple[Address, ...], Field(strict=False)] = ()
    ocr: bool = False
    mapping: FieldMapping = FieldMapping()
    crawl: Crawl = Crawl()
    login: SiteLogin = SiteLogin()


class Site(Table):
    """How readers reach the pages.

    Attributes:
        address: Scheme and host of all links, such as `https://search.example.org`.
        hosts: Without an address, the names that are answered besides those of this machine; one
            that begins with a dot stands for all names below it.
        pictures: Addresses of the sites whose pictures articles show; others are linked.
    """

    address: Address = ""
    hosts: Annotated[tuple[Host, ...], Field(strict=False)] = ()
    pictures: Annotated[tuple[Address, ...], Field(strict=False)] = ()


def _accent(theme: str, text: str) -> str:
    """Return a colour that is read well on all surfaces of a theme; it may be empty."""
    if not text:
        return text
    if not is_colour(text):
        raise PydanticCustomError("colour", "it is a colour of six digits, such as #0b5563")
    surface, ratio = faintest(text, theme)
    if ratio < LEAST_CONTRAST:
        raise PydanticCustomError(
            "contrast",
            "its contrast to {surface} of the {theme} theme is {ratio}, and {least} is needed: "
            "take a {better} colour",
            {
                "surface": surface,
                "theme": theme,
                "ratio": f"{ratio:.1f}",
                "least": f"{LEAST_CONTRAST}",
                "better": "darker" if theme == "light" else "lighter",
            },
        )
    return text


def _email(text: str) -> str:
    """Return an e-mail address; it may be empty."""
    if text and not re.fullmatch(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+", text):
        raise PydanticCustomError("email", "it is an e-mail address, such as library@example.org")
    return text


Email = Annotated[str, AfterValidator(_email)]

LightAccent = Annotated[str, AfterValidator(partial(_accent, "light"))]
DarkAccent = Annotated[str, AfterValidator(partial(_accent, "dark"))]


class Centre(Table):
    """The centre whose publications are searched, as the pages show it.

    Attributes:
        name: Its name in Arabic.
        name_en: Its name in English.
        logo: File of its logo in the data folder: PNG, WebP or SVG.
        site: Address of its own site.
        accent: Colour of links and buttons in the light theme.
        accent_dark: The same in the dark theme.
        publisher: Who publishes the articles; empty for the centre's name.
        licence: A line on the use of the publications.
        email: Whom libraries that harvest the publications may write to.
        canonical: Which page of an article search engines are to list: that of the centre's site
            (`original`, if its address is known) or the one here.
    """

    name: str = ""
    name_en: str = ""
    logo: str = ""
    site: WebAddress = ""
    accent: LightAccent = ""
    accent_dark: DarkAccent = ""
    publisher: str = ""
    licence: str = ""
    email: Email = ""
    canonical: Literal["original", "here"] = "original"


class Digests(Table):
    """Digests by e-mail, of the new publications of a search.

    Attributes:
        host: Name of the SMTP server; empty sends none.
        port: Its port.
        tls: How the connection is encrypted: after it is made, from its beginning, or not at all.
        user: Name of the account; empty for a server that wants none.
        password_file: File of its password, relative to the data folder.
        sender: Address that the digests come from.
        most_articles: Most articles in a digest; a link leads to the others.
    """

    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Literal["starttls", "implicit", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    sender: str = ""
    most_articles: Annotated[int, Field(ge=1, le=50)] = 20


class Settings(Table):
    """All settings, with their defaults.

    Attributes:
        stemmer: Name of the stemmer.
        engine: Name of the engine.
        engines: Settings of each engine, by name; `engine_settings` validates them.
        sources: Settings of the sources.
        generations: Retention of generations.
        gate: Thresholds of the gate.
        queries: Retention of readers' searches.
        site: How readers reach the pages.
        centre: The centre, as the pages show it.
        semantic: Search by meaning.
        digests: Digests by e-mail.
    """

    stemmer: str = DEFAULT
    engine: str = "whoosh"
    engines: dict[str, dict[str, Any]] = {}
    sources: Sources = Sources()
    generations: Retention = Retention()
    gate: Thresholds = Thresholds()
    queries: QueryRetention = QueryRetention()
    site: Site = Site()
    centre: Centre = Centre()
    semantic: Semantic = Semantic()
    digests: Digests = Digests()

    @classmethod
    def load(cls, file: Path) -> Settings:
        """Load the settings from a file; a missing file gives the defaults.

        Raises:
            SettingsError: The settings cannot be used.
        """
        return _read(file, cls)


def engine_settings(file: Path, engine: str, model: type[Model]) -> Model:
    """Return the settings of one engine, the table `engines.NAME` of a file.

    Args:
        file: Path of the settings; a missing file gives the defaults.
        engine: Name of the engine.
        model: Model of its table.

    Raises:
        SettingsError: The settings cannot be used.
    """
    return _read(file, model, ENGINES_KEY, engine)


def _read(file: Path, model: type[Model], *keys: str) -> Model:
    """Return a table of a settings file; a missing file gives the defaults.

    Args:
        file: Path of the settings.
        model: Model of the table.
        keys: Path of keys to the table.

    Raises:
        SettingsError: The settings cannot be used.
    """
    text = ""
    try:
        text = file.read_text(encoding="utf-8-sig")
        values = tomllib.loads(text)
    except FileNotFoundError:
        values = {}
    except OSError as error:
        raise SettingsError(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
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
            f"{file}: line {line}, column {column}: {'.'.join(place)}: {_reason(first, model)}"
        ) from error


def _reason(error: ErrorDetails, model: type[Table]) -> str:
    """Return the message of a validation error; suggest a known setting for an unknown one."""
    if error["type"] != "extra_forbidden":
        return _SHAPES.get(error["type"], error["msg"])
    *above, name = map(str, error["loc"])
    for key in above:
        model = _tables(model).get(key, model)
    told = not_among("setting", name, model.model_fields)
    tables = [table for table in _tables(model) if name in _tables(model)[table].model_fields]
    there = " and ".join(f"[{table}]" for table in tables)
    return f"{told}; one of this name is under {there}" if tables else told


def _tables(model: type[Table]) -> dict[str, type[Table]]:
    """Return the models of the tables in a table, by name."""
    fields = {name: field.annotation for name, field in model.model_fields.items()}
    return {
        name: inner
        for name, inner in fields.items()
        if isinstance(inner, type) and issubclass(inner, Table)
    }


def _place(text: str, keys: tuple[str, ...]) -> tuple[int, int]:
    """Return line and column, from 1, of a key or of the innermost table found that contains it."""
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
