"""Assembles the parts: services on an open library, and what works on a closed one."""

from readtui.bootstrap.services import Services, check_indexes, is_missing, open_services

__all__ = ["Services", "check_indexes", "is_missing", "open_services"]
