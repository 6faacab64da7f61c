"""Word processor documents other than DOCX: OpenDocument and RTF."""
