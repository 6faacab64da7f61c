"""What tests of imports from other programs share: sample files by format, and a library to import into."""
