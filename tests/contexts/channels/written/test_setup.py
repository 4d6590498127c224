"""What an account is told is what its kind asks for."""

import pytest

from tandem.contexts.channels.errors import AccountUnfit
from tandem.contexts.channels.written.setup import Field, check_filled

FIELDS = (
    Field("host", "text", required=True),
    Field("port", "number", default=993),
    Field("tls", "switch"),
    Field("login", "choice", choices=("password", "oauth2")),
    Field("password", "secret", required=True),
)
SETTINGS = {"host": "imap.example", "port": 993, "tls": True, "login": "password"}
SECRETS = {"password": "p"}


def test_what_is_asked_for_fits():
    check_filled(FIELDS, SETTINGS, SECRETS)
    check_filled(FIELDS, {"host": "imap.example"}, SECRETS)


@pytest.mark.parametrize(
    ("settings", "secrets", "named"),
    [
        ({**SETTINGS, "host": ""}, SECRETS, "host"),
        ({**SETTINGS, "host": "a" * 501}, SECRETS, "host"),
        ({**SETTINGS, "port": "993"}, SECRETS, "port"),
        ({**SETTINGS, "port": True}, SECRETS, "port"),
        ({**SETTINGS, "tls": 1}, SECRETS, "tls"),
        ({**SETTINGS, "login": "kerberos"}, SECRETS, "login"),
        ({**SETTINGS, "password": "p"}, SECRETS, "password"),
        (SETTINGS, {}, "password"),
        (SETTINGS, {**SECRETS, "host": "h"}, "host"),
        ({**SETTINGS, "hots": "h"}, SECRETS, "hots"),
    ],
)
def test_what_does_not_fit_is_named(settings, secrets, named):
    with pytest.raises(AccountUnfit) as refused:
        check_filled(FIELDS, settings, secrets)
    assert [key for key, _ in refused.value.fields] == [named]


def test_what_depends_on_a_choice_is_needed_only_with_it():
    fields = (
        Field("gateway", "choice", required=True, choices=("http", "local")),
        Field("url", "text", required=True, when=("gateway", "http")),
    )
    check_filled(fields, {"gateway": "local"}, {})
    check_filled(fields, {"gateway": "local", "url": "https://left.over"}, {})
    with pytest.raises(AccountUnfit) as refused:
        check_filled(fields, {"gateway": "http"}, {})
    assert refused.value.fields == [("url", "needed")]
