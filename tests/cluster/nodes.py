"""Nodes of a cluster on the loopback, which tests start and kill."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import requests

from tests.cluster.server import IS_OLD, UnavailableError, install

PATIENCE = 120.0
"""Seconds to wait for a cluster; three nodes took 50 on two busy cores."""

RUN_AS = "nobody"
"""User of the nodes in place of root, whom the server refuses."""

UNTIL_WE_END = ("setpriv", "--pdeathsig", "KILL")
"""Beginning of the command of a node, so that none survives tests that are killed."""

HEAP = "512m" if IS_OLD else "1g"
"""Heap of a node that lives as long as the tests."""

MEMORY = Path("/dev/shm")
ROOM = 1 << 30
"""Bytes that a cluster takes at most."""

JAVA = """
-XX:+UseG1GC -XX:G1ReservePercent=25 -XX:InitiatingHeapOccupancyPercent=30
-XX:-HeapDumpOnOutOfMemoryError -XX:+ExitOnOutOfMemoryError -XX:TieredStopAtLevel={tiers}
-Djava.io.tmpdir={node}/tmp -Djna.nosys=true -Djna.tmpdir={node}/tmp -Djava.awt.headless=true
-Dfile.encoding=UTF-8
-Dopensearch.networkaddress.cache.ttl=60 -Dopensearch.networkaddress.cache.negative.ttl=10
-Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true -Dlog4j2.formatMsgNoLookups=true
-Dopensearch.path.home={home} -Dopensearch.path.conf={node}/config
-Dopensearch.distribution.type=tar
"""

SECURITY_MANAGER = "-Djava.security.manager=allow"

SETTINGS = """
cluster.name: bahith
node.name: node-{number}
path.data: {node}/data
path.logs: {node}/logs
path.repo: {backups}
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_cluster_manager_nodes: [{names}]
cluster.routing.allocation.disk.threshold_enabled: false
action.auto_create_index: false
"""

LOGGING = """
status = error
appender.file.type = File
appender.file.name = file
appender.file.fileName = {node}/logs/node.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{{ISO8601}}][%-5p][%c{{1.}}] %m%n
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


class NodeEndedError(Exception):
    """A node ended that should serve; the message has the end of its log."""


class Nodes:
    """A cluster of nodes in a folder of its own, stopped and removed at the end of the context.

    Attributes:
        addresses: The address of each node.
        backups: The folder in which repositories of snapshots may lie.
    """

    def __init__(
        self, count: int, heap: str = HEAP, first_port: int = 0, *, is_brief: bool = True
    ) -> None:
        """Lay out a cluster.

        Args:
            count: Number of nodes.
            heap: Heap of each, as Java spells it.
            first_port: Port of the first node, followed by those of the others; 0 takes free ones.
            is_brief: Compile fast rather than well, which suits a short life.
        """
        self._heap = heap
        self._tiers = 1 if is_brief else 4
        self._folder = Path(tempfile.mkdtemp(prefix="bahith-cluster-", dir=_fastest()))
        self._folder.chmod(0o755)
        self.backups = self._folder / "backups"
        self.backups.mkdir(mode=0o777)
        self.backups.chmod(0o777)  # nodes may run as another user
        self._home = self._folder / "home"
        ports = _free_ports(2 * count)
        self._http = [first_port + n for n in range(count)] if first_port else ports[:count]
        self._transport = ports[count:]
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self.addresses = [f"http://127.0.0.1:{port}" for port in self._http]

    def __enter__(self) -> Self:
        try:
            install(self._home)
            for number in range(len(self._http)):
                self.start(number)
            self.wait()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._remove()

    def start(self, number: int) -> None:
        """Start a node, from 0, which was not started or was killed."""
        node = self._folder / f"node-{number}"
        for name in ("config", "data", "logs", "tmp"):
            (node / name).mkdir(parents=True, exist_ok=True)
        values = {
            "node": node,
            "home": self._home,
            "backups": self.backups,
            "number": number,
            "http": self._http[number],
            "transport": self._transport[number],
            "seeds": ", ".join(f"127.0.0.1:{port}" for port in self._transport),
            "names": ", ".join(f"node-{n}" for n in range(len(self._http))),
            "tiers": self._tiers,
        }
        (node / "config" / "opensearch.yml").write_text(SETTINGS.format(**values))
        (node / "config" / "log4j2.properties").write_text(LOGGING.format(**values))
        command = [
            *UNTIL_WE_END,
            "java",
            f"-Xms{self._heap}",
            f"-Xmx{self._heap}",
            *JAVA.format(**values).split(),
            *([SECURITY_MANAGER] if IS_OLD else ()),
        ]
        command += ["-cp", f"{self._home}/lib/*", "org.opensearch.bootstrap.OpenSearch"]
        user: dict[str, Any] = {}
        if os.getuid() == 0:
            found = pwd.getpwnam(RUN_AS)
            subprocess.run(["chown", "-R", f"{found.pw_uid}:{found.pw_gid}", node], check=True)
            user = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
        with (node / "logs" / "out.log").open("ab") as log:
            self._running[number] = subprocess.Popen(
                command, cwd=node, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **user
            )

    def kill(self, number: int) -> None:
        """Kill a node with SIGKILL."""
        process = self._running.pop(number)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def wait(self) -> None:
        """Wait until all running nodes are one cluster.

        Raises:
            NodeEndedError: One of them ended.
            UnavailableError: They are none in time.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if all(self._sees_all(number) for number in self._running):
                return
            for number, process in self._running.items():
                if process.poll() is not None:
                    raise NodeEndedError(self._said(number))
            time.sleep(0.3)
        raise UnavailableError(f"the nodes were no cluster after {PATIENCE:.0f} s")

    def manager(self) -> int:
        """Return the number of the node that manages the cluster."""
        number = next(iter(self._running))
        found = requests.get(f"{self.addresses[number]}/_cat/cluster_manager?h=node", timeout=60)
        return int(found.text.strip().removeprefix("node-"))

    def _sees_all(self, number: int) -> bool:
        try:
            found = requests.get(f"{self.addresses[number]}/_cluster/health", timeout=10)
        except requests.RequestException:
            return False
        return found.ok and found.json()["number_of_nodes"] == len(self._running)

    def _said(self, number: int) -> str:
        log = self._folder / f"node-{number}" / "logs" / "out.log"
        return log.read_text(errors="replace")[-2000:]

    def _remove(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _fastest() -> Path | None:
    """Return a folder in memory, where a node need not wait for a disk, or None for the usual."""
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if has_room else None


def _free_ports(count: int) -> Sequence[int]:
    """Return ports of the loopback that nobody uses."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
