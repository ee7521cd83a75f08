"""Completion of queries as they are typed.

completions_of  the completions of an index, shared by the processes of a machine
Completions     lookup of what completes a text
Completed       its answer
"""

from __future__ import annotations

from indexer.searching.completion.completions import Completed, Completions
from indexer.searching.completion.material import Listing, Material, Title
from indexer.searching.completion.stored import completions_of, material_of

__all__ = [
    "Completed",
    "Completions",
    "Listing",
    "Material",
    "Title",
    "completions_of",
    "material_of",
]
