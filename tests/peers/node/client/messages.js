import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { Conversation, Message, User, assertShape } from '../shapes.js';
import { installed, refused, serve, until } from '../world.js';

describe('messages', () => {
  let chat, bot, botId, server, conversationId, userId;
  before(async () => {
    server = await serve();
    ({ chat, bot, botId } = await installed({ url: server.url }));
    ({
      conversation: { id: conversationId },
    } = await chat.createConversation({ channel: 'dm', tags: { id: 'c' } }));
    ({
      user: { id: userId },
    } = await chat.createUser({ tags: { id: 'u' } }));
  });
  const text = (text, more) => ({ conversationId, userId, type: 'text', payload: { text }, tags: {}, ...more });
  const ids = ({ messages }) => messages.map((message) => message.id);

  it('of an integration are incoming, and count in their conversation', async () => {
    const { message } = await chat.createMessage(text('hello', { tags: { ts: '1' }, origin: 'synthetic' }));
    assertShape(message, Message);
    assert.deepEqual([message.direction, message.tags, message.origin], ['incoming', { ts: '1' }, 'synthetic']);
    assert.deepEqual((await chat.getMessage({ id: message.id })).message, message);
    assert.deepEqual((await bot.getMessage({ id: message.id })).message.tags, { 'chat:ts': '1' });
    const { conversation } = await chat.getConversation({ id: conversationId });
    assert.equal(conversation.messageCount, 1);
    assert.deepEqual(
      (await chat.listUsers({ conversationId })).users.map((user) => user.id),
      [userId],
    );
  });

  it('of the bot are outgoing, and its integration has to deliver them', async () => {
    const { message } = await bot.createMessage(text('welcome', { userId: botId }));
    assertShape(message, Message);
    assert.equal(message.direction, 'outgoing');
    const { body, headers } = await server.request((call) => call.body.message?.id === message.id);
    assert.equal(headers['x-bp-operation'], 'message_created');
    assert.deepEqual([body.type, body.payload], ['text', { text: 'welcome' }]);
    assert.equal(body.user.id, message.userId, 'the author is the bot as a user');
    assert.deepEqual(body.conversation.tags, { id: 'c' }, 'without prefix');
    // Which the integration acknowledges with what it knows of it.
    const { message: acked } = await chat.updateMessage({ id: message.id, tags: { ts: '1.1' } });
    assert.deepEqual(acked.tags, { ts: '1.1' });
  });

  it('are found by all given tags unless the discriminating ones are named', async () => {
    const made = await chat.getOrCreateMessage(text('once', { tags: { ts: 'found', kind: 'a' } }));
    assertShape(made.message, Message);
    assert.equal(made.meta.created, true);
    const again = await chat.getOrCreateMessage(text('once', { tags: { ts: 'found', kind: 'a' } }));
    assert.deepEqual([again.message.id, again.meta.created], [made.message.id, false]);
    const edited = await chat.getOrCreateMessage(
      text('edited', { tags: { ts: 'found', kind: 'b' }, discriminateByTags: ['ts'] }),
    );
    assert.deepEqual([edited.message.id, edited.meta.created], [made.message.id, false]);
    assert.deepEqual([edited.message.payload, edited.message.tags.kind], [{ text: 'edited' }, 'b']);
    const other = await chat.getOrCreateMessage(text('once', { tags: { ts: 'found' } }));
    assert.equal(other.meta.created, true);
  });

  it('are updated and deleted', async () => {
    const { message } = await chat.createMessage(text('before', { tags: { ts: 'u', kind: 'a' } }));
    const change = { payload: { text: 'after' }, tags: { kind: null } };
    const { message: changed } = await chat.updateMessage({ id: message.id, ...change });
    assertShape(changed, Message);
    assert.deepEqual([changed.payload, changed.tags, changed.type], [{ text: 'after' }, { ts: 'u' }, 'text']);
    assert.deepEqual(await chat.deleteMessage({ id: message.id }), {});
    await refused(chat.getMessage({ id: message.id }), 'ResourceNotFound', message.id);
  });

  it('are listed with filters, newest first, in pages, and walked through', async () => {
    const {
      conversation: { id },
    } = await chat.createConversation({ channel: 'dm', tags: { id: 'listed' } });
    const all = [];
    for (const number of [1, 2, 3, 4, 5]) {
      const { message } = await chat.createMessage(text(`${number}`, { conversationId: id, tags: { kind: 'listed' } }));
      all.unshift(message.id);
    }
    assert.deepEqual(ids(await chat.listMessages({ conversationId: id })), all);
    assert.deepEqual(ids(await bot.listMessages({ tags: { 'chat:kind': 'listed' } })), all);
    assert.deepEqual(ids(await chat.listMessages({ conversationId: id, afterDate: '2999-01-01T00:00:00.000Z' })), []);
    assert.equal(
      ids(await chat.listMessages({ conversationId: id, beforeDate: '2999-01-01T00:00:00.000Z' })).length,
      5,
    );
    const first = await chat.listMessages({ conversationId: id, pageSize: 3 });
    assert.deepEqual(ids(first), all.slice(0, 3));
    const rest = await chat.listMessages({ conversationId: id, pageSize: 3, nextToken: first.meta.nextToken });
    assert.deepEqual([ids(rest), rest.meta], [all.slice(3), {}]);
    const walked = await chat.list.messages({ conversationId: id, pageSize: 2 }).collect({ limit: 3 });
    assert.deepEqual(
      walked.map((message) => message.id),
      all.slice(0, 3),
    );
  });

  it('come with their user and conversation in one call', async () => {
    const wanted = {
      user: { tags: { id: 'one-call' }, name: 'Ada', discriminateByTags: ['id'] },
      conversation: { channel: 'dm', tags: { id: 'one-call' }, discriminateByTags: ['id'] },
      message: { type: 'text', payload: { text: 'all at once' }, tags: { ts: 'one-call' }, discriminateByTags: ['ts'] },
    };
    const made = await chat.initializeIncomingMessage(wanted);
    assertShape(made.user, User);
    assertShape(made.conversation, Conversation);
    assertShape(made.message, Message);
    assert.deepEqual([made.message.userId, made.message.conversationId], [made.user.id, made.conversation.id]);
    const again = await chat.initializeIncomingMessage(wanted);
    assert.deepEqual(again.message.id, made.message.id, 'a webhook that is sent twice makes one message');
    assert.equal((await chat.getConversation({ id: made.conversation.id })).conversation.messageCount, 1);
    const known = await chat.initializeIncomingMessage({ userId: made.user.id, conversationId: made.conversation.id });
    assert.deepEqual(
      [known.user.id, known.conversation.id, known.message],
      [made.user.id, made.conversation.id, undefined],
    );
    const wrong = { ...wanted, message: { ...wanted.message, type: 'hologram' } };
    await refused(chat.initializeIncomingMessage(wrong), 'InvalidPayload', 'hologram');
  });

  it('of the past are imported, and those that match are not imported again', async () => {
    const {
      conversation: { id },
    } = await chat.createConversation({ channel: 'dm', tags: { id: 'imported' } });
    const past = (ts) => ({
      ...text(ts, { conversationId: id, tags: { ts } }),
      createdAt: '2020-01-02T03:04:05.000Z',
      discriminateByTags: ['ts'],
    });
    const { messages } = await chat.importMessages({ messages: [past('i1'), past('i2')] });
    messages.forEach((message) => assertShape(message, Message));
    assert.deepEqual(
      messages.map((message) => message.createdAt),
      Array(2).fill('2020-01-02T03:04:05.000Z'),
    );
    const again = await chat.importMessages({ messages: [past('i2'), past('i3')] });
    assert.equal(again.messages[0].id, messages[1].id);
    assert.equal(ids(await chat.listMessages({ conversationId: id })).length, 3);
    const error = await refused(
      chat.importMessages({ messages: [past('i4'), { ...past('i5'), type: 'hologram' }] }),
      'InvalidPayload',
      'messages[1]',
    );
    const { resolvedMessages, failedMessages } = error.metadata;
    assert.deepEqual([resolvedMessages.length, failedMessages.length], [1, 1]);
  });

  it('with a schedule are delivered at their time', async () => {
    const soon = await bot.createMessage(text('soon', { userId: botId, schedule: { delay: 1 } }));
    const { message: never } = await bot.createMessage(
      text('never', { userId: botId, schedule: { dateTime: '2999-01-01T00:00:00.000Z' } }),
    );
    await server.request((call) => call.body.message?.id === soon.message.id);
    assert.equal(
      server.received.some((call) => call.body.message?.id === never.id),
      false,
    );
  });

  it('wake the bot, which answers or ignores them', async () => {
    const { message } = await chat.createMessage(text('for the bot'));
    const { event } = await until(async () => {
      const { events } = await bot.listEvents({ messageId: message.id });
      return events[0]?.status === 'ignored' && { event: events[0] };
    });
    assert.deepEqual([event.type, event.payload.message.id], ['message_created', message.id]);
  });

  it('are of declared types, with payloads of their schema', async () => {
    await refused(chat.createMessage(text('', { type: 'hologram' })), 'InvalidPayload', 'body.type');
    await refused(chat.createMessage(text('')), 'InvalidPayload', 'body.payload.text');
    await refused(chat.createMessage(text('x', { payload: { text: 1 } })), 'InvalidPayload', 'body.payload.text');
    await refused(chat.createMessage(text('x', { payload: { text: 'x', more: 1 } })), 'InvalidPayload', 'more');
    await refused(chat.createMessage(text('x', { tags: { color: 'red' } })), 'InvalidPayload', 'body.tags.color');
    const unknown = 'conv_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    await refused(chat.createMessage(text('x', { conversationId: unknown })), 'ReferenceNotFound', unknown);
    await refused(chat.createMessage(text('x'.repeat(131_073))), 'PayloadTooLarge', 'body.payload');
    await refused(chat.createMessage(text('x'.repeat(1024 * 1024))), 'PayloadTooLarge', 'body');
  });
});
