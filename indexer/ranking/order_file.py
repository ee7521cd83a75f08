"""The file of the weights of the order, with comments that say where they come from.

The shipped one is `order.tsv`, beside this module. A data folder may have one of its own, which
`indexer fit` writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import isfinite
from pathlib import Path

from analyzers.errors import UserError
from indexer.ranking.order import FEATURES, Order

_SHIPPED = Path(__file__).with_name("order.tsv")


class OrderError(UserError):
    """A file of weights cannot be used; the message says what to do."""


@cache
def fitted_order() -> Order:
    """Return the shipped order."""
    return _parsed(_SHIPPED.read_text(encoding="utf-8"))


def read_order(file: Path) -> Order | None:
    """Return the order of a file, or None if it does not exist.

    Raises:
        OrderError: It cannot be read, or has not one weight of each kind for each feature.
    """
    try:
        return _parsed(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise OrderError(f"{file}: {error.strerror}") from error
    except (KeyError, ValueError) as error:
        raise OrderError(
            f"{file}: it has not the weights of the features of this version: run `indexer fit` "
            "again, or remove it; until then the shipped weights order"
        ) from error


def order_text(order: Order, heading: Sequence[str]) -> str:
    """Format an order as the lines of its file.

    Args:
        order: The order.
        heading: Lines of comments: where the weights come from.
    """
    lines = [f"# {line}" for line in heading]
    lines.append("# feature\tno title matches\ta title matches all\tadded where bodies are long")
    columns = zip(FEATURES, order.plain, order.titled, order.long, strict=True)
    lines += ("\t".join((name, *(f"{w:.4g}" for w in weights))) for name, *weights in columns)
    return "\n".join((*lines, ""))


def _parsed(text: str) -> Order:
    """Parse the lines of a file.

    Raises:
        KeyError: A feature has no weights.
        ValueError: A line has something else than a name and three finite weights.
    """
    rows = dict(_rows(text))
    if unknown := rows.keys() - set(FEATURES):
        raise ValueError(min(unknown))
    plain, titled, long = zip(*(rows[feature] for feature in FEATURES), strict=True)
    return Order(plain, titled, long)


def _rows(text: str) -> Iterator[tuple[str, tuple[float, float, float]]]:
    for line in text.splitlines():
        if not line.startswith("#"):
            name, plain, titled, long = line.split("\t")
            weights = (float(plain), float(titled), float(long))
            if not all(map(isfinite, weights)):
                raise ValueError(line)
            yield name, weights
