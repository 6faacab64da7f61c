"""The pictures of an article: how they are drawn, and how they come to the screen."""
