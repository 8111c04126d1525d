"""HTTP itself: reading requests, sending responses, guards, CORS and the server's protocol."""
