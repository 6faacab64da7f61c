"""Text processing: cleaning, building blocks, segmentation."""
