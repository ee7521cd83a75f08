"""The types of problems: what each is called and what may be done, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

ADDRESS = "/api/problems"
"""Under which each type has its page; part of a type's URI, so it never changes."""

USUAL = {
    404: "not-found",
    405: "method-not-allowed",
    429: "too-many-requests",
    500: "internal-error",
    503: "index-unavailable",
}
"""The type of a problem of which only the status is known."""


@dataclass(frozen=True, slots=True)
class ProblemType:
    """`name` is the end of its URI; `title` says what went wrong, `remedy` what to do about it."""

    name: str
    status: int
    title: str
    remedy: str


def problem_types() -> tuple[ProblemType, ...]:
    """All types, in the order of their status."""
    return (
        ProblemType(
            "invalid-parameter",
            400,
            gettext("A parameter is not valid"),
            gettext(
                "The member errors names each parameter at fault, with a code that never changes "
                "and what is wrong in words. Parameters are described in the reference."
            ),
        ),
        ProblemType(
            "query-too-complex",
            400,
            gettext("The query is too complex"),
            gettext(
                "A query may nest only so many parentheses and hold only so many words, phrases "
                "and prefixes; the detail says which limit was passed. Ask in several queries."
            ),
        ),
        ProblemType(
            "invalid-cursor",
            400,
            gettext("The cursor is not valid"),
            gettext(
                "A cursor is used just as an answer gave it in next_cursor, and alone: it holds "
                "the whole request. This one was changed, cut, or made by another installation."
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
            gettext("The endpoints are only read: GET, HEAD and OPTIONS. Allow names the methods."),
        ),
        ProblemType(
            "cursor-expired",
            410,
            gettext("The cursor cannot be followed any more"),
            gettext(
                "A cursor goes on in the index in which its search began, while that is kept and "
                "as long as the lists of words and the order of hits are the same. Begin again at "
                "the address in the member restart, and drop what was read so far."
            ),
        ),
        ProblemType(
            "too-many-requests",
            429,
            gettext("Too many requests"),
            gettext("Wait for as many seconds as Retry-After says, then go on more slowly."),
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
            gettext("The index cannot be read now"),
            gettext("Ask again after as many seconds as Retry-After says."),
        ),
    )


def problem_type(name: str, status: int) -> ProblemType | None:
    """The type of this name or, without one, the usual type of a status, if it has one."""
    wanted = name or USUAL.get(status)
    return next((one for one in problem_types() if one.name == wanted), None)
