"""Start a cluster for trying, until Ctrl-C: `python -m tests.cluster NODES`."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

from tests.cluster.nodes import Nodes
from tests.cluster.server import UnavailableError

FIRST_PORT = 9200


def main() -> None:
    """Start as many nodes as the first argument says, and serve until interrupted."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with (
            Nodes(int(sys.argv[1]), first_port=FIRST_PORT, is_brief=False) as nodes,
            suppress(KeyboardInterrupt),
        ):
            print("addresses =", nodes.addresses, flush=True)  # noqa: T201
            signal.pause()
    except UnavailableError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
