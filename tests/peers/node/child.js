// Programs of their own, as a TypeScript author runs them: started by a test, and ended with it.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { apiUrl } from './world.js';

/** The child's side: serves a bot or an integration of the official SDK, and tells the test where. */
export async function serve(served) {
  const server = await served.start(0);
  if (!server.listening) await once(server, 'listening');
  process.send(`http://127.0.0.1:${server.address().port}`);
}

/** The test's side: starts `main.js` of a directory with a key, and gives its URL. */
export async function start(directory, key) {
  const main = fileURLToPath(new URL(`./${directory}/main.js`, import.meta.url));
  const env = { ...process.env, BP_API_URL: apiUrl, BP_TOKEN: key };
  const child = fork(main, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  process.once('exit', () => child.kill());
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const ended = once(child, 'exit').then(() => assert.fail(`${directory} has ended:\n${said}`));
  const [url] = await Promise.race([once(child, 'message'), ended]);
  // The test does not wait for it to end.
  ended.catch(() => {});
  for (const handle of [child, child.channel, child.stderr]) handle.unref();
  return url;
}
