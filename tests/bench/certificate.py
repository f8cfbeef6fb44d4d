"""Makes a certificate for localhost, and the roots that a function trusts: as many as elsewhere, and its own.

    python3 -m tests.bench.certificate FOLDER
"""

import sys
from pathlib import Path

import certifi
import trustme


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    made = authority.issue_cert("localhost")
    (folder / "certificate.pem").write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
    made.private_key_pem.write_to_path(folder / "key.pem")
    roots = Path(certifi.where()).read_bytes() + authority.cert_pem.bytes()
    (folder / "roots.pem").write_bytes(roots)


if __name__ == "__main__":
    main()
