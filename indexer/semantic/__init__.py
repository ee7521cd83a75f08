"""Search by meaning, an option: vectors of passages, beside the index and not part of it."""
