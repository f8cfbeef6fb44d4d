// What the doctor finds.

import { Action, Badge, Card, Loaded, Notice, Screen, html, useData, useState } from "../ui.js";
import { sentence, time } from "../format.js";

const SIDES = { store: "Store", perfex: "Perfex", aws: "AWS" };
const TONES = { good: "good", note: "note", problem: "bad" };
const WORDS = { good: "Good", note: "Note", problem: "Problem" };

export function Diagnostics({ store }) {
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
      <div class="grid">${Object.entries(SIDES).map(([about, title]) => html`<${Card} title=${title}><ul class="findings">
        ${data.findings.filter((one) => one.about === about).map((one) => html`<li><${Badge} tone=${TONES[one.verdict]}>${WORDS[one.verdict]}<//> <span class="text">${sentence(one.said)}</span></li>`)}</ul><//>`)}</div>
      <p class="mute">The command <code>woosync doctor</code> looks at the same.</p>`}<//><//>`;
}
