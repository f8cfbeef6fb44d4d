// What the comparison of both sides found: by kind, by month and currency, and one by one.

import { Action, Badge, Card, Notice, Table, Trouble, html, useState } from "../ui.js";
import { call } from "../api.js";
import { count, day, money, month, save, sentence } from "../format.js";
import { DOCUMENTS, FINDINGS, reason } from "../words.js";

/** What it is and what there is to say of it: what is parked bears the code of its reason in front. */
function told(row) {
  const [, code, text] = (row.kind === "parked" && /^([a-z_]+): ([^]*)$/.exec(row.detail)) || [];
  const kind = FINDINGS[row.kind]?.[0] ?? row.kind;
  return code ? [`${kind}: ${reason(code)}`, text] : [kind, row.detail];
}

export function Verified({ store, run }) {
  const [problem, setProblem] = useState(null);
  const found = run.verify;
  const download = (name) => async () => {
    try { save(await call(`/stores/${store}/runs/${run.run}/${name}.csv`, { as: "blob" }), `${name}-${run.run}.csv`); } catch (error) { setProblem(error); }
  };
  return html`<h2>Both sides</h2>${problem && html`<${Trouble} problem=${problem} />`}
    ${found.agrees ? html`<${Notice} tone="good">${count(found.orders)} ${found.orders === 1 ? "order" : "orders"} compared${run.ended_at ? "" : " so far"}: both sides agree, to the cent.<//>`
      : html`<${Card} title=${`${count(found.orders)} orders compared`} wide><dl class="found">${found.found.map((one) => html`<dt><${Badge} tone=${one.kind === "behind" ? "note" : "warn"}>${FINDINGS[one.kind]?.[0] ?? one.kind}<//> <span class="mute">${FINDINGS[one.kind]?.[1]}</span></dt><dd>${count(one.count)}</dd>`)}</dl><//>`}
    ${found.lists_left_out && html`<${Notice}>Perfex's list is too large for one answer: documents that no link names were not looked for.<//>`}
    ${found.months.length > 0 && html`<div class="toolbar"><h3>By month and currency</h3><${Action} does=${download("months")}>Save months as CSV<//></div>
      <${Table} caption="Sums of both sides by month, currency and kind of document" rows=${found.months} columns=${[
        { title: "Month", cell: (row) => month(`${row.month}-01`) },
        { title: "Document", cell: (row) => DOCUMENTS[row.document] ?? row.document },
        { title: "In WooCommerce", num: true, cell: (row) => html`${money(row.store_total, row.currency)} <span class="mute">(${count(row.store_count)})</span>` },
        { title: "In Perfex", num: true, cell: (row) => html`${money(row.perfex_total, row.currency)} <span class="mute">(${count(row.perfex_count)})</span>` },
        { title: "Difference", num: true, cell: (row) => money(row.difference, row.currency) },
        { title: "Found", num: true, cell: (row) => (row.findings ? html`<${Badge} tone="warn">${count(row.findings)}<//>` : "0") },
      ]} />`}
    ${found.findings.length > 0 && html`<div class="toolbar"><h3>One by one</h3><${Action} does=${download("findings")}>Save findings as CSV<//></div>
      <${Table} caption="What was found" rows=${found.findings} columns=${[
        { title: "What", cell: (row) => html`<strong>${told(row)[0]}</strong><br /><span class="text">${sentence(told(row)[1])}</span>` },
        { title: "Order", cell: (row) => html`${row.order ? html`<a href="#/${store}/orders/${row.order}">${row.order}</a>` : "–"}${row.refund ? html`<br /><span class="mute">refund ${row.refund}</span>` : ""}` },
        { title: "Document", cell: (row) => html`<span class="line">${DOCUMENTS[row.document] ?? row.document} ${row.document_number ?? ""}</span><br /><span class="mute line">${day(row.day)}</span>` },
        { title: "WooCommerce", num: true, cell: (row) => money(row.store_total, row.currency) },
        { title: "Perfex", num: true, cell: (row) => money(row.perfex_total, row.currency) },
      ]} />`}
    ${found.more > 0 && html`<p class="mute">${count(found.more)} more were counted. <code>woosync verify --csv FILE</code> writes all of them.</p>`}`;
}
