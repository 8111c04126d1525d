"""What the tests give the HTTP face to work with: the real use cases, fakes for the ports."""

from service.api.services import Services
from service.application.handbook import Handbook
from service.application.ports import Key
from service.application.previews import Previews
from service.methodology.catalogue import shipped
from tests.api.client import KEY, READ_ONLY_KEY
from tests.fakes import KnownKeys, Recorder


def given_services() -> Services:
    catalogue = shipped()
    read_only = Key(tenant="one", kind="sk_live", scopes=frozenset({"read"}))
    everything = Key(tenant="one", kind="sk_live", scopes=frozenset({"assess", "read"}))
    return Services(
        previews=Previews(catalogue),
        handbook=Handbook(catalogue),
        keys=KnownKeys({KEY: everything, READ_ONLY_KEY: read_only}),
        observer=Recorder(),
        metrics=lambda: b"# metrics\n",
    )
