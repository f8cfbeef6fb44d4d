// Revenue from the ledger: chart, table, file.

import { Action, Empty, Field, Loaded, Screen, Table, Trouble, html, useData, useMemo, useState } from "../ui.js";
import { call, query } from "../api.js";
import { Columns } from "../chart.js";
import { count, day, localDay, money, month, save, shortDay, shortMonth } from "../format.js";

const MOST_COLUMNS = 120;
const PERIODS = { day: "Day", week: "Week", month: "Month" };

export function Revenue({ store, parameters }) {
  const wanted = { from: localDay(-29), to: localDay(), by: "day", ...parameters };
  const [problem, setProblem] = useState(null);
  const path = (kind) => `/stores/${store}/${kind}${query(wanted)}`;
  const from = useData(path("revenue"));
  const set = (name) => (event) => { location.hash = `#/${store}/revenue${query({ ...wanted, [name]: event.target.value })}`; };
  const download = async () => {
    try { save(await call(path("revenue.csv"), { as: "blob" }), `revenue-${store}-${wanted.from}-${wanted.to}.csv`); } catch (error) { setProblem(error); }
  };
  return html`<${Screen} title="Revenue" actions=${html`<${Action} does=${download}>Save as CSV<//>`}>
    ${problem && html`<${Trouble} problem=${problem} />`}
    <form class="filters" onSubmit=${(event) => event.preventDefault()}>
      <${Field} label="From" type="date" value=${wanted.from} onChange=${set("from")} /><${Field} label="To" type="date" value=${wanted.to} onChange=${set("to")} />
      <${Field} label="By" value=${wanted.by} onChange=${set("by")}>${Object.entries(PERIODS).map(([value, title]) => html`<option value=${value}>${title}</option>`)}<//>
      ${from.data && html`<${Field} label="Currency" value=${from.data.currency} onChange=${set("currency")}>${from.data.currencies.map((code) => html`<option value=${code}>${code}</option>`)}<//>`}
    </form>
    <${Loaded} from=${from}>${(data) => data.periods.length ? html`<${Figures} data=${data} />`
      : html`<${Empty} title="No sales in this time"><p>Choose other days or another currency. An order counts from processing on, on the day on which it was made.</p><//>`}<//><//>`;
}

/** The first days of all periods from the first day to the last, those without orders too. */
function periods({ from, to, by, periods: [first] }) {
  const begins = [];
  const at = new Date(`${by === "day" || !first || first.begin > from ? from : first.begin}T00:00:00Z`);
  if (by === "month") at.setUTCDate(1);
  if (by === "week") at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  while (at.toISOString().slice(0, 10) <= to) {
    begins.push(at.toISOString().slice(0, 10));
    if (by === "month") at.setUTCMonth(at.getUTCMonth() + 1);
    else at.setUTCDate(at.getUTCDate() + (by === "week" ? 7 : 1));
  }
  return begins;
}

/** From the first period with orders on, but no more columns than can be told apart. */
function drawn(data) {
  const begins = periods(data);
  const first = begins.indexOf(data.periods[0].begin);
  return begins.slice(Math.max(0, begins.length > MOST_COLUMNS ? Math.max(first, begins.length - MOST_COLUMNS) : 0));
}

function Figures({ data }) {
  const shown = (amount) => money(amount, data.currency);
  const name = (row) => (data.by === "month" ? month(row.begin) : day(row.begin));
  const begins = useMemo(() => drawn(data), [data]);
  const of = useMemo(() => new Map(data.periods.map((row) => [row.begin, row])), [data]);
  const series = useMemo(() => [
    { name: "Gross", color: "--accent", values: begins.map((begin) => of.get(begin)?.gross ?? 0) },
    { name: "Given back", color: "--bad-strong", size: 0.35, values: begins.map((begin) => of.get(begin)?.refunded ?? 0) },
  ], [begins, of]);
  const labels = useMemo(() => begins.map((begin) => (data.by === "month" ? shortMonth(begin) : shortDay(begin))), [begins]);
  const columns = ["gross", "net", "tax", "shipping", "discount", "refunded", "kept"];
  const titles = { gross: "Gross", net: "Net", tax: "Tax", shipping: "Shipping", discount: "Discount", refunded: "Given back", kept: "Kept" };
  const rows = [...data.periods, { begin: null, ...data.total }];
  return html`
    <${Columns} label=${`Gross revenue and what was given back by ${data.by}: ${shown(data.total.gross)} in all`} labels=${labels} series=${series} format=${shown} />
    <${Table} caption=${`Revenue by ${data.by}`} rows=${rows} columns=${[
      { title: PERIODS[data.by], cell: (row) => (row.begin ? name(row) : html`<strong>Total</strong>`) },
      { title: "Orders", num: true, cell: (row) => count(row.orders) },
      ...columns.map((column) => ({ title: titles[column], num: true, cell: (row) => (row.begin ? shown(row[column]) : html`<strong>${shown(row[column])}</strong>`) })),
    ]} />
    <p class="mute">A refund counts on the day of its order. Shipping is a part of net; discount is in none of the others. Kept is gross less what was given back.</p>`;
}
