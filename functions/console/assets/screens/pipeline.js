// Orders by status with their worth.

import { Badge, Empty, Loaded, Notice, Screen, Table, html, useData } from "../ui.js";
import { query } from "../api.js";
import { count, money, time } from "../format.js";
import { status } from "../words.js";

export function Pipeline({ store, parameters }) {
  const days = parameters.days ?? "30";
  const from = useData(`/stores/${store}/pipeline${query({ days })}`);
  return html`<${Screen} title="Pipeline">
    <div class="toolbar"><label>Orders of the last <select value=${days} onChange=${(event) => { location.hash = `#/${store}/pipeline${query({ days: event.target.value })}`; }}>
      ${["7", "30", "90", "366"].map((value) => html`<option value=${value}>${value === "366" ? "year" : `${value} days`}</option>`)}</select></label></div>
    <${Loaded} from=${from}>${(data) => {
      if (!data.statuses.length) return html`<${Empty} title="No orders in this time"><p>Choose a longer time, or look at <a href="#/${store}/orders">all orders</a>.</p><//>`;
      const most = Math.max(...data.statuses.map((row) => row.orders));
      return html`
        ${!data.complete && html`<${Notice}>There are many orders: those since ${time(data.since)} are counted.<//>`}
        <${Table} caption="Orders by status" rows=${data.statuses} columns=${[
          { title: "Status", cell: (row) => html`<a href="#/${store}/orders?status=${encodeURIComponent(row.status)}">${status(row.status)}</a>` },
          { title: "Orders", num: true, cell: (row) => count(row.orders) },
          { title: "Share", cell: (row) => html`<meter class="share" min="0" max=${most} value=${row.orders} aria-label=${`${row.orders} orders`}></meter>` },
          { title: "Worth", num: true, cell: (row) => (row.currency ? money(row.worth, row.currency) : "–") },
          { title: "Parked", num: true, cell: (row) => row.parked ? html`<${Badge} tone="warn">${row.parked}<//>` : "0" },
        ]} />
        <p class="mute">Since ${time(data.since)}, by the status in which each order was handled last. Currencies are never added together.</p>`;
    }}<//><//>`;
}
