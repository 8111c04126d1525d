"""The port that tells the time, in UTC."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
