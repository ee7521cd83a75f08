"""The process that reads one PDF: its bytes on standard input, its text as JSON on the output.

With the argument `ocr` it recognises the text of scanned pages.
"""

from __future__ import annotations

import resource
import sys

from indexer.sources.formats.pdf.document import OCR, PdfText, RefusedPdfError, as_json, text_of

MAX_MEMORY = 4 << 30
"""Maximum size of the process in bytes."""

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        found: PdfText | RefusedPdfError = text_of(sys.stdin.buffer.read(), ocr=OCR in sys.argv)
    except RefusedPdfError as error:
        found = error
    sys.stdout.buffer.write(as_json(found))
