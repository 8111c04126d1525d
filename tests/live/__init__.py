"""Tests of the served process over real sockets: storage, retries, restarts, the contract."""
