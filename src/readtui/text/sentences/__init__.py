"""Finds sentence ends in many languages and scripts."""
