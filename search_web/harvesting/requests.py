"""The requests of OAI-PMH and their errors.

See https://www.openarchives.org/OAI/openarchivesprotocol.html.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

ErrorCode = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
    "noSetHierarchy",
]
"""Codes of errors that are answered; the others of the protocol cannot happen here."""

PREFIX = "oai_dc"
"""The one format of records: unqualified Dublin Core, which the protocol asks of everyone."""

LIST_ARGUMENTS = ("from", "until", "set", "metadataPrefix", "resumptionToken")

ARGUMENTS: Mapping[str, Sequence[str]] = {
    "Identify": (),
    "ListMetadataFormats": ("identifier",),
    "ListSets": ("resumptionToken",),
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListIdentifiers": LIST_ARGUMENTS,
    "ListRecords": LIST_ARGUMENTS,
}
"""The arguments that each verb may have."""

REQUIRED: Mapping[str, Sequence[str]] = {
    "GetRecord": ("identifier", "metadataPrefix"),
    "ListIdentifiers": ("metadataPrefix",),
    "ListRecords": ("metadataPrefix",),
}
"""The arguments that each verb must have, but for `resumptionToken`, which stands alone."""

_WRITTEN = {
    "set": re.compile(r"[A-Za-z0-9_.!~*'()-]+(?::[A-Za-z0-9_.!~*'()-]+)*"),
    "metadataPrefix": re.compile(r"[A-Za-z0-9_.!~*'()-]+"),
    "identifier": re.compile(r"[A-Za-z0-9_.!~*'();/?:@&=+$,%#\[\]-]+"),
}
"""How arguments are written, which the answer repeats (OAI-PMH.xsd)."""

_SECONDS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
"""A time as a token holds it."""

_DAY, _SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"


class HarvestingError(Exception):
    """A request that the protocol answers with an error.

    Attributes:
        code: The code of the error.
    """

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are listed, and where a list goes on.

    Attributes:
        first: The earliest datestamp, or "".
        last: The latest datestamp, or "".
        of_set: The set, or "".
        after: Datestamp and id of the last record that was listed before.
        listed: Number of records that were listed before.
    """

    first: str = ""
    last: str = ""
    of_set: str = ""
    after: tuple[str, str] = ("", "")
    listed: int = 0

    def token(self) -> str:
        """Return the token by which the list goes on."""
        held = [self.first, self.last, self.of_set, *self.after, self.listed]
        text = json.dumps(held, separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def arguments_of(given: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the arguments of a request, with its verb.

    Args:
        given: All values of each argument.

    Raises:
        HarvestingError: The verb is unknown, or an argument is wrong, missing or repeated.
    """
    verbs = given.get("verb", ())
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        known = ", ".join(ARGUMENTS)
        raise HarvestingError("badVerb", f"one verb is needed, of {known}")
    (verb,) = verbs
    values = {name: held[0] for name, held in given.items()}
    for name, held in given.items():
        if name != "verb" and name not in ARGUMENTS[verb]:
            raise HarvestingError("badArgument", f"{verb} has no argument {name}")
        if len(held) > 1:
            raise HarvestingError("badArgument", f"{name} is repeated")
        if name in _WRITTEN and not _WRITTEN[name].fullmatch(held[0]):
            raise HarvestingError("badArgument", f"{name} holds what it must not")
    if "resumptionToken" in values:
        if len(values) > 2:
            raise HarvestingError("badArgument", "resumptionToken stands alone")
        return values
    for name in REQUIRED.get(verb, ()):
        if name not in values:
            raise HarvestingError("badArgument", f"{verb} needs the argument {name}")
    return values


def check_format(arguments: Mapping[str, str]) -> None:
    """Check that the format of records that is asked for is there.

    Raises:
        HarvestingError: It is another one.
    """
    if arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise HarvestingError("cannotDisseminateFormat", f"the one format is {PREFIX}")


def selection_of(arguments: Mapping[str, str]) -> Selection:
    """Return which records the arguments of a list select.

    Raises:
        HarvestingError: A time or the token is wrong.
    """
    if token := arguments.get("resumptionToken"):
        return _selection_of_token(token)
    if "resumptionToken" in arguments:
        raise HarvestingError("badResumptionToken", "the token is empty")
    first, last = arguments.get("from", ""), arguments.get("until", "")
    if first and last and len(first) != len(last):
        raise HarvestingError("badArgument", "from and until are of different granularity")
    first, last = _time(first, "T00:00:00Z"), _time(last, "T23:59:59Z")
    if first and last and first > last:
        raise HarvestingError("badArgument", "from is later than until")
    return Selection(first, last, arguments.get("set", ""))


def _time(text: str, completed: str) -> str:
    """Return a time to the second; a day is completed.

    Raises:
        HarvestingError: It is no time of the protocol.
    """
    if not text:
        return ""
    for form in (_DAY, _SECOND):
        try:
            read = dt.datetime.strptime(text, form)  # noqa: DTZ007 - it is written in UTC
        except ValueError:
            continue
        if read.strftime(form) == text:
            return text + completed if form == _DAY else text
    raise HarvestingError("badArgument", "a time is YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ")


def _selection_of_token(token: str) -> Selection:
    """Return the selection that a token holds.

    Raises:
        HarvestingError: It is none of ours.
    """
    wrong = HarvestingError("badResumptionToken", "the token is none that was given: begin again")
    try:
        held = json.loads(base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise wrong from None
    match held:
        case [str(first), str(last), str(of_set), str(time), str(id_), int(listed)] if listed > 0:
            if all(_SECONDS.fullmatch(one) for one in (first, last, time) if one):
                return Selection(first, last, of_set, (time, id_), int(listed))
    raise wrong
