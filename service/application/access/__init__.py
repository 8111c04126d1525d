"""Who may call, and how often: tenants, keys, client addresses, rate limits."""
