"""Readers of documents that are packed parts (ZIP): Word, OpenDocument, EPUB."""
