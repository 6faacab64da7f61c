"""Data for programs: tables, JSON, other annotation tools."""
