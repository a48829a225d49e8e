"""``kenes``: all that an operator or a researcher does, one file per noun."""


def main() -> int:
    return 0
