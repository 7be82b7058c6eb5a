import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { Workflow, assertShape } from '../shapes.js';
import { installed, refused, until } from '../world.js';

describe('workflows', () => {
  let bot, chat;
  before(async () => ({ bot, chat } = await installed()));

  it('are created with a name and a status, changed, and read', async () => {
    const { conversation } = await chat.createConversation({ channel: 'dm', tags: { id: 'w' } });
    const { user } = await chat.createUser({ tags: { id: 'w' } });
    const { workflow: bare } = await bot.createWorkflow({ name: 'order', status: 'pending' });
    assert.deepEqual(assertShape(bare, Workflow).input, {});
    const { workflow } = await bot.createWorkflow({
      name: 'order',
      status: 'in_progress',
      input: { item: 'tea' },
      conversationId: conversation.id,
      userId: user.id,
      parentWorkflowId: bare.id,
      timeoutAt: '2999-01-01T00:00:00.000Z',
      tags: { table: '7' },
    });
    assertShape(workflow, Workflow);
    assert.deepEqual([workflow.input, workflow.output, workflow.tags], [{ item: 'tea' }, {}, { table: '7' }]);
    assert.deepEqual([workflow.timeoutAt, workflow.parentWorkflowId], ['2999-01-01T00:00:00.000Z', bare.id]);
    const change = { status: 'completed', output: { paid: true }, tags: { table: null, bill: '9' } };
    const { workflow: done } = await bot.updateWorkflow({ id: workflow.id, ...change });
    assertShape(done, Workflow);
    assert.deepEqual([done.status, done.output, done.tags], ['completed', { paid: true }, { bill: '9' }]);
    assert.ok(done.completedAt >= workflow.createdAt);
    assert.deepEqual((await bot.getWorkflow({ id: workflow.id })).workflow, done);
  });

  it('are found by their tags among those of their name and status', async () => {
    const wanted = { name: 'find', status: 'pending', tags: { table: '1', guest: 'a' } };
    const made = await bot.getOrCreateWorkflow(wanted);
    assertShape(made.workflow, Workflow);
    assert.equal(made.meta.created, true);
    const found = async (more) => (await bot.getOrCreateWorkflow({ ...wanted, ...more })).workflow.id;
    assert.equal(await found({}), made.workflow.id);
    assert.notEqual(await found({ tags: { table: '1' } }), made.workflow.id, 'all tags are compared');
    const listed = { tags: { table: '1', guest: 'b' }, discriminateByTags: ['table'] };
    assert.ok((await bot.getOrCreateWorkflow({ ...wanted, ...listed })).meta.created === false);
    assert.notEqual(await found({ name: 'other' }), made.workflow.id);
    await bot.updateWorkflow({ id: made.workflow.id, status: 'completed' });
    assert.equal(await found({ discriminateByStatusGroup: 'finished' }), made.workflow.id);
    assert.notEqual(await found({ discriminateByStatusGroup: 'active' }), made.workflow.id, 'that one is over');
  });

  it('are listed with filters, and walked through', async () => {
    const { bot } = await installed();
    const ids = [];
    for (const [name, status] of [
      ['a', 'pending'],
      ['a', 'listening'],
      ['b', 'pending'],
    ]) {
      ids.unshift((await bot.createWorkflow({ name, status, input: {}, tags: { name } })).workflow.id);
    }
    const listed = async (filter) => (await bot.listWorkflows(filter)).workflows.map(({ id }) => id);
    assert.deepEqual(await listed({}), ids);
    assert.deepEqual(await listed({ name: 'a' }), ids.slice(1));
    assert.deepEqual(await listed({ tags: { name: 'b' } }), ids.slice(0, 1));
    assert.deepEqual(await listed({ statuses: ['listening', 'completed'] }), [ids[1]]);
    const walked = await bot.list.workflows({ pageSize: 2 }).collect();
    assert.deepEqual(
      walked.map(({ id }) => id),
      ids,
    );
  });

  it('time out, and are deleted', async () => {
    const {
      workflow: { id },
    } = await bot.createWorkflow({ name: 'slow', status: 'pending', timeoutAt: new Date().toISOString() });
    await until(async () => (await bot.getWorkflow({ id })).workflow.status === 'timedout');
    assert.deepEqual(await bot.deleteWorkflow({ id }), {});
    await refused(bot.getWorkflow({ id }), 'ResourceNotFound', id);
  });
});
