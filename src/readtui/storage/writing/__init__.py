"""Who writes into a library, and changes that are whole or not at all."""
