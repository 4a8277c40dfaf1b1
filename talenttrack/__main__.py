"""`python -m talenttrack` is the console script."""

from talenttrack.cli import main

if __name__ == "__main__":
    main()
