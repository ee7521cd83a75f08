"""The problem types, with titles and remedies in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

ADDRESS = "/api/problems"
"""Path prefix of the pages of types; part of the URIs of types, so it must never change."""

DEFAULT_TYPES = {
    404: "not-found",
    405: "method-not-allowed",
    429: "too-many-requests",
    500: "internal-error",
    503: "index-unavailable",
}
"""Name of the problem type of each HTTP status, if no other is given."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """A problem type (RFC 9457, section 4).

    Attributes:
        name: Last segment of its URI.
        status: The HTTP status.
        title: Summary for people.
        remedy: What the client can do about it.
    """

    name: str
    status: int
    title: str
    remedy: str


def problem_types() -> tuple[ProblemType, ...]:
    """Return all types, ordered by status."""
    return (
        ProblemType(
            "invalid-parameter",
            400,
            gettext("A parameter is not valid"),
            gettext(
                "The member errors names each invalid parameter, with a code that never changes "
                "and a message. Parameters are described in the reference."
            ),
        ),
        ProblemType(
            "query-too-complex",
            400,
            gettext("The query is too complex"),
            gettext(
                "A query may nest only so many parentheses and contain only so many words, phrases "
                "and prefixes; the detail says which limit was exceeded. Split the query."
            ),
        ),
        ProblemType(
            "invalid-cursor",
            400,
            gettext("The cursor is not valid"),
            gettext(
                "Send a cursor exactly as an answer gave it in next_cursor, without other "
                "parameters: it holds the whole request. This one was changed, truncated, or made "
                "by another installation."
            ),
        ),
        ProblemType(
            "not-found",
            404,
            gettext("There is nothing at this address"),
            gettext("The reference lists the addresses of all endpoints."),
        ),
        ProblemType(
            "article-not-found",
            404,
            gettext("There is no such article"),
            gettext(
                "No article of the index has this id. It may have been withdrawn; search for its "
                "title."
            ),
        ),
        ProblemType(
            "method-not-allowed",
            405,
            gettext("The method is not allowed"),
            gettext("Endpoints are read-only: GET, HEAD and OPTIONS, as the header Allow says."),
        ),
        ProblemType(
            "cursor-expired",
            410,
            gettext("The cursor has expired"),
            gettext(
                "A cursor continues in the index in which its search began, as long as that is "
                "kept and neither the lists of words nor the ranking change. Start again at the "
                "address in the member restart, and discard what was read so far."
            ),
        ),
        ProblemType(
            "too-many-requests",
            429,
            gettext("Too many requests"),
            gettext("Wait as many seconds as Retry-After says, then send requests more slowly."),
        ),
        ProblemType(
            "internal-error",
            500,
            gettext("Something went wrong here"),
            gettext("It was logged. Tell the maintainers the id of the request, if there is one."),
        ),
        ProblemType(
            "index-unavailable",
            503,
            gettext("The index is not available"),
            gettext("Try again after as many seconds as Retry-After says."),
        ),
    )


def problem_type(name: str, status: int) -> ProblemType | None:
    """Return the type of a name, or the default type of a status if `name` is empty."""
    wanted = name or DEFAULT_TYPES.get(status)
    return next((one for one in problem_types() if one.name == wanted), None)
