"""All orders by dlt's REST source, its items written as they come, one JSON object a line."""

import json
import sys

from dlt.sources.rest_api import rest_api_source

url, out = sys.argv[1:]
source = rest_api_source({
    "client": {
        "base_url": f"{url}/wp-json/wc/v3/",
        "auth": {"type": "http_basic", "username": "ck_1", "password": "cs_1"},
        "paginator": {"type": "page_number", "base_page": 1, "total_path": None},
    },
    "resources": [{"name": "orders", "endpoint": {"path": "orders", "params": {"per_page": 100}}}],
})
with open(out, "w") as lines:
    for order in source.resources["orders"]:
        lines.write(json.dumps(order) + "\n")
