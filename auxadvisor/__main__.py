"""``python -m auxadvisor``: the command line."""

from auxadvisor.cli import main

if __name__ == "__main__":
    main()
