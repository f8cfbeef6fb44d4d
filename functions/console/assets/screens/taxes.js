// The tax map: the rates that the store really has beside the taxes that Perfex really has.

import { Badge, Card, Field, Loaded, Notice, Table, html, useData } from "../ui.js";

export function Taxes({ store, taxes, set, wrong, mayOperate }) {
  const from = useData(`/stores/${store}/choices`);
  return html`<${Card} title="Taxes" wide><${Loaded} from=${from}>${(data) => {
    const gone = Object.keys(taxes).filter((id) => !data.rates.some((rate) => String(rate.id) === id));
    const rows = [...data.rates, ...gone.map((id) => ({ id, name: "not among the store's rates", percent: "", place: "", class: "", suggestions: [] }))];
    return html`${data.problems.map((problem) => html`<${Notice} tone="warn">${problem}<//>`)}
      ${rows.length ? html`<${Table} caption="Tax rates of the store and the Perfex taxes that they are mapped to" rows=${rows} rowKey=${(rate) => rate.id} columns=${[
        { title: "Rate", cell: (rate) => html`<span class="text">${rate.name || "–"}</span> <span class="mute">id ${rate.id}</span>` },
        { title: "Percent", num: true, cell: (rate) => rate.percent && `${rate.percent} %` },
        { title: "Where", cell: (rate) => rate.place || "everywhere" },
        { title: "Class", cell: (rate) => rate.class || "–" },
        { title: "Tax in Perfex", cell: (rate) => html`<${Choice} rate=${rate} taxes=${data.taxes} mapped=${taxes[rate.id]} set=${set} problem=${wrong(String(rate.id))} mayOperate=${mayOperate} />` },
      ]} />` : html`<p>The store has no tax rates.</p>`}`;
  }}<//><//>`;
}

function Choice({ rate, taxes, mapped, set, problem, mayOperate }) {
  const names = taxes.map((tax) => tax.name);
  const [suggestion] = rate.suggestions;
  return html`<${Field} label=${html`<span class="sr">Tax in Perfex for ${rate.name} (id ${rate.id})</span>`} value=${mapped ?? ""} problem=${problem} disabled=${!mayOperate}
      onChange=${(event) => set(String(rate.id), event.target.value)}>
      <option value="">not mapped</option>${mapped && !names.includes(mapped) && html`<option value=${mapped}>${mapped} (not in Perfex)</option>`}
      ${names.map((name) => html`<option value=${name}>${name}</option>`)}<//>
    ${!mapped && html`<${Badge} tone="warn">Not mapped<//>`}
    ${!mapped && suggestion && mayOperate && html` <button type="button" onClick=${() => set(String(rate.id), suggestion)}>Use ${suggestion}</button>`}
    ${!mapped && !suggestion && rate.percent && html` <span class="mute">Perfex has no tax of ${rate.percent} %: create it under Setup > Finance > Tax Rates.</span>`}`;
}
