"""`python -m search_web` is `search-web`."""

from search_web.cli import main

main()
