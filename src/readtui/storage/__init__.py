"""The library on disk: TinyDB files, written durably."""
