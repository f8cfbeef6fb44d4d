// All orders by the official Node library, page by page as its documentation shows, one JSON object a line.

import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import Library from '@woocommerce/woocommerce-rest-api';

const [url, out, atOnce = '1'] = process.argv.slice(2);
const api = new Library.default({ url, consumerKey: 'ck_1', consumerSecret: 'cs_1', version: 'wc/v3' });
const lines = createWriteStream(out);
let next = 1;
let pages = 1;

async function walk() {
  while (next <= pages) {
    const page = next++;
    const answer = await api.get('orders', { per_page: 100, page });
    pages = Number(answer.headers['x-wp-totalpages']);
    for (const order of answer.data) {
      if (!lines.write(`${JSON.stringify(order)}\n`)) await once(lines, 'drain');
    }
  }
}

// The first page tells how many there are.
pages = Number((await api.get('orders', { per_page: 1, page: 1 })).headers['x-wp-total']) / 100;
await Promise.all(Array.from({ length: Number(atOnce) }, walk));
lines.end();
await once(lines, 'finish');
