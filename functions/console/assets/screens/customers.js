// The buyers by what they spent, and one of them.

import { Badge, Card, Empty, Loaded, Outside, Pages, Screen, Table, html, useData, useState } from "../ui.js";
import { query } from "../api.js";
import { count, day, money } from "../format.js";
import { OrderTable } from "./orders.js";

const name = (row) => (row.client ? `Client ${row.client}` : `Buyer ${row.key.slice(0, 6)}`);
const dayOr = (date) => (date ? day(date) : "–");

export function Customers({ store, parameters }) {
  const [places, setPlaces] = useState([]);
  const from = useData(`/stores/${store}/customers${query({ currency: parameters.currency, cursor: places.at(-1) })}`);
  const choose = (event) => { setPlaces([]); location.hash = `#/${store}/customers${query({ currency: event.target.value })}`; };
  return html`<${Screen} title="Customers"><${Loaded} from=${from}>${(data) => html`
    <div class="toolbar"><label>Currency <select value=${data.currency} onChange=${choose}>${data.currencies.map((code) => html`<option value=${code}>${code}</option>`)}</select></label>
      <a href="#/${store}/orders">Find one by e-mail under Orders</a></div>
    ${data.customers.length ? html`<${Table} caption="Customers, those who spent most first" rows=${data.customers} rowKey=${(row) => row.key} columns=${[
      { title: "Customer", cell: (row) => html`<a href="#/${store}/customers/${row.key}">${name(row)}</a>${row.same_client > 0 && html` <${Badge}>${row.same_client + 1} e-mails<//>`}` },
      { title: "Orders", num: true, cell: (row) => count(row.orders_count) },
      { title: "Spent", num: true, cell: (row) => money(row.total_spent, data.currency) },
      { title: "Average", num: true, cell: (row) => money(row.average, data.currency) },
      { title: "First order", cell: (row) => dayOr(row.first_order_on) },
      { title: "Last order", cell: (row) => dayOr(row.last_order_on) },
      { title: "In Perfex", cell: (row) => row.client_url ? html`<${Outside} href=${row.client_url}>Open<span class="sr"> ${name(row)} in Perfex</span><//>` : "not yet" },
    ]} />` : html`<${Empty} title="No customers in ${data.currency} yet"><p>They appear with their first order in this currency.</p><//>`}
    <${Pages} from=${from} places=${places} next=${data.next} go=${setPlaces} />
    <p class="mute">Where several e-mails lead to one client, its page in WooSync names the others. Names and addresses are kept in the shop and in Perfex only. Sums are orders less what was given back. As in WooCommerce, an order counts from processing on, until it is called off.</p>`}<//><//>`;
}

export function Customer({ store, id }) {
  const [places, setPlaces] = useState([]);
  const from = useData(`/stores/${store}/customers/${id}${query({ cursor: places.at(-1) })}`);
  const title = from.data?.client ? `Client ${from.data.client}` : "Customer";
  return html`<${Screen} title=${title}><p><a href="#/${store}/customers">All customers</a></p><${Loaded} from=${from}>${(data) => html`
    <div class="grid">
      ${data.spent.map((one) => html`<${Card} title=${`Spent in ${one.currency}`}><p class="big">${money(one.total_spent, one.currency)}</p>
        <p class="mute">${count(one.orders_count)} ${one.orders_count === 1 ? "order" : "orders"}, ${money(one.average, one.currency)} on average</p><//>`)}
      <${Card} title="History"><dl><dt>First order</dt><dd>${dayOr(data.first_order_on)}</dd><dt>Last order</dt><dd>${dayOr(data.last_order_on)}</dd></dl>
        ${data.client_url && html`<p><${Outside} href=${data.client_url}>Open in Perfex<//></p>`}<//>
      ${data.same_client.length > 0 && html`<${Card} title="The same client in Perfex"><ul class="plain">${data.same_client.map((key) => html`<li><a href="#/${store}/customers/${key}">Buyer ${key.slice(0, 6)}</a></li>`)}</ul>
        <p class="mute">Other e-mails that lead to client ${data.client}: one person with several, or people whom a matching rule took for one.</p><//>`}
    </div>
    <h2>Orders</h2>
    ${data.orders.orders.length ? html`<${OrderTable} store=${store} orders=${data.orders.orders} />` : html`<p class="mute">Orders are listed from their next handling on.</p>`}
    <${Pages} from=${from} places=${places} next=${data.orders.next} go=${setPlaces} />`}<//><//>`;
}
