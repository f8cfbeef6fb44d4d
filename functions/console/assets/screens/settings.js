// Settings: a form over the same document that the settings file is, checked by the same code.

import { Action, Card, Empty, Field, Loaded, Notice, Screen, Table, Trouble, html, useData, useState } from "../ui.js";
import { call, query } from "../api.js";
import { time } from "../format.js";
import { Currencies, DefaultMode, Modes, Statuses } from "./maps.js";
import { Classes, Taxes } from "./taxes.js";

const NO_CHOICES = { rates: [], taxes: [], payment_modes: [], problems: ["Neither side could be asked: the settings in force cannot be read, or do not know this store."] };
const CHOICES = {
  open_orders: ["Before there is an invoice", { estimate: "An estimate stands", nothing: "Nothing stands" }],
  invoice_on: ["An order is invoiced", { completed: "Once it is completed", paid: "Once it is paid", processing: "Once it is processing" }],
  invoice_date: ["An invoice bears the day of", { completed: "Completion", paid: "Payment", created: "The order" }],
  numbers: ["Document numbers", { offset: "Order id plus offset", gapless: "One after the other, without gaps" }],
  zero_totals: ["Orders of zero", { park: "Wait for a person", skip: "Are left out", write: "Are written (themesic-3 only)" }],
  edits_after_payment: ["Orders edited after payment", { park: "Wait for a person", reissue: "Are credited and invoiced anew" }],
  customers: ["Registered customers get a client", { all: "All of them", buyers: "Once they order" }],
};

/** The value at a path, and a copy of the document with another value there; empty values are left out. */
const at = (document, path) => path.reduce((value, key) => value?.[key], document);
function put(document, path, value) {
  const [key, ...rest] = path;
  const copy = { ...document };
  if (rest.length) copy[key] = put(copy[key] ?? {}, rest, value);
  else if (value === undefined || value === "" || Number.isNaN(value)) delete copy[key];
  else copy[key] = value;
  return copy;
}

export function Settings({ store, session }) {
  const from = useData(`/settings${query({ choices_of: store })}`);
  return html`<${Screen} title="Settings"><${Loaded} from=${from}>${(data) => (data.settings
    ? html`<${Form} key=${data.version} data=${data} store=${store} session=${session} reload=${from.reload} />`
    : html`<${Empty} title="No settings yet"><p><code>woosync connect</code> proposes them, <code>woosync settings push</code> puts them in force.</p><//>`)}<//><//>`;
}

function Form({ data, store, session, reload }) {
  const [draft, setDraft] = useState(data.settings);
  const [raw, setRaw] = useState(null);
  const [problem, setProblem] = useState(null);
  const [said, setSaid] = useState("");
  const mayOperate = session.role === "operate";
  const own = ["stores", store];
  const choices = data.choices ?? NO_CHOICES;
  const set = (path, read = (value) => value) => (event) => { setRaw(null); setDraft(put(draft, path, read(event.target.value))); };
  const shown = new Set();
  // What is wrong with a field, told at it. The rest is told above the form.
  const wrong = (path) => {
    const name = path.join(".");
    shown.add(name);
    return problem?.field === name ? problem.message : "";
  };
  const text = (label, path, more = {}) => html`<${Field} label=${label} value=${at(draft, path) ?? ""} onInput=${set(path)} problem=${wrong(path)} disabled=${!mayOperate} ...${more} />`;
  const number = (label, path, more = {}) => html`<${Field} label=${label} type="number" value=${at(draft, path) ?? ""} onInput=${set(path, (value) => (value === "" ? undefined : Number(value)))} problem=${wrong(path)} disabled=${!mayOperate} ...${more} />`;
  const choice = (name) => html`<${Field} label=${CHOICES[name][0]} value=${at(draft, [...own, name]) ?? ""} onChange=${set([...own, name])} problem=${wrong([...own, name])} disabled=${!mayOperate}>
    ${Object.entries(CHOICES[name][1]).map(([value, title]) => html`<option value=${value}>${title}</option>`)}<//>`;
  const whole = () => {
    if (raw === null) return draft;
    try { return JSON.parse(raw); } catch (error) { throw Object.assign(new Error(`This is no JSON: ${error.message}`), { title: "Not understood", field: "json" }); }
  };
  const send = (path, method, body, done) => async () => {
    setProblem(null); setSaid("");
    try { done(await call(path, { method, body: body() })); } catch (error) {
      setProblem(error);
      requestAnimationFrame(() => document.querySelector("[aria-invalid=true]")?.focus());
    }
  };
  // What was said stands in the new form, which is made of the settings that are in force then.
  const pushed = (answer) => {
    if (!answer.changed.length) return setSaid("Nothing was changed.");
    const released = answer.released ? ` Tried again: ${answer.released} parked.` : "";
    sessionStorage.setItem("woosync.said", `Version ${answer.version} is in force. Changed: ${answer.changed.join(", ")}.${released}`);
    return reload();
  };
  const [before] = useState(() => { const text = sessionStorage.getItem("woosync.said"); sessionStorage.removeItem("woosync.said"); return text; });
  const save = send("/settings", "PUT", () => ({ version: data.version, settings: whole() }), pushed);
  const check = send("/settings/check", "POST", () => ({ settings: whole() }), (answer) => setSaid(answer.changed.length ? `All good. This would change: ${answer.changed.join(", ")}.` : "All good. Nothing would change."));
  // A map of the settings, as its part of the form takes it.
  const map = (path) => ({
    values: at(draft, path) ?? {}, mayOperate, wrong: (key) => wrong([...path, key]),
    set: (key, value) => { setRaw(null); setDraft(put(draft, [...path, key], value)); },
  });
  const form = html`
    <${Taxes} choices=${choices} ...${map([...own, "taxes"])} />
    <${Classes} choices=${choices} ...${map([...own, "tax_classes"])} />
    <${Currencies} ...${map(["perfex", "currencies"])} />
    <${Modes} choices=${choices} ...${map(["perfex", "payment_modes"])}><${DefaultMode} choices=${choices} value=${at(draft, ["perfex", "default_payment_mode"]) ?? ""} onChange=${set(["perfex", "default_payment_mode"])}
      problem=${wrong(["perfex", "default_payment_mode"])} disabled=${!mayOperate} /><//>
    <${Statuses} ...${map([...own, "statuses"])} />
    <${Card} title="Documents of this store" wide><div class="fields">${Object.keys(CHOICES).map(choice)}
      ${number("Number offset", [...own, "number_offset"], { hint: "Added to an order's id for its estimate and invoice." })}
      ${number("Re-issue offset", [...own, "reissue_offset"], { hint: "Needed to invoice anew after an edit." })}
      ${number("Client of orders without e-mail", [...own, "no_email_client"], { hint: "Perfex's id. Empty: they wait for a person." })}
      ${number("Deletions an hour before a person is asked", [...own, "deletions_per_hour"])}
      ${text("Payments are written from", [...own, "go_live"], { type: "date" })}
      ${text("Closed until", [...own, "locked_until"], { type: "date", hint: "Documents of this day and before are never touched." })}</div><//>
    <${Card} title="Connections" wide><div class="fields">
      ${text("The store's address", [...own, "url"], { type: "url" })}${text("Perfex's address", ["perfex", "url"], { type: "url", hint: "Without /api." })}
      <${Field} label="Clients' fields in Perfex" value=${draft.perfex?.client_fields ?? ""} onChange=${set(["perfex", "client_fields"])} problem=${wrong(["perfex", "client_fields"])} disabled=${!mayOperate}>
        <option value="">As the API module allows</option><option value="fill_empty">Only what is empty is filled</option><option value="always">The shop's data win</option><option value="never">Never changed</option><//>
      <${Field} label="Clients are recognised by" value=${(draft.perfex?.match_by ?? []).join(", ")} onInput=${set(["perfex", "match_by"], (value) => value.split(",").map((rule) => rule.trim()).filter(Boolean))}
        problem=${wrong(["perfex", "match_by"])} hint="In this order: email, vat, phone, name_postcode." disabled=${!mayOperate} />
      <${Field} label="Payments that Perfex would mail the client about" value=${String(draft.perfex?.may_mail ?? false)} onChange=${set(["perfex", "may_mail"], (value) => value === "true")} problem=${wrong(["perfex", "may_mail"])} disabled=${!mayOperate}>
        <option value="false">Wait for a person</option><option value="true">Are recorded, and mailed</option><//></div><//>
    <details class="card wide"><summary>Everything else</summary><p>The whole document, as the settings file has it. Use it for VAT keys, tags, custom fields, wordings and countries.</p>
      <${Field} label="Settings in JSON" rows="18" spellcheck="false" value=${raw ?? JSON.stringify(draft, null, 2)} onInput=${(event) => setRaw(event.target.value)} problem=${problem?.field === "json" ? problem.message : ""} disabled=${!mayOperate} /></details>`;
  const isElsewhere = problem && problem.field !== "json" && !shown.has(problem.field);
  return html`
    <p class="mute">Version ${data.version}. Whatever is wrong is refused whole, and nothing is changed.</p>
    ${before && !said && !problem && html`<${Notice} tone="good">${before}<//>`}${said && html`<${Notice} tone="good">${said}<//>`}
    ${isElsewhere && html`<${Trouble} problem=${{ title: problem.field || problem.title, message: problem.message }} />`}
    ${problem && !isElsewhere && html`<${Notice} tone="bad">Not saved: a setting is wrong, see below.<//>`}
    <form class="settings" noValidate onSubmit=${(event) => { event.preventDefault(); }}>${form}
      ${mayOperate ? html`<div class="savebar"><${Action} kind="primary" does=${save}>Save<//><${Action} does=${check}>Check only<//></div>` : html`<${Notice}>You may look, not change settings.<//>`}</form>
    <${Versions} data=${data} mayOperate=${mayOperate} restore=${(version) => send("/settings/restore", "POST", () => ({ version: data.version, restore: version }), pushed)} />`;
}

function Versions({ data, mayOperate, restore }) {
  return html`<h2>Versions</h2><${Table} caption="Versions of the settings, the newest first" rows=${data.versions} rowKey=${(row) => row.version} columns=${[
    { title: "Version", cell: (row) => row.version },
    { title: "When", cell: (row) => time(row.at) },
    { title: "By", cell: (row) => html`<span class="text">${row.by || "–"}</span>` },
    { title: "Changed", cell: (row) => html`<span class="text">${row.changed === null ? "–" : row.changed.join(", ") || "nothing"}</span>` },
    mayOperate && { title: "Undo", cell: (row) => (row.version === data.version ? "in force" : html`<${Action} does=${restore(row.version)}>Put in force again<span class="sr"> version ${row.version}</span><//>`) },
  ]} />`;
}
