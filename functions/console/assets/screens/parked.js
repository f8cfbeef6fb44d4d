// What waits for a person or a setting.

import { Action, Empty, Loaded, Notice, Outside, Pages, Screen, Table, Trouble, html, useData, useState } from "../ui.js";
import { call, query } from "../api.js";
import { ago, money, sentence, time } from "../format.js";
import { reason } from "../words.js";

export function Parked({ store, session, parameters }) {
  const [places, setPlaces] = useState([]);
  const [chosen, setChosen] = useState(new Set());
  const [said, setSaid] = useState(null);
  const from = useData(`/stores/${store}/parked${query({ reason: parameters.reason, cursor: places.at(-1) })}`);
  const mayOperate = session.role === "operate";
  const key = (item) => `${item.resource} ${item.id}`;
  const choose = (item) => (event) => {
    const next = new Set(chosen);
    event.target.checked ? next.add(key(item)) : next.delete(key(item));
    setChosen(next);
  };
  const ids = (resource) => [...chosen].filter((one) => one.startsWith(`${resource} `)).map((one) => Number(one.split(" ")[1]));
  const act = (what, body) => async () => {
    let handled = 0;
    const told = () => (what === "retry" ? `Tried again: ${handled}. What is still wrong comes back.` : `Dismissed: ${handled}.`);
    try {
      let cursor = null;
      do {
        const answer = await call(`/stores/${store}/parked/${what}`, { method: "POST", body: { ...body, ...(cursor && { cursor }) } });
        handled += answer.handled;
        cursor = answer.next;
        if (cursor) setSaid({ text: `${told()} Going on…` });
      } while (cursor);
      setSaid({ text: told() });
      setChosen(new Set());
      setTimeout(from.reload, what === "retry" ? 3000 : 300);
    } catch (problem) { setSaid({ problem: handled ? { title: told(), message: `Then: ${problem.message}` } : problem }); }
  };
  const show = (event) => { setPlaces([]); location.hash = `#/${store}/parked${query({ reason: event.target.value })}`; };
  return html`<${Screen} title="Parked" actions=${html`<button onClick=${from.reload}>Refresh</button>`}>
    ${said?.problem ? html`<${Trouble} problem=${said.problem} />` : said && html`<${Notice} tone="good">${said.text}<//>`}
    <${Loaded} from=${from}>${(data) => {
      const total = data.reasons.reduce((sum, one) => sum + one.count, 0);
      if (!total) return html`<${Empty} title="Nothing is parked"><p>Every order that could be handled stands in Perfex. What cannot stand exactly waits here, with what to do about it.</p><//>`;
      const one = data.reasons.find((entry) => entry.reason === parameters.reason);
      return html`
        <div class="toolbar"><label>Reason <select value=${parameters.reason ?? ""} onChange=${show}>
          <option value="">All (${total}${data.more ? "+" : ""})</option>${data.reasons.map((entry) => html`<option value=${entry.reason}>${reason(entry.reason)} (${entry.count})</option>`)}</select></label>
          ${mayOperate && html`
            <${Action} disabled=${!chosen.size} does=${act("retry", { orders: ids("order"), customers: ids("customer") })}>Retry chosen (${chosen.size})<//>
            <${Action} disabled=${!chosen.size} does=${act("dismiss", { orders: ids("order"), customers: ids("customer") })}>Dismiss chosen<//>
            ${one && html`<${Action} does=${act("retry", { reason: one.reason })}>Retry all ${one.count}<//><${Action} does=${act("dismiss", { reason: one.reason })}>Dismiss all<//>`}`}</div>
        ${one?.reason === "tax_not_mapped" && html`<${Notice}>Map the tax under <a href="#/${store}/settings">Settings</a>: these orders are then handled by themselves.<//>`}
        <${Table} caption="What is parked" rows=${data.items} rowKey=${key} columns=${[
          mayOperate && { title: "Choose", cell: (item) => html`<input type="checkbox" aria-label=${`Choose ${key(item)}`} checked=${chosen.has(key(item))} onChange=${choose(item)} />` },
          { title: "What", cell: (item) => item.resource === "order" ? html`<a href="#/${store}/orders/${item.id}">Order ${item.number ?? item.id}</a>` : `Customer ${item.id}` },
          { title: "Why, and what to do", cell: (item) => html`<strong>${reason(item.reason)}</strong><br /><span class="text">${sentence(item.detail)}</span>` },
          { title: "WooCommerce", num: true, cell: (item) => money(item.order_total, item.currency) },
          { title: "Perfex", num: true, cell: (item) => money(item.document_total, item.currency) },
          { title: "Since", cell: (item) => html`<span class="line" title=${time(item.since)}>${item.since ? ago(item.since) : "–"}</span><br /><span class="mute line">${item.tries}× tried</span>` },
          { title: "Open", cell: (item) => item.shop_url ? html`<${Outside} href=${item.shop_url}>WooCommerce<//>` : "" },
        ]} />
        <${Pages} from=${from} places=${places} next=${data.next} go=${setPlaces} />`;
    }}<//><//>`;
}
