"""Formulas as readable text in one line: a notation, and the markup of MathML and of Word that is put into it."""
