"""The running server over real sockets: how connections share it, how it stops, where it listens."""
