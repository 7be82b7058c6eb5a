// Who the tests are towards local Botpress, and how they wait.
//
// `BP_API_URL`, `BP_WEBHOOK_URL`, `BP_WORKSPACE_ID`, `BP_BOT_ID` and `BP_TOKEN`, a personal access token, come from
// outside: from the Rust test, or from what `cargo botpress local --json` prints.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';

import { Client, isApiError } from '@botpress/client';

import { definition } from './definition.js';

/** How long something may take that has to happen. */
const PATIENCE = 15_000;

function env(name) {
  return process.env[name] ?? assert.fail(`${name} is not set`);
}

export const apiUrl = env('BP_API_URL');
export const webhookUrl = env('BP_WEBHOOK_URL');
export const workspaceId = env('BP_WORKSPACE_ID');
export const botId = env('BP_BOT_ID');
export const token = env('BP_TOKEN');

/** The operations that were called, by name, through any client made here. */
export const called = new Set();

/** An official client that remembers which operations were called. */
export function connect(props = {}) {
  const client = new Client({ apiUrl, token, workspaceId, ...props });
  return new Proxy(client, {
    get(target, name) {
      const member = target[name];
      if (name === 'list') return remembered(member, 'list.');
      return typeof member === 'function' ? remember(name, member.bind(target)) : member;
    },
  });
}

function remembered(members, prefix) {
  return new Proxy(members, { get: (target, name) => remember(`${prefix}${name}`, target[name].bind(target)) });
}

function remember(name, operation) {
  return (input) => {
    called.add(name);
    return operation(input);
  };
}

/** The workspace's own client: for everything that is no bot's. */
export const admin = connect({ headers: { 'x-multiple-integrations': 'true' } });

let integrations = 0;

/** The name of an integration that nobody else uses. */
export function newName() {
  integrations += 1;
  return `chat-${process.pid}-${integrations}`;
}

/** A bot of its own with a new integration in it, and a client for each of the two. */
export async function installed({ url = 'http://127.0.0.1:9', botUrl } = {}) {
  const { bot } = await admin.createBot({ name: 'test', ...(botUrl && { url: botUrl }) });
  const { integration } = await admin.createIntegration({ ...definition, name: newName(), url });
  await admin.updateBot({
    id: bot.id,
    integrations: { chat: { integrationId: integration.id, enabled: true, configuration: {} } },
  });
  return {
    botId: bot.id,
    integrationId: integration.id,
    bot: connect({ botId: bot.id }),
    chat: connect({ botId: bot.id, integrationId: integration.id, integrationAlias: 'chat' }),
  };
}

/** A server of the test's own: `answer` gets each request with its parsed body, and gives `[status, body]`. */
export async function serve(answer = () => [200, {}]) {
  const received = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const text = Buffer.concat(chunks).toString();
    const call = {
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: text && JSON.parse(text),
    };
    received.push(call);
    const [status, body] = await answer(call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  // Nobody has to close it: it ends with the process.
  server.unref().on('connection', (socket) => socket.unref());
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    received,
    /** The first request for which `wanted` holds, as soon as it is there. */
    request: (wanted) => until(() => received.find(wanted)),
  };
}

/** Waits until `condition` gives something, and gives that. Its failures count as "not yet". */
export async function until(condition) {
  const end = Date.now() + PATIENCE;
  let last;
  for (;;) {
    try {
      const found = await condition();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`it did not happen within ${PATIENCE} ms: ${condition}`, { cause: last });
    await after(5);
  }
}

/** The codes of errors; those of the others are 400. */
const CODES = { Unauthorized: 401, Forbidden: 403, ResourceNotFound: 404, AlreadyExists: 409, PayloadTooLarge: 413 };

/** The call is refused with an error of this type, as the client sees it, whose message has `words` in it. */
export async function refused(call, type, words = '') {
  const error = await call.then(
    (answer) => assert.fail(`it was not refused: ${JSON.stringify(answer)}`),
    (error) => error,
  );
  assert.ok(isApiError(error), error.stack);
  assert.equal(error.type, type, error.message);
  assert.equal(error.code, CODES[type] ?? 400);
  assert.ok(error.message.includes(words), `"${error.message}" says nothing of "${words}"`);
  assert.match(error.id, /^err_/);
  return error;
}
