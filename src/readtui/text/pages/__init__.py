"""What on a page is not its article."""
