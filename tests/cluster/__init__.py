"""A cluster of OpenSearch on this machine's loopback, laid out of Maven's artifacts alone."""
