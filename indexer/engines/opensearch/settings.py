"""Settings of the OpenSearch engine: the table `engines.opensearch` of `settings.toml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from indexer.settings import Count, Table, WebAddress

PASSWORD_VARIABLE = "BAHITH_OPENSEARCH_PASSWORD"  # noqa: S105 # the name of a variable
"""Environment variable of the password, which comes before the file."""

Seconds = Annotated[float, Field(gt=0)]


class OpenSearchSettings(Table):
    """How to reach the cluster, and how to lay out its indexes.

    Attributes:
        addresses: Addresses of nodes; a request goes to another one if a node does not answer.
        user: Name of the user; empty for a cluster without users.
        password_file: File of the user's password, relative to the data folder.
        ca_file: File of the authority that signed the nodes' certificates, relative likewise;
            empty for those of the system.
        certificate_file: File of a client's certificate in place of a user.
        key_file: File of its key.
        prefix: Beginning of the names of all indexes, and the alias of the served one.
        shards: Number of primary shards of a generation.
        replicas: Number of copies of each shard, if there are as many further nodes.
        seconds: Time limit of a reader's request.
        writing_seconds: Time limit of a request of a build.
    """

    addresses: Annotated[list[WebAddress], Field(min_length=1)] = Field(
        default_factory=lambda: ["http://127.0.0.1:9200"]
    )
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,99}$")] = "bahith"
    shards: Annotated[int, Field(ge=1, le=1024)] = 1
    replicas: Count = 1
    seconds: Seconds = 10.0
    writing_seconds: Seconds = 120.0
