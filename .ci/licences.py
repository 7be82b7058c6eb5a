"""Reads `cargo metadata` and fails when a crate's licence offers none of the permissive ones."""

import json
import re
import sys

PERMISSIVE = {
    "MIT", "MIT-0", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "ISC", "Zlib", "Unicode-3.0", "CC0-1.0",
    "Unlicense", "BSL-1.0", "CDLA-Permissive-2.0", "blessing",
}


# Behind a feature that is off: used as it is, and said so where the feature is described.
BEHIND_A_FEATURE = {"vrl": "MPL-2.0"}


def permitted(expression):
    """Whether each part that is joined by AND offers a permissive alternative."""
    expression = expression.replace("/", " OR ").replace(" WITH LLVM-exception", "")
    parts = re.split(r"\s+AND\s+", expression)
    return all(
        any(name.strip("() ") in PERMISSIVE for name in re.split(r"\s+OR\s+", part)) for part in parts
    )


packages = json.load(sys.stdin)["packages"]
packages = [p for p in packages if BEHIND_A_FEATURE.get(p["name"]) != p["license"]]
refused = [(p["name"], p["license"]) for p in packages if not permitted(p["license"] or "none")]
for name, licence in refused:
    print(f"{name}: {licence}")
print(f"{len(packages)} crates, {len(refused)} with a licence that is not permissive")
sys.exit(bool(refused))
