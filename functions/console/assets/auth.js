// Signing in: the authorization code flow with PKCE. Tokens live in this module's memory and nowhere
// else, so another tab or a reload signs in again; the user pool remembers the person meanwhile.

const PENDING = "woosync.sign-in"; // the verifier and where to go back to, never a token
const EARLY_MS = 60_000;

let config;
let tokens = null;
let refreshing = null;

const redirectUri = () => `${location.origin}/console/index.html`;

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Reads how to sign in, and takes the code of a sign-in that just ended. Gives an error in words. */
export async function begin() {
  config = await (await fetch("config.json")).json();
  const asked = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  sessionStorage.removeItem(PENDING);
  if (!asked.has("code") && !asked.has("error")) return "";
  history.replaceState(null, "", `${location.pathname}${pending?.hash ?? ""}`);
  if (asked.has("error")) return asked.get("error_description") ?? "The sign-in was refused.";
  if (!pending || pending.state !== asked.get("state")) return "This sign-in was not begun here. Try again.";
  const took = await ask({ grant_type: "authorization_code", code: asked.get("code"), redirect_uri: redirectUri(), code_verifier: pending.verifier });
  return took ? "" : "The sign-in could not be finished. Try again.";
}

/** Goes to the sign-in page. */
export async function signIn() {
  const pending = { verifier: random(), state: random(), hash: location.hash };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier));
  const query = new URLSearchParams({
    response_type: "code", client_id: config.client, redirect_uri: redirectUri(), scope: "openid",
    state: pending.state, code_challenge: base64url(digest), code_challenge_method: "S256",
  });
  location.assign(`${config.sign_in_url}/oauth2/authorize?${query}`);
}

/** Forgets the tokens and ends the session at the user pool. */
export function signOut() {
  tokens = null;
  const query = new URLSearchParams({ client_id: config.client, logout_uri: redirectUri() });
  location.assign(`${config.sign_in_url}/logout?${query}`);
}

export const isSignedIn = () => tokens !== null;

/** A token that is good for some time, or null. `refused`: the server did not take the one before. */
export async function token(refused = false) {
  if (!tokens) return null;
  if (!refused && Date.now() < tokens.until - EARLY_MS) return tokens.access;
  refreshing ??= ask({ grant_type: "refresh_token", refresh_token: tokens.refresh }).finally(() => { refreshing = null; });
  if (!(await refreshing)) tokens = null;
  return tokens?.access ?? null;
}

async function ask(form) {
  try {
    const answer = await fetch(`${config.sign_in_url}/oauth2/token`, {
      method: "POST", body: new URLSearchParams({ client_id: config.client, ...form }), credentials: "omit",
    });
    if (!answer.ok) return false;
    const told = await answer.json();
    tokens = { access: told.access_token, refresh: told.refresh_token ?? tokens?.refresh, until: Date.now() + told.expires_in * 1000 };
    return true;
  } catch {
    return false;
  }
}
