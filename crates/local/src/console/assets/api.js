// Calls to local Botpress: the page's own API, with the session that it begins.

const BASE = "/console/api/";
/** What stands in the place of a secret. Written back, it means the value that is there. */
export const MASK = "••••••••";

const HEADERS = { "content-type": "application/json", "x-botpress-page": "1" };

/** What a call was refused with; its message is for people. */
export class Refused extends Error {
  constructor(message, status, type) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

let bot = null;
/** Which bot all calls are about; the first one when there is none. */
export const about = (id) => {
  bot = id;
};

/** The token of the address that the page was opened by, which others than this machine need. */
function token() {
  const given = /^#token=(.+)$/.exec(location.hash);
  if (given) {
    try {
      sessionStorage.setItem("botpress-token", given[1]);
    } catch {
      // It then lasts as long as the page.
    }
    history.replaceState(null, "", "/#/chat");
    return given[1];
  }
  try {
    return sessionStorage.getItem("botpress-token");
  } catch {
    return null;
  }
}

let entering = null;
/** Begins a session; local Botpress knows none of an earlier start. */
export function enter() {
  entering ??= (async () => {
    try {
      const response = await fetch(`${BASE}session`, {
        method: "POST",
        headers: HEADERS,
        body: JSON.stringify({ token: token() }),
      });
      if (!response.ok) throw await refusal(response);
    } finally {
      entering = null;
    }
  })();
  return entering;
}

async function refusal(response) {
  const text = await response.text();
  try {
    const { message, type } = JSON.parse(text);
    return new Refused(message, response.status, type);
  } catch {
    return new Refused(text || `Local Botpress answered ${response.status}.`, response.status);
  }
}

/** The address of a resource, with the bot and these members in its query. */
export function address(path, query = {}) {
  const members = Object.entries({ bot, ...query }).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const search = new URLSearchParams(members).toString();
  return BASE + path.map(encodeURIComponent).join("/") + (search && `?${search}`);
}

async function send(method, path, query, body) {
  const options = { method, headers: HEADERS, body: body === undefined ? undefined : JSON.stringify(body) };
  const once = () =>
    fetch(address(path, query), options).catch(() => {
      throw new Refused("Local Botpress does not answer. Does it still run?", 0);
    });
  let response = await once();
  if (response.status === 401) {
    await enter();
    response = await once();
  }
  if (!response.ok) throw await refusal(response);
  return response.json();
}

export const api = {
  get: (path, query) => send("GET", path, query),
  post: (path, body = {}) => send("POST", path, {}, body),
  put: (path, body) => send("PUT", path, {}, body),
  patch: (path, body) => send("PATCH", path, {}, body),
};
