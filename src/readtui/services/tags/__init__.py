"""The codebook."""
