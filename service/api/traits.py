"""What tells one operation from another: on these depend its headers, its readers and its possible errors.

Imports nothing.
"""

from typing import Literal

DeclaredTrait = Literal[
    "change_feed",  # its headers say where the next export continues
    "compressed",  # is sent as gzip to a caller that takes it
    "empty",  # answers 204
    "idempotent",  # takes an Idempotency-Key
    "latest",  # a header leads to what shows the organisation's latest assessment
    "localised",  # varies by Accept-Language
    "not_found",  # a name in its path or query may name nothing
    "signed_link",  # takes a signed link in place of a key
    "stored",  # uses the store, which may be unavailable
    "tagged",  # has an ETag, and answers 304 to a caller that has the response already
    "visitors",  # open to publishable keys, so to visitors of web pages
]
# The last three follow from the handler: it reads a body, needs a key, or is bounded by a quota.
Trait = Literal[DeclaredTrait, "body", "keyed", "limited"]
