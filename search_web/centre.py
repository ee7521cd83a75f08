"""The centre whose publications are searched: its names, its logo and what citations say of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from flask import Flask, current_app, request
from lxml import etree

from analyzers.errors import UserError
from indexer.model.article import Article
from indexer.settings import Centre
from search_web.language.languages import language, root
from search_web.static_files import FOLDER, static_url, version_of

UNNAMED = Centre()
"""What is shown if staff set nothing."""

LARGEST_LOGO = 200_000
"""Maximum size of a logo in bytes; every page shows it."""

SVG = "image/svg+xml"
_KEY = "bahith.centre"
_SVG = "{http://www.w3.org/2000/svg}svg"


class LogoError(UserError):
    """The logo cannot be used; the message gives its file."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of a type that browsers show.

    Attributes:
        content: The file.
        media_type: Its type, by its content.
    """

    content: bytes
    media_type: str

    @property
    def version(self) -> str:
        """Return a short hash of the file, for its URL."""
        return version_of(self.content)

    @classmethod
    def read(cls, file: Path) -> Logo:
        """Read the file of a logo.

        Raises:
            LogoError: It cannot be read, is too large or no picture.
        """
        try:
            content = file.read_bytes()
        except OSError as error:
            raise LogoError(f"centre.logo: {file}: {error.strerror}") from error
        if len(content) > LARGEST_LOGO:
            raise LogoError(f"centre.logo: {file}: it has more than {LARGEST_LOGO // 1000} kB")
        if not (media_type := _media_type(content)):
            raise LogoError(f"centre.logo: {file}: it is neither PNG nor WebP nor SVG")
        return cls(content, media_type)


@dataclass(frozen=True, slots=True)
class Face:
    """The centre as pages, feeds and citations show it.

    Attributes:
        centre: What staff have set.
        logo: The logo, or None for the icon of Bahith.
    """

    centre: Centre = UNNAMED
    logo: Logo | None = None

    @classmethod
    def load(cls, centre: Centre, folder: Path) -> Face:
        """Load the logo from a data folder.

        Raises:
            LogoError: The logo cannot be used.
        """
        return cls(centre, Logo.read(folder / centre.logo) if centre.logo else None)

    def name(self, code: str) -> str:
        """Return the name in a language, else in the other one, else ""."""
        names = (self.centre.name, self.centre.name_en)
        return next(filter(None, names if code == "ar" else reversed(names)), "")

    def publisher(self, article: Article) -> str:
        """Return the publisher of an article, by default the centre's name in its language."""
        return self.centre.publisher or self.name(article.language or "ar")

    @property
    def style(self) -> str:
        """Return the style sheet of the centre's colours, or "" if it has none."""
        light, dark = self.centre.accent, self.centre.accent_dark
        sheet = f":root {{ --accent: {light}; }}\n" if light else ""
        if dark:
            sheet += (
                "@media screen and (prefers-color-scheme: dark) {\n"
                f'  :root:not([data-theme="light"]) {{ --accent: {dark}; }}\n}}\n'
                f'@media screen {{ :root[data-theme="dark"] {{ --accent: {dark}; }} }}\n'
            )
        return sheet


def prepare_centre(app: Flask, face: Face) -> None:
    """Let an application and its templates show a centre."""
    app.extensions[_KEY] = face
    app.jinja_env.globals.update(
        centre_face=centre_face,
        centre_name=centre_name,
        logo_url=logo_url,
        preview_picture=preview_picture,
        style_url=style_url,
    )


def centre_face() -> Face:
    """Return the centre of the current application."""
    face: Face = current_app.extensions[_KEY]
    return face


def centre_name() -> str:
    """Return the centre's name in the language of the response, or "" without one."""
    return centre_face().name(language())


def logo_url() -> str:
    """Return the path of the logo, or "" without one."""
    logo = centre_face().logo
    return f"{root()}/centre/logo?v={logo.version}" if logo else ""


def preview_picture() -> str:
    """Return the absolute address of the logo for previews of links, which show no SVG, or ""."""
    logo = centre_face().logo
    is_shown = logo is not None and logo.media_type != SVG
    return urljoin(request.host_url, logo_url()) if is_shown else ""


def style_url() -> str:
    """Return the path of the style sheet of the pages, one file with the centre's colours."""
    colours = centre_face().style
    if not colours:
        return static_url("style.css")
    return f"{root()}/static/centre.css?v={version_of(style_sheet(colours))}"


@functools.cache
def style_sheet(colours: str) -> bytes:
    """Return the style sheet of the pages, with a centre's colours at its end."""
    return (FOLDER / "style.css").read_bytes() + colours.encode()


def _media_type(content: bytes) -> str:
    """Return the media type of a picture by its first bytes, or "" if it is none."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        tag = etree.fromstring(content, parser).tag
    except etree.XMLSyntaxError:
        return ""
    return SVG if tag == _SVG else ""
