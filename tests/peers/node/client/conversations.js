import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { Conversation, User, assertShape } from '../shapes.js';
import { installed, refused } from '../world.js';

describe('conversations', () => {
  let chat, bot;
  before(async () => ({ chat, bot } = await installed()));
  const ids = ({ conversations }) => conversations.map((conversation) => conversation.id);

  it('are created in a channel, with tags and properties, and read', async () => {
    const { conversation } = await chat.createConversation({
      channel: 'dm',
      tags: { id: 'created', thread: 'a' },
      properties: { a: '1' },
    });
    assertShape(conversation, Conversation);
    assert.deepEqual(conversation.tags, { id: 'created', thread: 'a' });
    assert.deepEqual([conversation.channel, conversation.integration, conversation.messageCount], ['dm', 'chat', 0]);
    assert.deepEqual((await chat.getConversation({ id: conversation.id })).conversation, conversation);
    const seen = (await bot.getConversation({ id: conversation.id })).conversation;
    assert.deepEqual(seen.tags, { 'chat:id': 'created', 'chat:thread': 'a' });
  });

  it('are found by all given tags in their channel unless the discriminating ones are named', async () => {
    const dm = (tags, more) => chat.getOrCreateConversation({ channel: 'dm', tags, ...more });
    const thread = await dm({ id: 'found', thread: '1' });
    assertShape(thread.conversation, Conversation);
    const without = await dm({ id: 'found' });
    assert.deepEqual([thread.meta.created, without.meta.created], [true, true], 'a thread is not its channel');
    assert.equal((await dm({ id: 'found' })).conversation.id, without.conversation.id);
    const elsewhere = await chat.getOrCreateConversation({ channel: 'group', tags: { id: 'found' } });
    assert.equal(elsewhere.meta.created, true);
    const moved = await dm({ id: 'moved', thread: '1' }, { discriminateByTags: ['thread'], properties: { p: 'q' } });
    assert.deepEqual([moved.conversation.id, moved.meta.created], [thread.conversation.id, false]);
    assert.deepEqual(
      [moved.conversation.tags, moved.conversation.properties],
      [{ id: 'moved', thread: '1' }, { p: 'q' }],
    );
    // A discriminating tag without a value means: has no such tag.
    const none = await dm({ id: 'found', thread: undefined }, { discriminateByTags: ['id', 'thread'] });
    assert.equal(none.conversation.id, without.conversation.id);
  });

  it('are updated, where null and an empty text remove', async () => {
    const { conversation } = await chat.createConversation({
      channel: 'dm',
      tags: { id: 'u', thread: 'u' },
      properties: { a: '1' },
    });
    const change = { tags: { thread: null, id: 'v' }, properties: { a: '', b: '2' } };
    const { conversation: changed } = await chat.updateConversation({ id: conversation.id, ...change });
    assertShape(changed, Conversation);
    assert.deepEqual([changed.tags, changed.properties], [{ id: 'v' }, { b: '2' }]);
  });

  it('are listed with every filter, sorted, in pages, and walked through', async () => {
    const { chat, bot } = await installed();
    const { user } = await chat.createUser({ tags: { id: 'participant' } });
    const all = [];
    for (const number of [0, 1, 2, 3]) {
      const tags = { id: `list-${number}`, thread: 'listed' };
      const { conversation } = await chat.createConversation({ channel: 'dm', tags });
      for (let count = 0; count < number; count += 1) {
        const message = { type: 'text', payload: { text: 'hello' }, tags: {} };
        await chat.createMessage({ conversationId: conversation.id, userId: user.id, ...message });
      }
      all.push(conversation.id);
    }
    const { conversation: group } = await chat.createConversation({ channel: 'group', tags: { id: 'list-group' } });
    const listed = { tags: { thread: 'listed' } };
    assert.deepEqual(ids(await chat.listConversations(listed)), all.toReversed());
    assert.deepEqual(ids(await chat.listConversations({ ...listed, sortDirection: 'asc' })), all);
    assert.deepEqual(ids(await chat.listConversations({ channel: 'group' })), [group.id]);
    assert.deepEqual(ids(await chat.listConversations({ ...listed, minMessageCount: 1, maxMessageCount: 2 })), [
      all[2],
      all[1],
    ]);
    assert.deepEqual(ids(await chat.listConversations({ ...listed, participantIds: [user.id] })), [
      all[3],
      all[2],
      all[1],
    ]);
    assert.deepEqual(ids(await bot.listConversations({ integrationName: 'chat', channel: 'group' })), [group.id]);
    assert.deepEqual(ids(await chat.listConversations({ ...listed, afterDate: '2999-01-01T00:00:00.000Z' })), []);
    assert.equal(ids(await chat.listConversations({ ...listed, beforeDate: '2999-01-01T00:00:00.000Z' })).length, 4);
    assert.equal(ids(await chat.listConversations({ ...listed, sortField: 'updatedAt' })).length, 4);
    const walked = await chat.list.conversations({ ...listed, pageSize: 3 }).collect();
    assert.deepEqual(
      walked.map((conversation) => conversation.id),
      all.toReversed(),
    );
  });

  it('have participants, who are added, read, listed and removed', async () => {
    const {
      conversation: { id },
    } = await chat.createConversation({ channel: 'dm', tags: { id: 'participants' } });
    const users = [];
    for (const number of [1, 2, 3]) users.push((await chat.createUser({ tags: { id: `p-${number}` } })).user);
    assert.deepEqual((await chat.listParticipants({ id })).participants, [], 'a new conversation has nobody');
    for (const user of users) {
      const { participant } = await chat.addParticipant({ id, userId: user.id });
      assert.deepEqual(assertShape(participant, User), user);
    }
    assert.deepEqual((await chat.addParticipant({ id, userId: users[0].id })).participant, users[0], 'twice is once');
    assert.deepEqual((await chat.getParticipant({ id, userId: users[1].id })).participant, users[1]);
    const found = await chat.list.participants({ id, pageSize: 2 }).collect();
    assert.deepEqual(found.map((user) => user.id).sort(), users.map((user) => user.id).sort());
    assert.deepEqual((await chat.listUsers({ conversationId: id })).users.length, 3);
    assert.deepEqual(await chat.removeParticipant({ id, userId: users[1].id }), {});
    await refused(chat.getParticipant({ id, userId: users[1].id }), 'ResourceNotFound');
    await refused(chat.addParticipant({ id, userId: 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV' }), 'ReferenceNotFound');
  });

  it('take their messages with them when they are deleted', async () => {
    const { conversation } = await chat.createConversation({ channel: 'dm', tags: { id: 'deleted' } });
    const { user } = await chat.createUser({ tags: { id: 'deleted' } });
    const { message } = await chat.createMessage({
      conversationId: conversation.id,
      userId: user.id,
      type: 'text',
      payload: { text: 'hello' },
      tags: {},
    });
    assert.deepEqual(await chat.deleteConversation({ id: conversation.id }), {});
    await refused(chat.getConversation({ id: conversation.id }), 'ResourceNotFound', conversation.id);
    await refused(chat.getMessage({ id: message.id }), 'ResourceNotFound');
  });

  it('are in declared channels, with tags declared there', async () => {
    await refused(chat.createConversation({ channel: 'radio', tags: {} }), 'InvalidPayload', 'body.channel');
    await refused(
      chat.createConversation({ channel: 'group', tags: { thread: '1' } }),
      'InvalidPayload',
      'body.tags.thread',
    );
  });
});
