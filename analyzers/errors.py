"""The root of all errors that a user can correct."""


class UserError(Exception):
    """An error in the user's input: a file, a list, a setting, a folder.

    The message says on one line what is wrong and where. Command lines print it without a
    traceback. Every other exception is a bug and keeps its traceback.
    """
