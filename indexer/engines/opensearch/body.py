"""The type of a body of a request to the cluster, or of its answer."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
