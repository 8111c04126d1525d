"""Background work beside a server: publishing norms on a schedule."""
