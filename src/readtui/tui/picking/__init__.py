"""Picking passages by labels on the screen."""
