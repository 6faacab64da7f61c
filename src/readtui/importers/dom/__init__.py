"""From a document tree to blocks: HTML, EPUB and DOCX walk the same way."""
