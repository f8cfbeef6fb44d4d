// Full sync: the form that begins one, the one that is under way, and those before.

import { Action, Badge, Empty, Field, Loaded, Notice, Pages, Screen, Table, html, useData, useState } from "../ui.js";
import { call, query } from "../api.js";
import { count, localMidnight, span, time } from "../format.js";
import { STEPS } from "../words.js";
import { State, Watched } from "./run.js";

export function FullSync({ store, session }) {
  const [places, setPlaces] = useState([]);
  const [watched, setWatched] = useState(null);
  const from = useData(`/stores/${store}/runs${query({ cursor: places.at(-1) })}`);
  const mayOperate = session.role === "operate";
  return html`<${Screen} title="Full sync" actions=${html`<button onClick=${from.reload}>Refresh</button>`}><${Loaded} from=${from}>${(data) => {
    const run = watched ?? data.active?.run;
    return html`
      ${run && html`<${Watched} key=${run} store=${store} run=${run} mayOperate=${mayOperate} over=${() => { setWatched(run); from.reload(); }} />`}
      ${!data.active && !places.length && (mayOperate ? html`<${Start} store=${store} begun=${(id) => { setWatched(id); from.reload(); }} />` : !run && html`<${Notice}>You may look, not begin a full sync.<//>`)}
      <h2>Earlier</h2>
      ${data.runs.length ? html`<${History} store=${store} runs=${data.runs} />`
        : data.active ? html`<p class="mute">No other has ended yet.</p>`
        : html`<${Empty} title="No full sync yet"><p>The first one brings in everything that the store has, and compares both sides. Begin with a dry run to see how much there is.</p><//>`}
      <${Pages} from=${from} places=${places} next=${data.next} go=${setPlaces} />`;
  }}<//><//>`;
}

const WHOLE = { steps: Object.keys(STEPS), after: "", before: "", ids: "", dry_run: false };

/** What the API takes: what is left empty is not said. */
function wanted({ steps, after, before, ids, dry_run }) {
  const named = ids.split(/[\s,;]+/).filter(Boolean).map((id) => (/^\d+$/.test(id) ? Number(id) : id));
  return {
    ...(steps.length === WHOLE.steps.length ? {} : { steps }), ...(named.length ? { ids: named } : {}), ...(dry_run ? { dry_run } : {}),
    ...(after ? { after: localMidnight(after) } : {}), ...(before ? { before: localMidnight(before) } : {}),
  };
}

function Start({ store, begun }) {
  const [form, setForm] = useState(WHOLE);
  const [problem, setProblem] = useState(null);
  const set = (name, value) => { setForm({ ...form, [name]: value }); setProblem(null); };
  const wrong = (name) => (problem?.field === name ? problem.message : "");
  const tick = (step) => (event) => set("steps", WHOLE.steps.filter((one) => (one === step ? event.target.checked : form.steps.includes(one))));
  const start = async () => {
    setProblem(null);
    try { begun((await call(`/stores/${store}/runs`, { method: "POST", body: wanted(form) })).run); } catch (error) {
      setProblem(error);
      requestAnimationFrame(() => document.querySelector("[aria-invalid=true]")?.focus());
    }
  };
  const isElsewhere = problem && !(problem.field in WHOLE);
  return html`<form class="card wide start" noValidate onSubmit=${(event) => event.preventDefault()}>
    <h2>Begin a full sync</h2><p class="mute">It walks the whole store and has everything handled that does not stand in Perfex yet. Changes of now never wait behind it.</p>
    ${isElsewhere && html`<div class="notice bad" role="alert"><strong>${problem.title}.</strong> ${problem.message} ${problem.run && html`<a href="#/${store}/full-sync/${problem.run}">Look at it</a>`}</div>`}
    <fieldset class="ticks" aria-invalid=${wrong("steps") ? "true" : undefined} tabindex="-1"><legend>Steps</legend>
      ${Object.entries(STEPS).map(([step, [name, does]]) => html`<label class="tick"><input type="checkbox" checked=${form.steps.includes(step)} onChange=${tick(step)} /><span>${name}<small>${does}</small></span></label>`)}
      ${wrong("steps") && html`<p class="problem" role="alert">${wrong("steps")}</p>`}</fieldset>
    <div class="fields">
      <${Field} label="After" type="date" value=${form.after} onInput=${(event) => set("after", event.target.value)} problem=${wrong("after")} hint="Only orders made on this day or later." />
      <${Field} label="Before" type="date" value=${form.before} onInput=${(event) => set("before", event.target.value)} problem=${wrong("before")} hint="Only orders made before this day." />
      <${Field} label="Order ids" value=${form.ids} onInput=${(event) => set("ids", event.target.value)} problem=${wrong("ids")} placeholder="183, 184" hint="Just these orders, and no other step." /></div>
    <label class="tick"><input type="checkbox" checked=${form.dry_run} onChange=${(event) => set("dry_run", event.target.checked)} /><span>Dry run<small>Counts what would be sent, and sends nothing.</small></span></label>
    <p><${Action} kind="primary" does=${start}>Start<//></p></form>`;
}

const sum = (run, figure) => run.steps.reduce((sum, step) => sum + step[figure], 0);

function History({ store, runs }) {
  return html`<${Table} caption="Full syncs that ended, the newest first" rows=${runs} rowKey=${(run) => run.run} columns=${[
    { title: "Begun", cell: (run) => html`<a class="line" href="#/${store}/full-sync/${run.run}">${time(run.begun_at)}</a>` },
    { title: "Kind", cell: (run) => html`${run.kind === "nightly" ? "Nightly" : "Full"}${run.dry_run && html` <${Badge}>Dry run<//>`}` },
    { title: "Ended", cell: (run) => html`<${State} run=${run} />` },
    { title: "Took", num: true, cell: (run) => span(run.begun_at, run.ended_at) },
    { title: "Sent", num: true, cell: (run) => count(sum(run, "queued")) },
    { title: "Written", num: true, cell: (run) => count(sum(run, "done")) },
    { title: "Parked", num: true, cell: (run) => count(sum(run, "parked")) },
    { title: "Both sides", cell: (run) => run.found === null ? html`<span class="mute">not compared</span>` : run.found ? html`<${Badge} tone="warn">${count(run.found)} found<//>` : html`<${Badge} tone="good">Agree<//>` },
  ]} />`;
}
