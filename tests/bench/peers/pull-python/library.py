"""All orders by the official Python library, page by page as its documentation shows, one JSON object a line."""

import json
import sys

from woocommerce import API

url, out = sys.argv[1:]
api = API(url=url, consumer_key="ck_1", consumer_secret="cs_1", version="wc/v3", timeout=60)
page = pages = 1
with open(out, "w") as lines:
    while page <= pages:
        answer = api.get("orders", params={"per_page": 100, "page": page})
        answer.raise_for_status()
        for order in answer.json():
            lines.write(json.dumps(order) + "\n")
        pages = int(answer.headers["X-WP-TotalPages"])
        page += 1
