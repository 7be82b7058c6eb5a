import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { State, assertShape } from '../shapes.js';
import { installed, refused, until } from '../world.js';

describe('states', () => {
  let chat, bot, botId, integrationId, userId, conversationId;
  before(async () => {
    ({ chat, bot, botId, integrationId } = await installed());
    ({
      user: { id: userId },
    } = await chat.createUser({ tags: { id: 'u' } }));
    ({
      conversation: { id: conversationId },
    } = await chat.createConversation({ channel: 'dm', tags: { id: 'c' } }));
  });

  it('of an integration, a user, a conversation and the bot are set and read', async () => {
    const credentials = { type: 'integration', id: integrationId, name: 'credentials' };
    await refused(chat.getState(credentials), 'ResourceNotFound', 'credentials');
    for (const [client, key, payload] of [
      [chat, credentials, { token: 't' }],
      [chat, { type: 'user', id: userId, name: 'profile' }, { a: 1, b: 2 }],
      [chat, { type: 'conversation', id: conversationId, name: 'notes' }, { a: [1] }],
      [bot, { type: 'bot', id: botId, name: 'counters' }, { a: { b: 1 } }],
    ]) {
      const { state } = await client.setState({ ...key, payload });
      assertShape(state, State);
      assert.deepEqual([state.botId, state.type, state.name, state.payload], [botId, key.type, key.name, payload]);
      const found = await client.getState(key);
      assert.deepEqual([found.state, found.meta], [state, { cached: false }]);
    }
    const { state } = await chat.getState({ type: 'user', id: userId, name: 'profile' });
    assert.equal(state.userId, userId);
  });

  it('are patched key by key, set only when there is none, and cleared', async () => {
    const key = { type: 'user', id: userId, name: 'profile' };
    await chat.setState({ ...key, payload: { a: 1, b: { c: 2 } } });
    const { state } = await chat.patchState({ ...key, payload: { b: { d: 3 }, e: 4 } });
    assert.deepEqual(assertShape(state, State).payload, { a: 1, b: { d: 3 }, e: 4 });
    const kept = await chat.getOrSetState({ ...key, payload: { other: true } });
    assert.deepEqual([assertShape(kept.state, State).payload.a, typeof kept.meta.cached], [1, 'boolean']);
    const cleared = await chat.setState({ ...key, payload: null });
    assert.deepEqual(assertShape(cleared.state, State).payload, {});
    await refused(chat.getState(key), 'ResourceNotFound');
    const anew = await chat.getOrSetState({ ...key, payload: { other: true } });
    assert.deepEqual(anew.state.payload, { other: true });
  });

  it('expire when they are idle for long enough', async () => {
    const key = { type: 'conversation', id: conversationId, name: 'notes' };
    const hour = 3_600_000;
    const { state } = await chat.setState({ ...key, payload: { a: 1 }, expiry: hour });
    assert.equal(assertShape(state, State).expiry, hour);
    assert.equal(Date.parse(state.expiresAt) - Date.parse(state.updatedAt), hour);
    const { state: forever } = await chat.setStateExpiry({ ...key, expiry: null });
    assert.deepEqual([assertShape(forever, State).expiry, forever.expiresAt], [undefined, undefined]);
    await chat.setStateExpiry({ ...key, expiry: 1 });
    await until(() => refused(chat.getState(key), 'ResourceNotFound'));
    await refused(chat.setState({ ...key, payload: {}, expiry: 0 }), 'InvalidPayload', 'body.expiry');
    await refused(chat.setState({ ...key, payload: {}, expiry: 2_592_000_001 }), 'InvalidPayload', 'body.expiry');
  });

  it('are declared, about something that exists, with a payload of their schema', async () => {
    const credentials = { type: 'integration', id: integrationId, name: 'credentials' };
    await refused(chat.setState({ ...credentials, payload: { token: '' } }), 'InvalidPayload', 'body.payload.token');
    await refused(chat.setState({ ...credentials, name: 'secrets', payload: {} }), 'InvalidPayload', 'secrets');
    const unknown = { type: 'user', id: 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV', name: 'profile' };
    await refused(chat.setState({ ...unknown, payload: {} }), 'ResourceNotFound', unknown.id);
    const long = { a: 'x'.repeat(131_073) };
    await refused(chat.setState({ type: 'user', id: userId, name: 'profile', payload: long }), 'PayloadTooLarge');
  });
});
