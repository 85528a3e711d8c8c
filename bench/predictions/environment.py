"""The bench's own Python packages, pinned in requirements.txt, in a virtual environment below .cache/."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / ".cache" / "predictions-bench"


def run_inside() -> None:
    """Goes on if this is the environment; otherwise makes it where it is missing or old, runs the same program in it, and ends with its code."""
    if Path(sys.prefix).resolve() == FOLDER.resolve():
        return
    if sys.version_info[:2] != (3, 11):
        print(f"The packages are pinned for Python 3.11, this is {sys.version.split()[0]}: start it as python3.11.", file=sys.stderr)
        sys.exit(2)
    wanted = (HERE / "requirements.txt").read_text()
    installed = FOLDER / "installed.txt"
    python = FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not installed.exists() or installed.read_text() != wanted:
        print(f"Installing into {FOLDER}", file=sys.stderr)
        venv.create(FOLDER, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", HERE / "requirements.txt"], check=True)
        installed.write_text(wanted)
    sys.exit(subprocess.run([python, *sys.argv]).returncode)
