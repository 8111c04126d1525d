"""Lets ``python -m service`` stand for the command ``palier``."""

import sys

from service.cli import main

sys.exit(main())
