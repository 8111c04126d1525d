"""What the use cases need from outside: one Protocol a file, named like its adapter and its fake."""
