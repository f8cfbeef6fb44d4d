// What the doctor finds.

import { Action, Badge, Card, Loaded, Notice, Screen, Trouble, html, useData, useState } from "../ui.js";
import { call } from "../api.js";
import { sentence, time } from "../format.js";

const SIDES = { store: "Store", perfex: "Perfex", aws: "AWS" };
const TONES = { good: "good", note: "note", problem: "bad" };
const WORDS = { good: "Good", note: "Note", problem: "Problem" };

const Findings = ({ of }) => html`<ul class="findings">${of.map((one) => html`<li><${Badge} tone=${TONES[one.verdict]}>${WORDS[one.verdict]}<//> <span class="text">${sentence(one.said)}</span></li>`)}</ul>`;

/** Whether the token may write shows only when something is written. */
function WriteProbe({ store }) {
  const [probed, setProbed] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const probe = async () => {
    setTrouble(null);
    try { setProbed(await call(`/stores/${store}/diagnostics/write-probe`, { method: "POST" })); } catch (error) { setTrouble(error); }
  };
  return html`<${Card} title="Writing to Perfex"><p class="mute">Writes a client named woosync-write-probe to Perfex, reads it back and deletes it. The token needs post and delete for Customers.</p>
    ${trouble && html`<${Trouble} problem=${trouble} />`}
    <div role="status">${probed && html`<${Findings} of=${probed.findings} />`}</div>
    <${Action} does=${probe}>Try to write<//><//>`;
}

export function Diagnostics({ store, session }) {
  const from = useData(`/stores/${store}/diagnostics`);
  const [copied, setCopied] = useState("");
  const copy = async () => {
    const { data } = from;
    const lines = data.findings.map((one) => `${WORDS[one.verdict]}\t${one.about}.${one.check}\t${one.said}`);
    try {
      await navigator.clipboard.writeText([`WooSync, store ${store}, ${data.at}`, ...lines].join("\n"));
      setCopied("Copied. It holds no secrets and no personal data.");
    } catch { setCopied("The browser did not allow to copy."); }
  };
  return html`<${Screen} title="Diagnostics" actions=${html`<${Action} does=${copy} disabled=${!from.data}>Copy report<//><button onClick=${from.reload} disabled=${from.loading}>${from.loading ? "Looking…" : "Look again"}</button>`}>
    ${copied && html`<${Notice} tone="good">${copied}<//>`}
    <${Loaded} from=${from}>${(data) => html`
      <p class="state">${data.problems ? html`<${Badge} tone="bad">${data.problems} ${data.problems === 1 ? "problem" : "problems"}<//>` : html`<${Badge} tone="good">All is well<//>`} <span class="mute">Looked at ${time(data.at)}</span></p>
      <div class="grid">${Object.entries(SIDES).map(([about, title]) => html`<${Card} title=${title}><${Findings} of=${data.findings.filter((one) => one.about === about)} /><//>`)}
        ${session.role === "operate" && html`<${WriteProbe} store=${store} />`}</div>
      <p class="mute">The command <code>woosync doctor</code> looks at the same.</p>`}<//><//>`;
}
