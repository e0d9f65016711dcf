"""``python -m inmaek``: the same as the ``inmaek`` command."""

from inmaek.cli import main

if __name__ == "__main__":
    main()
