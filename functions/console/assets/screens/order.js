// One order: the shop's side beside Perfex's.

import { Action, Badge, Card, Loaded, Notice, Outside, Screen, Table, Trouble, html, useData, useState } from "../ui.js";
import { call } from "../api.js";
import { day, money, sentence, time } from "../format.js";
import { outcome, reason, status, tone } from "../words.js";

const SUMS = { net: "Net", tax: "Tax", rounding: "Rounding (adjustment)", total: "Total", refunded: "Given back (credit notes)" };
const LOOK_AGAIN_MS = 3000;

export function Order({ store, id, session }) {
  const from = useData(`/stores/${store}/orders/${id}`);
  const [said, setSaid] = useState(null);
  const sync = async () => {
    try {
      await call(`/stores/${store}/orders/${id}/sync`, { method: "POST" });
      setSaid({ tone: "good", text: "Sent for. This takes a few seconds." });
      setTimeout(from.reload, LOOK_AGAIN_MS);
    } catch (problem) { setSaid({ problem }); }
  };
  const number = from.data?.order.number ?? id;
  return html`<${Screen} title=${`Order ${number}`} actions=${html`
      ${session.role === "operate" && html`<${Action} kind="primary" does=${sync}>Sync now<//>`}<button onClick=${from.reload}>Refresh</button>`}>
    <p><a href="#/${store}/orders">All orders</a></p>
    ${said?.problem ? html`<${Trouble} problem=${said.problem} />` : said && html`<${Notice} tone=${said.tone}>${said.text}<//>`}
    <${Loaded} from=${from}>${(data) => html`
      <p class="state"><${Badge} tone=${tone(data.order.outcome)}>${outcome(data.order.outcome)}<//> ${data.order.reason && reason(data.order.reason)}
        <span class="mute"> Handled ${time(data.handled_at)}</span></p>
      ${data.parked && html`<${Notice} tone="warn"><strong>${reason(data.parked.reason)}.</strong> ${sentence(data.parked.detail)}
        ${data.parked.order_total && html`<br />Order ${money(data.parked.order_total, data.order.currency)}, documents ${money(data.parked.document_total, data.order.currency)}.`}
        ${data.parked.since && html`<br /><span class="mute">Since ${time(data.parked.since)}, tried ${data.parked.tries} ${data.parked.tries === 1 ? "time" : "times"}${data.parked.dismissed ? ", dismissed" : ""}.</span>`}<//>`}
      <div class="grid">
        <${Card} title="Both sides" wide>
          <${Table} caption="Sums in WooCommerce and in Perfex" rows=${data.sums} columns=${[
            { title: "Sum", cell: (row) => SUMS[row.name] ?? row.name },
            { title: "WooCommerce", num: true, cell: (row) => money(row.shop, data.order.currency) },
            { title: "Perfex", num: true, cell: (row) => money(row.perfex, data.order.currency) },
            { title: "Equal", cell: (row) => row.equal === null ? "" : row.equal ? html`<${Badge} tone="good">Equal<//>` : html`<${Badge} tone="bad">Differs<//>` },
          ]} />
          <p class="mute">Lines are rounded on their own in each system. What the total has to agree by stands as rounding.</p><//>
        <${Perfex} data=${data} />
        <${Shop} data=${data} />
        <${Card} title="History">
          ${data.history.length ? html`<ol class="history">${data.history.map((turn) => html`<li><time datetime=${turn.at}>${time(turn.at)}</time>
            <span><${Badge} tone=${tone(turn.outcome)}>${outcome(turn.outcome)}<//> ${turn.reason && reason(turn.reason)} <span class="mute">${status(turn.status)}</span></span></li>`)}</ol>`
            : html`<p class="mute">It is kept from the next handling on.</p>`}<//>
      </div>`}<//><//>`;
}

function Shop({ data }) {
  const { shop, order } = data;
  return html`<${Card} title="In WooCommerce">
    ${shop.state !== "shown" && html`<${Notice} tone="warn">${sentence(shop.problem)}<//>`}
    ${shop.state === "shown" && html`<dl>
      <dt>Status</dt><dd>${status(shop.status)}</dd><dt>Customer</dt><dd class="text">${shop.customer || "–"}</dd><dt>E-mail</dt><dd class="text">${shop.email || "–"}</dd>
      <dt>Payment</dt><dd class="text">${shop.payment_method || "No method"}, ${shop.paid_at ? `paid ${time(shop.paid_at)}` : "not paid"}</dd>
      ${shop.note && html`<dt>Note</dt><dd class="text">${shop.note}</dd>`}</dl>
      <${Table} caption="Lines of the order, without taxes" rows=${shop.lines} columns=${[
        { title: "Line", cell: (line) => html`<span class="text">${line.kind === "product" ? line.name : `${line.kind === "shipping" ? "Shipping" : "Fee"}: ${line.name}`}</span>` },
        { title: "Qty", num: true, cell: (line) => line.quantity },
        { title: "Net", num: true, cell: (line) => money(line.total, order.currency) },
      ]} />`}
    ${data.shop_url && html`<p><${Outside} href=${data.shop_url}>Open in WooCommerce<//></p>`}<//>`;
}

function Perfex({ data }) {
  return html`<${Card} title="In Perfex" wide>
    ${data.documents.length ? html`<${Table} caption="Documents in Perfex" rows=${data.documents} columns=${[
      { title: "Document", cell: (one) => html`<${Outside} href=${one.url}>${one.kind} ${one.number}<//>` },
      { title: "Date", cell: (one) => day(one.date) },
      { title: "Status", cell: (one) => (one.state === "gone" ? "deleted" : one.status ?? "–") },
      { title: "Total", num: true, cell: (one) => money(one.total, data.order.currency) },
      { title: "Paid", num: true, cell: (one) => (one.paid === null ? "" : money(one.paid, data.order.currency)) },
    ]} />` : html`<p>Nothing stands in Perfex for this order.</p>`}
    ${data.documents.filter((one) => one.problem).map((one) => html`<${Notice} tone="warn">${one.kind} ${one.number}: ${one.problem}<//>`)}
    ${data.client && html`<p><${Outside} href=${data.client.url}>Client ${data.client.id}<//></p>`}<//>`;
}
