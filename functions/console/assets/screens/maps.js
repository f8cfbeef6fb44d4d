// The maps of the settings: a key of the store, and what stands for it in Perfex or in our own terms.

import { Card, Field, html, useState } from "../ui.js";
import { status } from "../words.js";

const COUNTS_AS = {
  pending: "Waiting for its payment", "on-hold": "Waiting for a person", processing: "Being fulfilled", completed: "Fulfilled", cancelled: "Called off", ignore: "Left alone",
};

export function Currencies({ values, set, wrong, mayOperate }) {
  return html`<${Card} title="Currencies" wide><p class="mute">Perfex does not list its currencies over the API: the id stands in the link of each under Setup > Finance > Currencies.</p>
    <div class="fields">${Object.entries(values).map(([name, id]) => html`<${Field} key=${name} label=${`${name}: id in Perfex`} type="number" value=${id} problem=${wrong(name)} disabled=${!mayOperate}
      onInput=${(event) => set(name, event.target.value === "" ? undefined : Number(event.target.value))} />`)}</div>
    ${mayOperate && html`<${Another} label="Another currency" maxlength="3" size="4" add=${(code) => set(code.toUpperCase(), 0)} />`}<//>`;
}

/** Payment methods, each with its mode; `children` is the mode of all others. */
export function Modes({ choices, values, set, wrong, mayOperate, children }) {
  return html`<${Card} title="Payment modes" wide><div class="fields">${children}
    ${Object.entries(values).map(([method, mode]) => html`<${Mode} key=${method} label=${method} choices=${choices} value=${mode} problem=${wrong(method)} disabled=${!mayOperate} onChange=${(event) => set(method, event.target.value)}>
      <option value="">like all others</option><//>`)}</div>
    ${mayOperate && html`<${Another} label="Another payment method" maxlength="60" size="12" hint="bacs, cod, stripe" add=${(method) => set(method, choices.payment_modes[0]?.id ?? "1")} />`}<//>`;
}

export const DefaultMode = (field) => html`<${Mode} label="All other payment methods" ...${field} />`;

function Mode({ choices, value, children, ...field }) {
  const modes = choices.payment_modes;
  // Perfex does not list its gateways and what is for expenses only.
  return html`<${Field} value=${value} ...${field}>${children}
    ${value && !modes.some((mode) => mode.id === value) && html`<option value=${value}>${value}${modes.length ? " (not listed by Perfex)" : ""}</option>`}
    ${modes.map((mode) => html`<option value=${mode.id}>${mode.name} (${mode.id})</option>`)}<//>`;
}

export function Statuses({ values, set, wrong, mayOperate }) {
  return html`<${Card} title="Statuses" wide><p class="mute">As what an order of a status counts. WooCommerce’s own count as what they are; one of a plugin counts as being fulfilled unless it stands here.</p>
    <div class="fields">${Object.entries(values).map(([slug, counts]) => html`<${Field} key=${slug} label=${status(slug)} value=${counts} problem=${wrong(slug)} disabled=${!mayOperate} onChange=${(event) => set(slug, event.target.value)}>
      <option value="">as usual</option>${Object.entries(COUNTS_AS).map(([value, title]) => html`<option value=${value}>${title}</option>`)}<//>`)}</div>
    ${mayOperate && html`<${Another} label="Another status" maxlength="40" size="16" hint="its slug without wc-" add=${(slug) => set(slug.replace(/^wc-/, ""), "processing")} />`}<//>`;
}

/** A key that is not in a map yet. */
function Another({ label, hint, add, ...input }) {
  const [key, setKey] = useState("");
  const take = () => { if (key.trim()) add(key.trim()); setKey(""); };
  return html`<div class="toolbar"><label>${label} <input value=${key} placeholder=${hint} ...${input} onInput=${(event) => setKey(event.target.value)} /></label><button type="button" onClick=${take}>Add</button></div>`;
}
