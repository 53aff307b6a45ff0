"""Reading ICPC/Kattis problem packages, in the legacy and the 2025-09 layout, from folders and zips.

    package = read_package(path)    # raises PackageRefused, with the reason
    stored = store_package(package=package)  # dsa.problems.importer

`files` turns a folder or a zip into one tree of names that leads nowhere outside itself; `reader` makes a
ProblemPackage of it. Nothing here touches the database.
"""

from dsa.problems.package_format.contents import PackageRefused, PackageTest, ProblemPackage, Submission
from dsa.problems.package_format.reader import read_package

__all__ = ["PackageRefused", "PackageTest", "ProblemPackage", "Submission", "read_package"]
