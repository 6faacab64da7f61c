"""What a Word document holds beside its paragraphs: formulas, and parts of other formats."""
