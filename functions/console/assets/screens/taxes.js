// The tax map: the rates that the store really has beside the taxes that Perfex really has.

import { Badge, Card, Field, Notice, Table, html } from "../ui.js";

export function Taxes({ choices, values: taxes, set, wrong, mayOperate }) {
  const gone = Object.keys(taxes).filter((id) => !choices.rates.some((rate) => String(rate.id) === id));
  // Whether both sides answered: what is missing is missing then.
  const heard = !choices.problems.length;
  const rows = [...choices.rates, ...gone.map((id) => ({ id, name: heard ? "not among the store's rates" : "", percent: "", place: "", class: "", suggestions: [] }))];
  return html`<${Card} title="Taxes" wide>${choices.problems.map((problem) => html`<${Notice} tone="warn">${problem}<//>`)}
      ${rows.length ? html`<${Table} caption="Tax rates of the store and the Perfex taxes that they are mapped to" rows=${rows} rowKey=${(rate) => rate.id} columns=${[
        { title: "Rate", cell: (rate) => html`<span class="text">${rate.name || "–"}</span> <span class="mute">id ${rate.id}</span>` },
        { title: "Percent", num: true, cell: (rate) => rate.percent && `${rate.percent} %${rate.compound ? ", on other taxes too" : ""}` },
        { title: "Where", cell: (rate) => rate.place || "everywhere" },
        { title: "Class", cell: (rate) => rate.class || "–" },
        { title: "Tax in Perfex", cell: (rate) => html`<${Choice} rate=${rate} taxes=${choices.taxes} mapped=${taxes[rate.id]} set=${set} problem=${wrong(String(rate.id))} mayOperate=${mayOperate} />` },
      ]} />` : heard && html`<p>The store has no tax rates.</p>`}<//>`;
}

function Choice({ rate, taxes, mapped, set, problem, mayOperate }) {
  const names = taxes.map((tax) => tax.name);
  const [suggestion] = rate.suggestions;
  return html`<${Field} label=${html`<span class="sr">Tax in Perfex for ${rate.name} (id ${rate.id})</span>`} value=${mapped ?? ""} problem=${problem} disabled=${!mayOperate}
      onChange=${(event) => set(String(rate.id), event.target.value)}>
      <option value="">not mapped</option>${mapped && !names.includes(mapped) && html`<option value=${mapped}>${mapped}${names.length ? " (not in Perfex)" : ""}</option>`}
      ${names.map((name) => html`<option value=${name}>${name}</option>`)}<//>
    ${!mapped && html`<${Badge} tone="warn">Not mapped<//>`}
    ${!mapped && suggestion && mayOperate && html` <button type="button" onClick=${() => set(String(rate.id), suggestion)}>Use ${suggestion}</button>`}
    ${!mapped && !suggestion && rate.percent && html` <span class="mute">${rate.compound
      ? "It is levied on other taxes too, so which Perfex tax comes to the same depends on these: woosync preview says it for an order."
      : `Perfex has no tax of ${rate.percent} %: create it under Setup > Finance > Tax Rates.`}</span>`}`;
}

/** What a tax class is mapped to, for rates that are not in the table above. */
export function Classes({ choices, values, set, wrong, mayOperate }) {
  const classes = [...new Set(["standard", ...choices.rates.map((rate) => rate.class).filter(Boolean), ...Object.keys(values)])];
  const names = choices.taxes.map((tax) => tax.name);
  return html`<${Card} title="Taxes by class" wide><p class="mute">Counts for rates that are not mapped on their own, such as those that the store has no longer.</p>
    <div class="fields">${classes.map((slug) => html`<${Field} key=${slug} label=${slug} value=${values[slug] ?? ""} problem=${wrong(slug)} disabled=${!mayOperate} onChange=${(event) => set(slug, event.target.value)}>
        <option value="">not mapped</option>${values[slug] && !names.includes(values[slug]) && html`<option value=${values[slug]}>${values[slug]}${names.length ? " (not in Perfex)" : ""}</option>`}
        ${names.map((name) => html`<option value=${name}>${name}</option>`)}<//>`)}</div><//>`;
}
