"""Splits text into sentences, words and graphemes, in many languages and scripts."""
