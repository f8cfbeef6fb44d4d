"""Start the local AWS, deploy, print the outputs, and leave it running.

    AWS_PORT=4566 PROFILE=release python3 -m tests.local.up
"""

import json
import os
import sys

from tests.local import state
from tests.local.binaries import BinaryMissing
from tests.local.deploy import DeployFailed, deploy
from tests.local.ports import PortTaken
from tests.local.standin import Standin, StandinFailed


def main() -> int:
    standin = Standin(int(os.environ.get("AWS_PORT", "4566")), state.FOLDER)
    try:
        standin.start()
        outputs = deploy(state.ROOT, standin.url, os.environ.get("PROFILE", "release"))
    except (PortTaken, StandinFailed, BinaryMissing, DeployFailed) as error:
        standin.stop()
        print(error, file=sys.stderr)
        return 1
    outputs["AwsEndpointUrl"] = standin.url
    state.save(standin.pid, outputs)
    print(json.dumps(outputs, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
