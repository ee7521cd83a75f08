"""What a reader on a phone waits for: the pages of a running server in Chromium, over a slow line.

python -m tests.benchmarks.pages http://127.0.0.1:8000
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlencode

import click
from playwright.sync_api import Browser, Page, sync_playwright

ROUNDS = 5
DOWN = 1_600_000 / 8
UP = 750_000 / 8
LATENCY = 150
"""Bytes a second, and milliseconds: Lighthouse's slow 4G, as the design's budgets are stated for
(https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md)."""

SLOWER = 4
"""Times that a phone's processor is slower, in Lighthouse's profile too."""

QUERY = "مكافحة الإرهاب"

OBSERVED = """new Promise((resolve) => {
    const seen = { shift: 0, largest: 0 };
    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take))
        .observe({ type, buffered: true });
    watch("layout-shift", (entry) => { seen.shift += entry.value; });
    watch("largest-contentful-paint", (entry) => { seen.largest = entry.startTime; });
    setTimeout(() => resolve(seen), 300);
})"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Measurements of one page load.

    Attributes:
        largest: Largest contentful paint in milliseconds.
        shift: Cumulative layout shift.
        size: Bytes transferred.
        requests: Number of requests.
        elements: Number of elements of the page.
    """

    largest: float
    shift: float
    size: int
    requests: int
    elements: int


@click.command()
@click.argument("address")
@click.option(
    "--slower", type=int, default=1, help=f"The processor so many times slower ({SLOWER})."
)
def main(address: str, slower: int) -> None:
    """Print a table of the pages at ADDRESS: medians of several loads with an empty cache."""
    with sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        click.echo("| page | largest paint | layout shift | transferred | requests | elements |")
        click.echo("| --- | --- | --- | --- | --- | --- |")
        for name, path in pages(browser, address):
            loads = [load(browser, address + path, slower) for _ in range(ROUNDS)]
            click.echo(
                f"| {name} | {median(one.largest for one in loads) / 1000:.2f} s "
                f"| {max(one.shift for one in loads):.3f} "
                f"| {median(one.size for one in loads) / 1000:.1f} kB "
                f"| {loads[0].requests} | {loads[0].elements} |"
            )
        browser.close()


def pages(browser: Browser, address: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the path of a page of each kind."""
    results = "/search?" + urlencode({"q": QUERY})
    yield "home", "/"
    yield "results", results
    page = browser.new_page(locale="ar")
    page.goto(address + results)
    article = page.locator(".results h2 a").first.get_attribute("href")
    page.close()
    if article:
        yield "article", article
    yield "empty", "/search?" + urlencode({"q": "زقطرخظ"})
    yield "browse", "/browse"
    yield "help", "/help"


def load(browser: Browser, address: str, slower: int) -> Loaded:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ar")
    page = context.new_page()
    sizes: list[float] = []
    throttle(page, slower, sizes)
    page.goto(address, wait_until="networkidle")
    seen = page.evaluate(OBSERVED)
    elements = page.evaluate("document.querySelectorAll('*').length")
    context.close()
    return Loaded(seen["largest"], seen["shift"], int(sum(sizes)), len(sizes), elements)


def throttle(page: Page, slower: int, sizes: list[float]) -> None:
    """Slows line and processor down, and notes the bytes of each answer."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line: dict[str, Any] = {
        "offline": False,
        "latency": LATENCY,
        "downloadThroughput": DOWN,
        "uploadThroughput": UP,
    }
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))


if __name__ == "__main__":
    main()
