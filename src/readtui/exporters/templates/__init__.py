"""Renders users' templates in a sandbox, in a process with limits."""
