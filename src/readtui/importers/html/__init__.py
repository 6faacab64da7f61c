"""Web pages: reads their structure and finds the article in them."""
