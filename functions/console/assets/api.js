// Requests to the API. Every error becomes a Problem with a text for people.

import { token } from "./auth.js";

const BASE = "/api/v1";

export class Problem extends Error {
  constructor(told) {
    super(told.detail ?? told.title ?? "Something went wrong.");
    this.title = told.title ?? "That did not work";
    this.status = told.status ?? 0;
    this.field = told.field ?? "";
    this.run = told.run ?? "";
  }
}

/** The answer to a GET, or of another method with a body. */
export async function call(path, { method = "GET", body, as = "json", signal } = {}) {
  let answer = await send(path, method, body, signal, await token());
  if (answer.status === 401) {
    const fresh = await token(true);
    if (fresh) answer = await send(path, method, body, signal, fresh);
  }
  if (answer.status === 401) {
    dispatchEvent(new Event("signed-out"));
    throw new Problem({ title: "Signed out", detail: "Your session is over. Sign in again.", status: 401 });
  }
  if (!answer.ok) throw await problem(answer);
  if (answer.status === 202 || answer.status === 204) return null;
  return as === "blob" ? answer.blob() : answer.json();
}

async function send(path, method, body, signal, bearer) {
  const headers = bearer ? { authorization: `Bearer ${bearer}` } : {};
  if (body !== undefined) headers["content-type"] = "application/json";
  try {
    return await fetch(BASE + path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ title: "Not reached", detail: "The console could not be reached. Check your connection and try again." });
  }
}

async function problem(answer) {
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 429) return new Problem({ title: "Too many requests", detail: "Wait a few seconds and try again.", status: 429 });
  return new Problem({ status: answer.status, title: told.title, detail: told.detail, field: told.field, run: told.run });
}

/** A query string of what is not empty. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return given.length ? `?${new URLSearchParams(given)}` : "";
}
