// Every operation of the official client that local Botpress answers, called, with its answer checked.
import assert from 'node:assert/strict';
import { after, it } from 'node:test';

import { Client } from '@botpress/client';

import { ADMIN, ITERATORS, RUNTIME } from './operations.js';
import { called } from './world.js';

import './client/users.js';
import './client/conversations.js';
import './client/messages.js';
import './client/events.js';
import './client/states.js';
import './client/files.js';
import './client/workflows.js';
import './client/integration.js';
import './client/admin.js';

it('the official client has all of these operations', () => {
  const client = new Client({ token: 'none' });
  for (const name of [...RUNTIME, ...ADMIN]) assert.equal(typeof client[name], 'function', name);
});

// Last, since it is registered last: the files above have called what they call.
after(() => {
  for (const [what, listed] of [
    ['runtime and files', RUNTIME],
    ['admin', ADMIN],
    ['iterators', ITERATORS],
  ]) {
    const missing = listed.filter((name) => !called.has(name));
    console.log(`official client, ${what}: ${listed.length - missing.length} of ${listed.length} operations called`);
    assert.deepEqual(missing, []);
  }
});
