"""Copies and versions of library files, folded into one."""
