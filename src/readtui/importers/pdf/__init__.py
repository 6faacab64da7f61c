"""PDF: glyphs to lines to paragraphs, notes and floats."""
