"""The root of all errors that a user can mend."""


class UserError(Exception):
    """A mistake in what a user gave: a file, a list, a setting, a folder.

    The message says what is wrong and where, and stands by itself in one line. Command lines print
    it. Every other exception is a bug and keeps its traceback.
    """
