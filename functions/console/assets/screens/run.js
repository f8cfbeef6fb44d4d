// One full sync: a bar for each step while it is under way, then what it found.

import { Action, Badge, Card, Loaded, Notice, Screen, Trouble, html, useAgain, useData, useEffect, useRef, useState } from "../ui.js";
import { call } from "../api.js";
import { count, pace, sentence, soon, span, time } from "../format.js";
import { STEPS, reason } from "../words.js";
import { Verified } from "./verified.js";

const EVERY_MS = 1500;
const STATES = { under_way: ["Under way", "note"], waits: ["Waits", "warn"], finished: ["Finished", "good"], cancelled: ["Cancelled", "mute"] };
// What a bar is made of, from its left: the figure, its words and its colour.
const PARTS = [["done", "Written"], ["unchanged", "Equal already"], ["passed_over", "Nothing to do"], ["skipped", "Left out"], ["parked", "Parked"], ["failed", "Failed"]];

export const isOver = (run) => run.state === "finished" || run.state === "cancelled";

export function State({ run }) {
  const [words, tone] = STATES[run.state] ?? [run.state, "note"];
  return html`<${Badge} tone=${tone}>${words}<//>`;
}

export function Run({ store, id, session }) {
  const from = useWatched(store, id);
  const title = from.data ? `${from.data.kind === "nightly" ? "Nightly run" : "Full sync"} of ${time(from.data.begun_at)}` : "Full sync";
  return html`<${Screen} title=${title}><p><a href="#/${store}/full-sync">All full syncs</a></p>
    <${Loaded} from=${from}>${(run) => html`<${Progress} store=${store} run=${run} mayOperate=${session.role === "operate"} reload=${from.reload} />
      ${run.verify && html`<${Verified} store=${store} run=${run} />`}`}<//><//>`;
}

/** The one that is under way, on the screen where it was begun. */
export function Watched({ store, run, mayOperate, over }) {
  const from = useWatched(store, run);
  const ended = from.data && isOver(from.data);
  useEffect(() => { if (ended) over(); }, [ended]);
  return html`<${Loaded} from=${from}>${(data) => html`<${Progress} store=${store} run=${data} mayOperate=${mayOperate} reload=${from.reload} />
    ${ended && html`<p><a href="#/${store}/full-sync/${run}">${data.verify ? "See what the comparison found" : "See all of it"}</a></p>`}`}<//>`;
}

function useWatched(store, run) {
  const from = useData(`/stores/${store}/runs/${run}`);
  useAgain(from.reload, from.data && isOver(from.data) ? 0 : EVERY_MS);
  return from;
}

function Progress({ store, run, mayOperate, reload }) {
  const [problem, setProblem] = useState(null);
  const cancel = async () => {
    try { await call(`/stores/${store}/runs/${run.run}/cancel`, { method: "POST" }); } catch (error) { setProblem(error); }
    reload();
  };
  const sum = (of) => run.steps.reduce((all, step) => all + step[of], 0);
  const night = run.kind === "nightly" && run.ended_at ? { caught: sum("done"), parked: sum("parked"), failed: sum("failed") } : null;
  return html`
    <p class="state" role="status"><${State} run=${run} />${run.dry_run && html` <${Badge}>Dry run: nothing is sent<//>`}
      <span class="mute"> ${run.ended_at ? `Begun ${time(run.begun_at)}, took ${span(run.begun_at, run.ended_at)}` : `Since ${time(run.begun_at)}`}. ${covers(run)}</span></p>
    ${problem && html`<${Trouble} problem=${problem} />`}
    ${run.pause && html`<${Notice} tone="warn"><strong>Waits since ${time(run.pause.since)}.</strong> ${waitsFor(run.pause.reason)} It is tried again every minute.<//>`}
    ${night && html`<${Notice}>${found(night)}<//>`}
    <${Card} title="Steps" wide><div class="steps">${run.steps.map((step) => html`<${Step} key=${step.step} store=${store} step=${step} run=${run} />`)}</div>
      ${mayOperate && !isOver(run) && html`<${Cancel} does=${cancel} />`}<//>`;
}

/** What a night came to. */
const found = ({ caught, parked, failed }) => [
  caught ? `The night caught ${count(caught)} that no delivery and no date of change told of.` : "",
  parked ? `${count(parked)} wait for a person or a setting, what staff changed in Perfex among them: see Parked.` : "",
  failed ? `${count(failed)} could not be handled.` : "",
].filter(Boolean).join(" ") || "The night found nothing that had been missed.";

const covers = (run) => run.ids ? `${count(run.ids)} ${run.ids === 1 ? "order that was" : "orders that were"} named.`
  : run.after && run.before ? `Orders made from ${time(run.after)} to ${time(run.before)}.`
  : run.after ? `Orders made from ${time(run.after)} on.` : run.before ? `Orders made before ${time(run.before)}.` : "";

/** The code at its end in words, and a full stop. */
const waitsFor = (text) => sentence(text.replace(/: ([a-z_]+)$/, (_, code) => `. ${reason(code)}`).replace(/([^.])$/, "$1."));

function Step({ store, step, run }) {
  const [name] = STEPS[step.step] ?? [step.step];
  const isDry = run.dry_run && step.step !== "verify";
  const percent = step.state === "ended" ? 100 : step.expected ? Math.min(99, Math.floor((100 * step.through) / step.expected)) : 0;
  const handled = step.done + step.unchanged + step.skipped + step.parked + step.failed;
  const rest = [isDry ? "would" : "sent", isDry ? "Would be sent" : "In the queue", isDry ? step.queued : Math.max(0, step.queued - handled)];
  const title = { passed_over: step.step === "verify" ? "Compared" : "Nothing to do" };
  const parts = [...PARTS.map(([figure, words]) => [figure, title[figure] ?? words, step[figure]]), rest].filter(([, , many]) => many > 0);
  const of = step.state === "to_come" ? (isOver(run) ? "Not begun" : "To come") : `${count(step.through)} of ${count(step.expected)}`;
  const moves = step.state === "under_way" && !isOver(run);
  const tempo = step.state === "to_come" ? "" : [step.through > 0 && pace(step.per_second), moves && step.seconds_left > 0 && `${soon(step.seconds_left)} left`, step.state === "ended" && span(step.begun_at, step.ended_at)].filter(Boolean).join(" · ");
  return html`<div class="step ${step.state}">
    <div class="step-head"><h3>${name}</h3><span class="mute">${of}${tempo && ` · ${tempo}`}</span><strong class="percent">${step.state === "to_come" ? "" : `${percent} %`}</strong></div>
    <div class="bar" role="progressbar" aria-label=${name} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${percent} aria-valuetext=${`${percent} %, ${of}`}>
      ${parts.map(([figure, , many]) => html`<span class="part ${figure}" style=${{ width: `${(100 * many) / Math.max(step.expected, 1)}%` }}></span>`)}</div>
    ${parts.length > 0 && html`<ul class="legend">${parts.map(([figure, words, many]) => html`<li data-figure=${figure}><span class="part ${figure}"></span>${figure === "parked" ? html`<a href="#/${store}/parked">${words}</a>` : words} <b>${count(many)}</b></li>`)}</ul>`}</div>`;
}

/** Asks once more, at the place where the hand is. */
function Cancel({ does }) {
  const [isAsked, setIsAsked] = useState(false);
  const box = useRef(null);
  useEffect(() => { if (isAsked) box.current?.querySelector("button")?.focus(); }, [isAsked]);
  return html`<div class="toolbar cancel" ref=${box}>${isAsked
    ? html`<${Action} kind="danger" does=${does}>Stop it<//><button type="button" onClick=${() => setIsAsked(false)}>Let it go on</button><span class="mute">What it wrote stays, what waits in its queue is passed over.</span>`
    : html`<button type="button" onClick=${() => setIsAsked(true)}>Cancel</button>`}</div>`;
}
