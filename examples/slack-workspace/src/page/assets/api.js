/** What the page knows and where it looks. The address keeps it, so that it survives a reload. */
export const here = { as: "", in: "", thread: "", home: "" };

export let state = { me: null, people: [], apps: [], channels: [], open: null, modals: [] };

const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

export function readAddress() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(here)) here[name] = said.get(name) ?? "";
}

/** Looks somewhere else. */
export function go(where) {
  Object.assign(here, where);
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(here)) if (value) said.set(name, value);
  const address = `#${said}`;
  if (location.hash === address) return refresh();
  location.hash = address;
}

let asking;
let again = false;

/** Asks what there is to see. A question that is on its way is waited for, and asked once more. */
export async function refresh() {
  if (asking) {
    again = true;
    return asking;
  }
  asking = ask();
  try {
    await asking;
  } finally {
    asking = undefined;
  }
  if (again) {
    again = false;
    await refresh();
  }
}

async function ask() {
  const response = await fetch(`/page/state?${new URLSearchParams({ as: here.as, in: here.in })}`);
  if (!response.ok) throw new Error(await response.text());
  state = await response.json();
  for (const listener of listeners) listener();
}

/** Does something as the person that the page is. */
export async function act(deed) {
  const body = JSON.stringify({ as: state.me, ...deed });
  const response = await fetch("/page/acts", { method: "POST", headers: { "content-type": "application/json" }, body });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    notice(sentence(answer.error ?? `the workspace answered ${response.status}`));
    return undefined;
  }
  await refresh();
  return answer;
}

/** Follows what happens, also after the workspace was away. */
export function follow() {
  const changes = new EventSource("/page/changes");
  changes.onmessage = () => {
    document.body.classList.remove("away");
    refresh().catch(() => {});
  };
  changes.onerror = () => document.body.classList.add("away");
}

let clearing;

export function notice(text) {
  const place = document.getElementById("notice");
  place.textContent = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => (place.textContent = ""), 6000);
}

const SENTENCES = {
  already_reacted: "You have reacted with this already.",
  channel_not_found: "There is no such channel.",
  element_not_found: "This is not there any more.",
  is_archived: "The channel is archived.",
  messages_tab_disabled: "Sending messages to this app has been turned off.",
  no_text: "There is nothing to send.",
  not_in_channel: "You are not in this channel.",
  not_found: "This is not there any more.",
  unknown_command: "No app here has such a command.",
};

function sentence(code) {
  return SENTENCES[code] ?? `Slack would refuse this: ${code}.`;
}
