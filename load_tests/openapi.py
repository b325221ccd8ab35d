"""Is the OpenAPI description true? Cases made from it, as a stranger, a device and a safety officer.

    python -m load_tests.openapi [--seconds 300]

Schemathesis makes the cases. Nothing may be answered with 5xx, nor with a status that the description does
not name for that operation.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import msgspec

from load_tests.report import finish
from load_tests.site import Site, fresh_site

# The first would end the very session that the cases are made with; the others take bodies that are no JSON,
# which `load_tests.fuzz` bends.
NOT_ASKED = ("accounts.sign_out", "live.restart_ice", "whep.change", "whep.play")
CHECKS = "not_a_server_error,status_code_conformance"


def callers(site: Site) -> dict[str, str]:
    """The Cookie header of each."""
    issued = site.share("high-school")
    with httpx.Client(base_url=site.origin, headers={"Origin": site.origin}) as phone:
        token = issued.url.partition("#")[2]
        phone.post("/api/redeem", json={"token": token}).raise_for_status()
        device = _cookies(phone)
    return {"stranger": "unused=1", "device": device, "staff": _cookies(site.http)}


def _cookies(client: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def measure(site: Site, seconds: float) -> dict[str, object]:
    """What Schemathesis found, by caller."""
    found = {name: _run(site, cookie, seconds / 3) for name, cookie in callers(site).items()}
    return {"failures": [text for texts in found.values() for text in texts]}


def _run(site: Site, cookie: str, seconds: float) -> list[str]:
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        excluded = [word for name in NOT_ASKED for word in ("--exclude-operation-id", name)]
        finished = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "run", f"{site.origin}/api/schema/openapi.json"),
                *(
                    "--max-time",
                    str(max(1, round(seconds))),
                    "--checks",
                    CHECKS,
                    "--no-color",
                    "--workers",
                    "2",
                ),
                *("--header", f"Cookie: {cookie}", "--header", f"Origin: {site.origin}"),
                *("--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off"),
                *("--report-json-path", str(report), "--generation-database", "none", *excluded),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds * 3 + 120,
            # It leaves what it found for a replay where it runs.
            cwd=directory,
        )
        print(finished.stdout[-3000:], file=sys.stderr)
        return [] if finished.returncode == 0 else [_summary(finished.stdout, report)]


def _summary(output: str, report: Path) -> str:
    if report.exists():
        found = msgspec.json.decode(report.read_bytes())
        return str(found.get("failures", found))[:4000] if isinstance(found, dict) else str(found)[:4000]
    return output[-4000:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300.0)
    arguments = parser.parse_args()
    with fresh_site() as site:
        result = measure(site, arguments.seconds)
    finish({"test": "openapi", "seconds": arguments.seconds} | result, holds=not result["failures"])


if __name__ == "__main__":
    main()
