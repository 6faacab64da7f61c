"""The reader screen."""
