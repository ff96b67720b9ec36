"""Checks that each package has its README, its documentation, its licence and its symbols. Argument: the folder."""
import pathlib
import sys
import xml.etree.ElementTree as tree
import zipfile

EXPECTED = {"Lockkeeper", "Lockkeeper.Sqlite", "Lockkeeper.EntityFrameworkCore", "Lockkeeper.Hosting", "Lockkeeper.DuckDB", "Lockkeeper.Cli"}
folder = pathlib.Path(sys.argv[1])
problems = []
found = set()

for path in sorted(folder.glob("*.nupkg")):
    with zipfile.ZipFile(path) as package:
        names = set(package.namelist())
        specification = next(name for name in names if name.endswith(".nuspec"))
        metadata = tree.fromstring(package.read(specification)).find("{*}metadata")
        name, version = metadata.findtext("{*}id"), metadata.findtext("{*}version")
        found.add(name)
        libraries = [entry for entry in names if entry.startswith("lib/") and entry.endswith(".dll")]
        tools = [entry for entry in names if entry.startswith("tools/") and entry.endswith(f"/{name}.dll")]
        for problem, is_so in {
            "has no README": "README.md" not in names or metadata.findtext("{*}readme") != "README.md",
            "has no licence": metadata.findtext("{*}license") != "MIT",
            "has no description": not metadata.findtext("{*}description"),
            "has neither a library nor a tool": not libraries and not tools,
            "has a library without XML docs": any(entry[:-4] + ".xml" not in names for entry in libraries),
            "has no symbol package": not (folder / f"{name}.{version}.snupkg").exists(),
        }.items():
            if is_so:
                problems.append(f"{path.name} {problem}")
        symbols = folder / f"{name}.{version}.snupkg"
        if symbols.exists() and not any(entry.endswith(".pdb") for entry in zipfile.ZipFile(symbols).namelist()):
            problems.append(f"{symbols.name} has no symbols")
        print(f"{path.name}: {len(names)} files")

if found != EXPECTED:
    problems.append(f"packages are {sorted(found)}, not {sorted(EXPECTED)}")
print("\n".join(problems))
sys.exit(1 if problems else 0)
