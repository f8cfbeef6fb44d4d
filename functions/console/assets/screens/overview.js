// How the store is doing.

import { Badge, Card, Empty, Loaded, Screen, html, useAgain, useData } from "../ui.js";
import { query } from "../api.js";
import { ago, count, duration, localDay, money, sentence, time } from "../format.js";
import { reason } from "../words.js";

const EVERY_MS = 30_000;

export function Overview({ store }) {
  const from = useData(`/stores/${store}/overview${query({ today: localDay() })}`);
  useAgain(from.reload, EVERY_MS);
  return html`<${Screen} title="Overview" actions=${html`<button onClick=${from.reload}>Refresh</button>`}><${Loaded} from=${from}>${(data) => html`
    <div class="grid">
      <${Card} title="Parked">
        <p class="big">${data.parked.count}${data.parked.more ? "+" : ""}</p>
        ${data.parked.count ? html`<p><a href="#/${store}/parked">See what they wait for</a></p>` : html`<p class="mute">Nothing waits for a person.</p>`}<//>
      <${Card} title="Webhooks">
        <p>${data.webhooks === null ? html`<${Badge}>Not looked at yet<//>` : data.webhooks.healthy ? html`<${Badge} tone="good">Healthy<//>` : html`<${Badge} tone="bad">Not healthy<//>`}</p>
        ${data.webhooks?.problem && html`<p>${sentence(data.webhooks.problem)}</p>`}
        <dl><dt>Last delivery</dt><dd title=${time(data.last_delivery?.received_at)}>${ago(data.last_delivery?.received_at)}</dd>
          <dt>Time until handled</dt><dd>${data.last_delivery ? duration(data.last_delivery.lag_ms) : "–"}</dd>
          <dt>Last scheduled look</dt><dd title=${time(data.last_look)}>${ago(data.last_look)}</dd></dl><//>
      <${Card} title="Queue">
        ${data.queue ? html`<dl><dt>Waiting</dt><dd>${count(data.queue.waiting)}</dd><dt>At work or asleep</dt><dd>${count(data.queue.at_work)}</dd>
          ${data.queue.full_sync > 0 && html`<dt>Of a full sync</dt><dd>${count(data.queue.full_sync)}</dd>`}
          <dt>Dead letters</dt><dd>${data.queue.dead ? html`<${Badge} tone="bad">${count(data.queue.dead)}<//>` : "0"}</dd></dl>
          ${data.queue.dead > 0 && html`<p><code>woosync dlq list</code> says why.</p>`}` : html`<p>The queue did not answer.</p>`}<//>
      <${Card} title="Connections">
        <dl>${data.breakers.map((one) => html`<dt>${one.side === "perfex" ? "Perfex" : "Store"}</dt>
          <dd>${one.open ? html`<${Badge} tone="bad">Out of order<//>` : html`<${Badge} tone="good">Working<//>`}</dd>
          ${one.open && html`<dd class="full">${reason(one.reason)}, since ${time(one.since)}. What changes waits, and is handled once it answers.</dd>`}`)}</dl><//>
      <${Sales} title="Today" rows=${data.today} store=${store} />
      <${Sales} title="This month" rows=${data.month} store=${store} />
    </div>`}<//><//>`;
}

function Sales({ title, rows, store }) {
  return html`<${Card} title=${title}>${rows.length ? rows.map((row) => html`<p class="big">${money(row.gross, row.currency)}</p>
    <p class="mute">${count(row.orders)} ${row.orders === 1 ? "order" : "orders"}, net ${money(row.net, row.currency)}${Number(row.refunded) ? `, given back ${money(row.refunded, row.currency)}` : ""}</p>`)
    : html`<${Empty} title="No orders yet"><a href="#/${store}/revenue">See earlier revenue</a><//>`}<//>`;
}
