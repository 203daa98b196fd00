"""What the options together make unwise, in words. What one of them alone makes impossible is refused by `options`."""

from counterfoil.config.options import Options


def doubts(options: Options) -> list[str]:
    """A sentence for each combination that an operator should look at; empty when there is none."""
    return [words for is_so, words in _rules(options) if is_so]


def _rules(options: Options) -> list[tuple[bool, str]]:
    is_open = not options.is_local
    return [
        (
            is_open and options.base_url is None,
            "The desk listens beyond this machine, but COUNTERFOIL_BASE_URL is not set: links in mails lead to this machine only.",
        ),
        (
            is_open and not options.is_https,
            "The desk listens beyond this machine without TLS: passwords and sessions can be read on the way.",
        ),
        (
            options.is_https and not options.trusted_proxies,
            "COUNTERFOIL_BASE_URL is https, but no COUNTERFOIL_TRUSTED_PROXIES are named: the client's address and TLS stay unknown.",
        ),
        (is_open and options.debug, "COUNTERFOIL_DEBUG is on: error pages show the inside of the installation to anyone."),
        (is_open and options.demo, "The demo's sign-ins are listed on a page that others can reach."),
        (
            bool(options.smtp_user) and options.smtp_tls == "none",
            "COUNTERFOIL_SMTP_TLS is none: the mail server's password goes over the wire in the clear.",
        ),
        (
            options.smtp_host is not None and options.mail_from.endswith("@localhost"),
            "COUNTERFOIL_MAIL_FROM is not set: most mail servers refuse mail from localhost.",
        ),
    ]
