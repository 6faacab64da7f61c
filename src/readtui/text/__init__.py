"""Text as text: cleaning, building blocks, segmentation."""
