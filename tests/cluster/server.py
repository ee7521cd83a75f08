"""The server of OpenSearch, of Maven's artifacts.

These lack what the server asks of a module: a description, and a policy of what it may do.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")

PATIENCE = 90.0
"""Seconds to wait for Maven, which fetches 90 MB the first time."""


class UnavailableError(Exception):
    """No server can be had on this machine; the message says why."""


@dataclass(frozen=True)
class _Module:
    name: str
    main: str
    permissions: tuple[str, ...] = ()


MODULES = (
    _Module(
        "transport-netty4",
        "org.opensearch.transport.Netty4Plugin",
        (
            'java.io.FilePermission "/proc/sys/net/core/somaxconn", "read"',
            'java.net.SocketPermission "*", "accept,connect"',
            'java.lang.RuntimePermission "*", "setContextClassLoader"',
            'java.lang.RuntimePermission "getClassLoader"',
            'java.util.PropertyPermission "sun.nio.ch.bugLevel", "write"',
        ),
    ),
    _Module("analysis-common", "org.opensearch.analysis.common.CommonAnalysisPlugin"),
    _Module(
        "lang-painless",
        "org.opensearch.painless.PainlessPlugin",
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
    command = ["mvn", "-q", "-B", "-Dstyle.color=never", "-f", str(POM), f"-Dhome={home}"]
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
    (server,) = (home / "lib").glob("opensearch-[0-9]*.jar")
    version = server.stem.removeprefix("opensearch-")
    for module in MODULES:
        folder = home / "modules" / module.name
        values = {
            "name": module.name,
            "description": module.name,
            "version": version,
            "opensearch.version": version,
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
