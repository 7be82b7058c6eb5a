import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { Event, assertShape } from '../shapes.js';
import { installed, refused, until } from '../world.js';

describe('events', () => {
  let chat, bot;
  before(async () => ({ chat, bot } = await installed()));
  const reaction = (name, more) => ({ type: 'reactionAdded', payload: { name }, ...more });

  it('are created by an integration under their own name, and the bot sees whose they are', async () => {
    const { conversation } = await chat.createConversation({ channel: 'dm', tags: { id: 'events' } });
    const { user } = await chat.createUser({ tags: { id: 'events' } });
    const { message } = await chat.createMessage({
      conversationId: conversation.id,
      userId: user.id,
      type: 'text',
      payload: { text: 'hello' },
      tags: {},
    });
    const links = { conversationId: conversation.id, userId: user.id, messageId: message.id };
    const { event } = await chat.createEvent(reaction('wave', links));
    assertShape(event, Event);
    assert.deepEqual([event.type, event.payload, event.status], ['reactionAdded', { name: 'wave' }, 'pending']);
    const { conversationId, userId, messageId } = event;
    assert.deepEqual({ conversationId, userId, messageId }, links);
    assert.equal((await bot.getEvent({ id: event.id })).event.type, 'chat:reactionAdded');

    // Nobody listens: it is ignored, which is a way of being done.
    const settled = await until(async () => {
      const { event: now } = await chat.getEvent({ id: event.id });
      return now.status === 'ignored' && now;
    });
    assertShape(settled, Event);
    for (const filter of [
      { type: 'reactionAdded' },
      { conversationId },
      { userId },
      { messageId },
      { status: 'ignored' },
    ]) {
      const { events } = await chat.listEvents(filter);
      assert.ok(
        events.some(({ id }) => id === event.id),
        JSON.stringify(filter),
      );
    }
    const { events } = await bot.listEvents({ type: 'chat:reactionAdded' });
    assert.deepEqual(
      events.map(({ id }) => id),
      [event.id],
    );
  });

  it('are listed newest first, in pages, and walked through', async () => {
    const {
      user: { id: userId },
    } = await chat.createUser({ tags: { id: 'listed' } });
    const all = [];
    for (const name of ['1', '2', '3']) all.unshift((await chat.createEvent(reaction(name, { userId }))).event.id);
    const first = await chat.listEvents({ userId, pageSize: 2 });
    assert.deepEqual(
      first.events.map(({ id }) => id),
      all.slice(0, 2),
    );
    const walked = await chat.list.events({ userId, pageSize: 2 }).collect();
    assert.deepEqual(
      walked.map(({ id }) => id),
      all,
    );
  });

  it('with a schedule wait for their time, unless they are canceled', async () => {
    const { event: soon } = await chat.createEvent(reaction('soon', { schedule: { delay: 1 } }));
    assert.equal(soon.status, 'scheduled');
    await until(async () => (await chat.getEvent({ id: soon.id })).event.status === 'ignored');

    const { event: later } = await chat.createEvent(
      reaction('later', { schedule: { dateTime: '2999-01-01T00:00:00.000Z' } }),
    );
    assert.deepEqual(await chat.cancelScheduledEvent({ id: later.id }), {});
    assert.equal((await chat.getEvent({ id: later.id })).event.status, 'canceled');
    await refused(chat.cancelScheduledEvent({ id: soon.id }), 'InvalidPayload', 'scheduled');
  });

  it('are declared, with a payload of their schema', async () => {
    await refused(chat.createEvent({ type: 'comet', payload: {} }), 'InvalidPayload', 'body.type');
    await refused(chat.createEvent(reaction('')), 'InvalidPayload', 'body.payload.name');
    await refused(
      chat.createEvent(reaction('x', { schedule: { dateTime: 'soon' } })),
      'InvalidPayload',
      'body.schedule',
    );
    const userId = 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV';
    await refused(chat.createEvent(reaction('x', { userId })), 'ReferenceNotFound', userId);
    await refused(chat.getEvent({ id: 'evt_01ARZ3NDEKTSV4RRFFQ69G5FAV' }), 'ResourceNotFound');
  });
});
