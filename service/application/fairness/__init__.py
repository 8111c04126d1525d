"""What tenants share in one process, and how: turns on the event loop, threads, places at the writer."""
