"""`python -m search_web` is `search-web`."""

from search_web.cli import main

if __name__ == "__main__":
    main()
