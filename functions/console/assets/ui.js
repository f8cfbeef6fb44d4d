// The pieces that screens are made of.

import { h, html, useCallback, useEffect, useMemo, useRef, useState } from "./vendor/preact.js";
import { call } from "./api.js";

export { html, useEffect, useMemo, useRef, useState };

/** What a path of the API answers; asked again when the path changes or on `reload`. */
export function useData(path) {
  const [state, setState] = useState({ loading: true });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (!path) return undefined;
    const stop = new AbortController();
    setState((before) => ({ ...before, loading: true }));
    call(path, { signal: stop.signal }).then(
      (data) => setState({ data, path, loading: false }),
      (problem) => problem.name !== "AbortError" && setState({ problem, path, loading: false }),
    );
    return () => stop.abort();
  }, [path, asked]);
  const reload = useCallback(() => setAsked((times) => times + 1), []);
  // What is there is of another path from the moment on that this one is asked for, before the effect runs.
  const stale = Boolean(path) && state.path !== path;
  return { ...state, stale, loading: state.loading || stale, reload };
}

/** Asks again so often while the page is looked at; 0: not any more. */
export function useAgain(reload, everyMs) {
  useEffect(() => {
    if (!everyMs) return undefined;
    const again = setInterval(() => document.visibilityState === "visible" && reload(), everyMs);
    return () => clearInterval(again);
  }, [reload, everyMs]);
}

/** A screen: its title is announced and focused when it is opened. */
export function Screen({ title, actions, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} · WooSync`;
    heading.current?.focus({ preventScroll: true });
  }, [title]);
  return html`<div class="screen-head"><h1 tabindex="-1" ref=${heading}>${title}</h1><div class="actions">${actions}</div></div>${children}`;
}

/** Shows data once they are there: what was shown before stays while the next is loading. */
export function Loaded({ from, children }) {
  if (from.problem) return html`<${Trouble} problem=${from.problem} again=${from.reload} />`;
  if (!from.data) return html`<p class="loading" role="status">Loading…</p>`;
  return html`<div aria-busy=${from.loading ? "true" : "false"}>${children(from.data)}</div>`;
}

export function Trouble({ problem, again }) {
  return html`<div class="notice bad" role="alert"><strong>${problem.title}</strong> <span>${problem.message}</span>
    ${again && html` <button onClick=${again}>Try again</button>`}</div>`;
}

export const Notice = ({ tone = "note", children }) => html`<div class="notice ${tone}" role="status">${children}</div>`;

/** Nothing is here yet: what to do next. */
export const Empty = ({ title, children }) => html`<div class="empty"><h2>${title}</h2><div>${children}</div></div>`;

export const Badge = ({ tone = "note", children }) => html`<span class="badge ${tone}">${children}</span>`;

export const Card = ({ title, children, wide }) =>
  html`<section class="card ${wide ? "wide" : ""}"><h2>${title}</h2>${children}</section>`;

/** A link to another system. */
export const Outside = ({ href, children }) =>
  html`<a href=${href} target="_blank" rel="noopener noreferrer">${children}<span class="sr"> (opens a new tab)</span></a>`;

/** A table that becomes a list of cards where the page is narrow; so its roles are said. */
export function Table({ caption, columns, rows, rowKey }) {
  const shown = columns.filter(Boolean);
  return html`<table role="table" class="cards"><caption class="sr">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${shown.map((column) => html`<th role="columnheader" scope="col" class=${column.num ? "num" : ""}>${column.title}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map((row, place) => h("tr", { role: "row", key: rowKey ? rowKey(row) : place }, shown.map((column) =>
      html`<td role="cell" class=${column.num ? "num" : ""} data-label=${column.title}><div>${column.cell(row)}</div></td>`)))}</tbody></table>`;
}

let fields = 0;

/** A labelled input. `problem` is shown at it and tied to it. */
export function Field({ label, hint, problem, children, ...input }) {
  const [id] = useState(() => `field-${(fields += 1)}`);
  const told = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ");
  const attributes = { id, "aria-describedby": told || undefined, "aria-invalid": problem ? "true" : undefined, ...input };
  return html`<div class="field ${problem ? "wrong" : ""}"><label for=${id}>${label}</label>
    ${children ? h("select", attributes, children) : h(input.rows ? "textarea" : "input", attributes)}
    ${hint && html`<small id="${id}-hint">${hint}</small>`}
    ${problem && html`<p class="problem" id="${id}-problem" role="alert">${problem}</p>`}</div>`;
}

/** A button whose work takes a while: it says so, and cannot be pressed twice. */
export function Action({ does, children, kind = "", disabled }) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    try { await does(); } finally { setBusy(false); }
  };
  return html`<button type="button" class=${kind} disabled=${busy || disabled} aria-busy=${busy ? "true" : undefined} onClick=${press}>${busy ? "Working…" : children}</button>`;
}

/** The pages of a list: one is shown, those before are remembered. `from`: what `next` came with; while
 *  the next page loads it is still that of the page before, and nothing is turned. */
export function Pages({ from, places, next, go }) {
  const turn = (to) => from.stale || go(to);
  if (!places.length && !next) return null;
  return html`<nav class="pages" aria-label="Pages">
    <button disabled=${!places.length} onClick=${() => turn(places.slice(0, -1))}>Previous</button>
    <span>Page ${places.length + 1}</span>
    <button disabled=${!next} onClick=${() => turn([...places, next])}>Next</button></nav>`;
}
