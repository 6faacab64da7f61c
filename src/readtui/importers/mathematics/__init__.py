"""Formulas as one line of readable text: the notation, and the conversion of MathML and Word's markup."""
