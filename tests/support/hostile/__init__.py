"""Inputs that make parsers slow or large."""
