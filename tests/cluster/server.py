"""The server of OpenSearch, of Maven's artifacts.

These lack what the server asks of a module: a description, and a policy of what it may do.
`BAHITH_OPENSEARCH=3.9.0` chooses another version; those from 3 on need Java 21 in the path.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")

VERSION = os.environ.get("BAHITH_OPENSEARCH", "2.19.6")
"""The version to start."""

IS_OLD = VERSION.startswith("2.")
"""Whether it is one with a security manager, and other names of modules."""

PATIENCE = 90.0
"""Seconds to wait for Maven, which fetches 90 MB the first time."""


class UnavailableError(Exception):
    """No server can be had on this machine; the message says why."""


@dataclass(frozen=True)
class _Module:
    name: str
    plugin: str
    permissions: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """Return the name of its class."""
        return f"org.opensearch.{self.plugin}{'' if IS_OLD else 'Module'}Plugin"


MODULES = (
    _Module(
        "transport-netty4",
        "transport.Netty4",
        (
            'java.io.FilePermission "/proc/sys/net/core/somaxconn", "read"',
            'java.net.SocketPermission "*", "accept,connect"',
            'java.lang.RuntimePermission "*", "setContextClassLoader"',
            'java.lang.RuntimePermission "getClassLoader"',
            'java.util.PropertyPermission "sun.nio.ch.bugLevel", "write"',
        ),
    ),
    _Module("analysis-common", "analysis.common.CommonAnalysis"),
    _Module(
        "lang-painless",
        "painless.Painless",
        (
            'java.lang.RuntimePermission "createClassLoader"',
            'java.lang.RuntimePermission "getClassLoader"',
        ),
    ),
)


def install(home: Path) -> None:
    """Lay out the server in a folder.

    Raises:
        UnavailableError: There is no JDK or no Maven, or it cannot get the artifacts in time.
    """
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise UnavailableError(
                f"{program} is missing: apt-get install maven default-jdk-headless"
            )
    options = [f"-Dhome={home}", f"-Dversion.opensearch={VERSION}"]
    if not IS_OLD:
        options.append("-Pagent")
    command = ["mvn", "-q", "-B", "-Dstyle.color=never", "-f", str(POM), *options]
    try:
        subprocess.run(
            [*command, "package"], check=True, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"Maven did not end in {PATIENCE:.0f} s") from error
    except subprocess.CalledProcessError as error:
        said = " ".join((error.stdout + error.stderr).split())
        reason = said.partition("[ERROR] ")[2] or said
        raise UnavailableError(f"Maven failed: {reason[:200]}") from error
    if not IS_OLD:  # its own library for the network is not of the module
        for jar in (home / "modules" / "transport-netty4").glob("netty-*.jar"):
            jar.rename(home / "lib" / jar.name)
    for module in MODULES:
        folder = home / "modules" / module.name
        values = {
            "name": module.name,
            "description": module.name,
            "version": VERSION,
            "opensearch.version": VERSION,
            "java.version": "11",
            "classname": module.main,
        }
        lines = "".join(f"{key}={value}\n" for key, value in values.items())
        (folder / "plugin-descriptor.properties").write_text(lines)
        if module.permissions:
            granted = "".join(f"  permission {one};\n" for one in module.permissions)
            (folder / "plugin-security.policy").write_text(f"grant {{\n{granted}}};\n")
    for name in ("bin", "config", "extensions", "plugins"):
        (home / name).mkdir(exist_ok=True)
