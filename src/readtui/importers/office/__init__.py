"""Documents of word processors other than Word's own DOCX: OpenDocument and RTF."""
