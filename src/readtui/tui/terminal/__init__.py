"""All that draws, reads or times past Textual."""
