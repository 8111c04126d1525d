"""Who may call, and how often: tenants, keys, addresses, rate limits."""
