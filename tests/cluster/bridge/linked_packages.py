"""Packages of the running environment in another one, by links: in seconds, without a network."""

from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement


def link_packages(pins: list[str], prefix: str) -> None:
    """Link pinned packages and what they need into an environment; raise SystemExit where a pin differs."""
    for pin in pins:
        found = distribution(Requirement(pin).name)
        if not Requirement(pin).specifier.contains(found.version):
            raise SystemExit(f"{pin}: found {found.version} in the environment that runs the tests")
    (site,) = Path(prefix, "lib").glob("python3*/site-packages")
    for package in needed([Requirement(pin) for pin in pins]):
        link_files(package, site)


def needed(requirements: list[Requirement]) -> list[Distribution]:
    """Return the installed distributions behind requirements, and behind theirs, each once.

    What a package would like but the running environment does without (layoutparser's extras) is left out.
    """
    found: dict[tuple[str, str], Distribution] = {}
    while requirements:
        wanted = requirements.pop()
        for extra in ("", *wanted.extras):
            key = wanted.name.lower().replace("_", "-"), extra
            if key in found or not is_installed(wanted.name):
                continue
            found[key] = distribution(wanted.name)
            further = [Requirement(line) for line in found[key].requires or []]
            requirements += [r for r in further if not r.marker or r.marker.evaluate({"extra": extra})]
    return list({package.name: package for package in found.values()}.values())


def is_installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def link_files(package: Distribution, site: Path) -> None:
    """Link what a distribution has in site-packages; a folder that several share (nvidia) comes whole."""
    tops = {file.parts[0] for file in package.files or []}
    for top in sorted(tops - {"..", "__pycache__"}):
        if not (site / top).is_symlink():
            (site / top).symlink_to(package.locate_file(top))
