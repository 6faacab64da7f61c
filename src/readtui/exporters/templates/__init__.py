"""Renders templates that people write, in a sandbox and in a process with limits."""
