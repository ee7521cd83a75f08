"""A real WordPress of `../shared/wordpress`, for the tests of the plugin."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

SITE = Path("/usr/share/wordpress")
"""Where Debian's package has WordPress."""

ADMINISTRATOR = "admin"

STARTING = 180
"""Time limit of a start in seconds: the database is made anew."""

UNINSTALL = """
    define('WP_ADMIN', true);
    require $argv[1] . '/wp-load.php';
    require_once ABSPATH . 'wp-admin/includes/plugin.php';
    deactivate_plugins($argv[2]);
    uninstall_plugin($argv[2]);
    global $wpdb;
    echo wp_json_encode([
        'options' => (int) $wpdb->get_var(
            "SELECT COUNT(*) FROM $wpdb->options WHERE option_name LIKE 'bahith%'"),
        'pages' => count(get_posts(['post_type' => 'page', 'name' => 'bahith'])),
    ]);
"""


class WordPress:
    """A site of its own in a folder.

    Args:
        script: The script that runs it.
        home: Folder of the site and its database.

    Attributes:
        address: Address of the running site.
    """

    def __init__(self, script: Path, home: Path) -> None:
        self._script = script
        self._home = home
        self.address = self._run("start", "0").splitlines()[-1]

    @property
    def password(self) -> str:
        """The administrator's password."""
        return (self._home / "admin-password").read_text(encoding="utf-8").strip()

    def publish(self, **post: object) -> dict[str, Any]:
        """Publish a post, and return its id, link and so on."""
        return self._told("publish", "-", sent=post)

    def edit(self, post: dict[str, Any], **changes: object) -> None:
        """Change a post."""
        self._told("edit", str(post["id"]), "-", sent=changes)

    def trash(self, post: dict[str, Any]) -> None:
        """Move a post to the trash."""
        self._run("trash", str(post["id"]))

    def uninstall(self, plugin: str) -> dict[str, int]:
        """Delete the data of a plugin as WordPress does, and count what is left of it."""
        ran = subprocess.run(
            ["php", "-r", UNINSTALL, str(self._home / "site"), plugin],
            capture_output=True,
            text=True,
            check=True,
        )
        left: dict[str, int] = json.loads(ran.stdout)
        return left

    def destroy(self) -> None:
        """Stop the site and remove its folder."""
        self._run("destroy")

    def _told(self, *words: str, sent: dict[str, object]) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._run(*words, sent=json.dumps(sent)))
        return told

    def _run(self, *words: str, sent: str = "") -> str:
        ran = subprocess.run(
            ["bash", str(self._script), *words],
            env=os.environ | {"WP_HOME": str(self._home)},
            input=sent,
            capture_output=True,
            text=True,
            check=False,
            timeout=STARTING,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout
