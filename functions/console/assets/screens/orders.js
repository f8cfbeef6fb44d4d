// The list of orders, with search and filters. What is chosen stands in the address.

import { Badge, Empty, Field, Loaded, Notice, Pages, Screen, Table, html, useData, useState } from "../ui.js";
import { query } from "../api.js";
import { money, time } from "../format.js";
import { KNOWN_STATUSES, outcome, reason, status, tone } from "../words.js";

const at = (date, days = 0) => {
  if (!date) return undefined;
  const local = new Date(`${date}T00:00:00`);
  local.setDate(local.getDate() + days);
  return local.toISOString();
};

export function Orders({ store, session, parameters }) {
  const [places, setPlaces] = useState([]);
  const [form, setForm] = useState({ search: "", status: "", outcome: "", from: "", to: "", ...parameters });
  const choose = (event) => {
    event.preventDefault();
    setPlaces([]);
    location.hash = `#/${store}/orders${query(form)}`;
  };
  const clear = () => {
    setPlaces([]);
    setForm({ search: "", status: "", outcome: "", from: "", to: "" });
    location.hash = `#/${store}/orders`;
  };
  const set = (name) => (event) => setForm({ ...form, [name]: event.target.value });
  const own = session.stores.find((one) => one.id === store)?.statuses ?? [];
  const statuses = [...new Set([...KNOWN_STATUSES, ...own, form.status].filter(Boolean))];
  const { from: first, to: last, ...exact } = parameters;
  const from = useData(`/stores/${store}/orders${query({ ...exact, from: at(first), to: at(last, 1), cursor: places.at(-1) })}`);
  const isFiltered = Object.values(parameters).some(Boolean);
  return html`<${Screen} title="Orders">
    <form class="filters" role="search" onSubmit=${choose}>
      <${Field} label="Search" type="search" maxlength="200" placeholder="Number or e-mail" value=${form.search} onInput=${set("search")} />
      <${Field} label="Status" value=${form.status} onChange=${set("status")}><option value="">Any</option>${statuses.map((slug) => html`<option value=${slug}>${status(slug)}</option>`)}<//>
      <${Field} label="Outcome" value=${form.outcome} onChange=${set("outcome")}><option value="">Any</option>${["done", "parked", "skipped"].map((code) => html`<option value=${code}>${outcome(code)}</option>`)}<//>
      <${Field} label="From" type="date" value=${form.from} onInput=${set("from")} />
      <${Field} label="To" type="date" value=${form.to} onInput=${set("to")} />
      <div class="buttons"><button class="primary" type="submit">Show</button>${isFiltered && html`<button type="button" onClick=${clear}>Clear</button>`}</div>
    </form>
    <${Loaded} from=${from}>${(data) => html`
      ${data.orders.length ? html`<${OrderTable} store=${store} orders=${data.orders} />`
        : data.next ? html`<${Notice}>None among the orders back to ${time(data.looked_back_to)}. “Next” looks further back.<//>`
        : isFiltered ? html`<${Empty} title="No order fits"><button onClick=${clear}>Show all orders</button><//>`
        : html`<${Empty} title="No orders yet"><p>They appear here as soon as the store tells of one. If that does not happen, the <a href="#/${store}/diagnostics">diagnostics</a> say why.</p><//>`}
      ${data.orders.length > 0 && data.looked_back_to && html`<p class="mute">Looked back to ${time(data.looked_back_to)}. “Next” looks further.</p>`}
      <${Pages} from=${from} places=${places} next=${data.next} go=${setPlaces} />`}<//><//>`;
}

export function OrderTable({ store, orders }) {
  return html`<${Table} caption="Orders, the newest first" rows=${orders} rowKey=${(order) => order.id} columns=${[
    { title: "Order", cell: (order) => html`<a href="#/${store}/orders/${order.id}">${order.number}</a>` },
    { title: "Made", cell: (order) => html`<span class="line">${time(order.made_at)}</span>` },
    { title: "Status", cell: (order) => status(order.status) || "–" },
    { title: "Outcome", cell: (order) => html`<${Badge} tone=${tone(order.outcome)}>${outcome(order.outcome)}<//>${order.reason && html` <span class="mute">${reason(order.reason)}</span>`}` },
    { title: "In Perfex", cell: (order) => html`<span class="line">${order.document || "–"}</span>` },
    { title: "Total", num: true, cell: (order) => money(order.total, order.currency) },
  ]} />`;
}

