"""``python -m pincite`` is the command line."""

from pincite.cli import main

if __name__ == "__main__":
    main()
