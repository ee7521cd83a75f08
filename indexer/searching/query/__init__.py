"""A reader's query: parsed, and expanded by lists, dates and families of words."""
