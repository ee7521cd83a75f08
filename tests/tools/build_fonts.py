"""Builds the web fonts in static/fonts from the published packages: a maintainer's tool.

    npm install @ibm/plex-sans-arabic@1.1.0 @fontsource-variable/noto-naskh-arabic@5.3.0
    pip install fonttools==4.68.0 brotli==1.2.1
    python tests/tools/build_fonts.py node_modules

Each face is cut down to the letters of Arabic, its neighbours and Latin-1, and renamed, as IBM
reserves the name "Plex" for its own files. The same sources give the same bytes. Afterwards the
stylesheet must name the new `?v=` of each face; a test says which.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

TARGET = Path(__file__).parents[2] / "search_web" / "static" / "fonts"

PLEX = "@ibm/plex-sans-arabic/fonts/complete/woff2/IBMPlexSansArabic-{}.woff2"
NASKH = "@fontsource-variable/noto-naskh-arabic/files/noto-naskh-arabic-{}-wght-normal.woff2"

ARABIC = (
    "0600-060F,0610-061C,061E-063A,0640-0671,0679,067E,0686,0688,0691,0698,06A4,06A8,06A9,06AD,"
    "06AF,06BA,06BE,06C0-06C3,06CC,06D2-06D5,06F0-06F9,200B-200F,2066-2069,FD3E,FD3F,FDF2,FDFA,FDFC"
)
LATIN = (
    "0020-007E,00A0-00FF,0131,0152,0153,2000-200F,2010-2015,2018-201F,2020-2022,2026,2030,2032,"
    "2033,2039,203A,20AC,2122,2190-2193,2212"
)

WEIGHT_OF_TEXT = 400
NAMES_KEPT = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14]


@dataclass(frozen=True, slots=True)
class Face:
    """One file to build. `sha256` is that of the source it was designed for."""

    file: str
    source: str
    sha256: str
    family: str
    style: str
    characters: str


FACES = (
    Face(
        "ui-400.woff2",
        PLEX.format("Regular"),
        "74112e1b7bf2e2c547989a4e947a60cba6cd1f9156e0065670134636e717199d",
        "Bahith UI",
        "Regular",
        f"{ARABIC},{LATIN}",
    ),
    Face(
        "ui-600.woff2",
        PLEX.format("SemiBold"),
        "869b2acd0a9660607a2025f0fe1c640110bf23d33417509328f07722922b8063",
        "Bahith UI",
        "SemiBold",
        f"{ARABIC},{LATIN}",
    ),
    Face(
        "text-arabic.woff2",
        NASKH.format("arabic"),
        "2a10d33e1f7129ab2b6ec76666e82ac5b509fbcfa7b4a3a1289bff42d2d64cd7",
        "Bahith Text",
        "Regular",
        ARABIC,
    ),
    Face(
        "text-latin.woff2",
        NASKH.format("latin"),
        "2a30d48ddf0a75254b40b236fcfe789aed180526224ccb5089fd0b49999e0ec0",
        "Bahith Text",
        "Regular",
        LATIN,
    ),
)


def build(face: Face, packages: Path, target: Path) -> Path:
    """Writes the face. Raises ValueError if its source is not the one it was designed for."""
    source = packages / face.source
    if hashlib.sha256(source.read_bytes()).hexdigest() != face.sha256:
        raise ValueError(f"{source} is another version than the one named in FACES")
    font = TTFont(source, recalcTimestamp=False)
    if "fvar" in font:
        instancer.instantiateVariableFont(font, {"wght": WEIGHT_OF_TEXT}, inplace=True)
    cut(font, face.characters)
    rename(font, face)
    font.flavor = "woff2"
    font.save(target / face.file)
    return target / face.file


def cut(font: TTFont, characters: str) -> None:
    """Keeps the characters and all that shapes them.

    `locl` goes, for it would draw 0-9 after Arabic letters otherwise than after Latin ones.
    """
    options = subset.Options()
    options.layout_features = sorted(features(font) - {"locl"})
    options.hinting = False
    options.name_IDs = NAMES_KEPT
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(font)


def features(font: TTFont) -> set[str]:
    tables = [font[tag].table for tag in ("GSUB", "GPOS") if tag in font]
    return {record.FeatureTag for table in tables for record in table.FeatureList.FeatureRecord}


def rename(font: TTFont, face: Face) -> None:
    """Gives the family and its style our names, wherever the font says its own."""
    joined = face.family.replace(" ", "")
    names = {
        1: face.family,
        3: f"{joined}-{face.style}; subset",
        4: f"{face.family} {face.style}",
        6: f"{joined}-{face.style}",
        16: face.family,
    }
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("packages", type=Path, help="the folder node_modules")
    parser.add_argument("--target", type=Path, default=TARGET)
    arguments = parser.parse_args()
    for face in FACES:
        path = build(face, arguments.packages, arguments.target)
        content = path.read_bytes()
        print(f"{hashlib.sha256(content).hexdigest()}  {path.name}  {len(content)} bytes")  # noqa: T201


if __name__ == "__main__":
    main()
