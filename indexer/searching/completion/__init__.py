"""Completion of queries as they are typed.

material_of  what is offered for an index: queries, listings and titles
Completions  lookup of what completes a text
Completed    its answer
"""

from __future__ import annotations

from indexer.searching.completion.completions import Completed, Completions
from indexer.searching.completion.material import Listing, Material, Title
from indexer.searching.completion.stored import material_of

__all__ = ["Completed", "Completions", "Listing", "Material", "Title", "material_of"]
