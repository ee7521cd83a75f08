"""Makes the dictionary of `analyzers.lemmas`: `python -m tests.benchmarks.lemmas.make`."""
