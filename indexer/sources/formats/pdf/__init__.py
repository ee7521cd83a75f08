"""Reading of PDF: glyphs to lines in the order of reading, lines to an article."""
