"""HTML reduced to an allow-list of tags, attributes and link schemes."""

import nh3

TAGS = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def sanitize(html: str) -> str:
    """`html` with every tag, attribute and link scheme outside the lists removed; the text inside survives.

    Scripts and styles lose their content too. Links get `rel="noopener noreferrer nofollow"`.
    """
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow")
