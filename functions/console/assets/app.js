// The page: sign-in, the frame, and which screen is shown.

import { html, render, useEffect, useState } from "./vendor/preact.js";
import { begin, isSignedIn, signIn, signOut } from "./auth.js";
import { Empty, Loaded, Notice, Screen, useData } from "./ui.js";
import { Overview } from "./screens/overview.js";
import { FullSync } from "./screens/full-sync.js";
import { Run } from "./screens/run.js";
import { Orders } from "./screens/orders.js";
import { Order } from "./screens/order.js";
import { Parked } from "./screens/parked.js";
import { Customer, Customers } from "./screens/customers.js";
import { Revenue } from "./screens/revenue.js";
import { Pipeline } from "./screens/pipeline.js";
import { Settings } from "./screens/settings.js";
import { Diagnostics } from "./screens/diagnostics.js";

const SCREENS = [
  ["overview", "Overview", Overview], ["full-sync", "Full sync", FullSync], ["orders", "Orders", Orders], ["parked", "Parked", Parked], ["customers", "Customers", Customers],
  ["revenue", "Revenue", Revenue], ["pipeline", "Pipeline", Pipeline], ["settings", "Settings", Settings], ["diagnostics", "Diagnostics", Diagnostics],
];
const DETAILS = { "full-sync": Run, orders: Order, customers: Customer };

/** `#/store/screen/id?parameters` */
function place() {
  const [path, parameters = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [store = "", screen = "", id = ""] = path.split("/").map(decodeURIComponent);
  return { store, screen, id, parameters: Object.fromEntries(new URLSearchParams(parameters)) };
}

function Frame({ session, at, children }) {
  const store = at.store || session.stores[0]?.id || "";
  useEffect(() => document.querySelector(".menu [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [at.screen]);
  const choose = (event) => { location.hash = `#/${encodeURIComponent(event.target.value)}/${at.screen || "overview"}`; };
  return html`<a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.querySelector("#main h1")?.focus(); }}>Skip to the content</a>
    <header class="top"><a class="brand" href=${store ? `#/${store}/overview` : "#"}><img src="icon.svg" alt="" width="26" height="26" /> WooSync</a>
      ${session.stores.length > 1 && html`<label class="store"><span class="sr">Store</span><select value=${store} onChange=${choose}>
        ${session.stores.map((one) => html`<option value=${one.id}>${one.id}</option>`)}</select></label>`}
      ${session.stores.length === 1 && html`<span class="store">${session.stores[0].id}</span>`}
      <span class="who">${session.name}${session.role === "look" ? " (may look)" : ""}</span><button class="quiet" onClick=${signOut}>Sign out</button></header>
    ${store && html`<nav class="menu" aria-label="Screens"><ul>${SCREENS.map(([name, title]) => html`<li><a href="#/${store}/${name}" aria-current=${at.screen === name ? "page" : undefined}>${title}</a></li>`)}</ul></nav>`}
    <main id="main">${children}</main>`;
}

function SetUpFirst() {
  return html`<${Screen} title="Not set up yet"><${Empty} title="There are no settings yet">
    <p>Connect the store and Perfex. It asks for both addresses and keys, makes the webhooks and proposes the settings:</p>
    <pre tabindex="0">woosync connect</pre><p>Then put the settings in force, and load this page again:</p>
    <pre tabindex="0">woosync settings push woosync.toml --table TABLE_NAME --queue QUEUE_URL</pre>
    <p>Names and addresses stand among the outputs of the stack.</p><//><//>`;
}

function Console() {
  const [at, setAt] = useState(place);
  const session = useData("/session");
  useEffect(() => {
    const move = () => { setAt(place()); scrollTo(0, 0); };
    addEventListener("hashchange", move);
    return () => removeEventListener("hashchange", move);
  }, []);
  const known = session.data?.stores ?? [];
  useEffect(() => {
    if (known.length && !known.some((one) => one.id === at.store)) location.replace(`#/${known[0].id}/overview`);
    else if (known.length && !at.screen) location.replace(`#/${at.store}/overview`);
  }, [session.data, at.store, at.screen]);
  return html`<${Loaded} from=${session}>${(data) => {
    const [, , List] = SCREENS.find(([name]) => name === at.screen) ?? [];
    const Shown = at.id ? DETAILS[at.screen] : List;
    const body = !data.stores.length ? html`<${SetUpFirst} />`
      : !data.stores.some((one) => one.id === at.store) ? null
      : Shown ? html`<${Shown} key=${`${at.store}/${at.screen}/${at.id}`} store=${at.store} id=${at.id} session=${data} parameters=${at.parameters} />`
      : html`<${Screen} title="Not found"><p>There is no such screen. <a href="#/${at.store}/overview">To the overview</a></p><//>`;
    return html`<${Frame} session=${data} at=${at}>${body}<//>`;
  }}<//>`;
}

function Welcome({ problem }) {
  useEffect(() => { document.title = "Sign in · WooSync"; }, []);
  return html`<main class="welcome"><img src="icon.svg" alt="" width="56" height="56" /><h1>WooSync</h1>
    <p>Every WooCommerce order stands in Perfex CRM once, complete and to the cent.</p>
    ${problem && html`<${Notice} tone="bad">${problem}<//>`}<button class="primary" onClick=${signIn}>Sign in</button></main>`;
}

function App({ problem }) {
  const [signedOut, setSignedOut] = useState(false);
  useEffect(() => {
    const ended = () => setSignedOut(true);
    addEventListener("signed-out", ended);
    return () => removeEventListener("signed-out", ended);
  }, []);
  if (signedOut) return html`<${Welcome} problem="Your session is over. Sign in again." />`;
  return isSignedIn() ? html`<${Console} />` : html`<${Welcome} problem=${problem} />`;
}

const root = document.getElementById("app");
begin().catch(() => "The console could not be reached. Load the page again.").then((problem) => {
  root.textContent = "";
  render(html`<${App} problem=${problem} />`, root);
});
