"""Measures everything; run by ``make bench``. Load is bounded: two minutes, on servers of its own."""

import sys

from tests.bench.engine import bench_engine, usual_body
from tests.bench.service import bench_service

if __name__ == "__main__":
    bench_engine()
    bench_service(usual_body(), int(sys.argv[1]))
