import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { User, assertShape } from '../shapes.js';
import { installed, refused, until } from '../world.js';

describe('users', () => {
  let chat, bot;
  before(async () => ({ chat, bot } = await installed()));
  const ids = ({ users }) => users.map((user) => user.id);

  it('are created with tags, a name, a picture and properties, and read', async () => {
    const { user } = await chat.createUser({
      tags: { id: 'created', team: 'red' },
      name: 'Ada',
      pictureUrl: 'https://example.com/a.png',
      properties: { a: '1' },
    });
    assertShape(user, User);
    assert.deepEqual(user.tags, { id: 'created', team: 'red' });
    assert.deepEqual([user.name, user.pictureUrl, user.properties], ['Ada', 'https://example.com/a.png', { a: '1' }]);
    assert.deepEqual((await chat.getUser({ id: user.id })).user, user);
    // The bot sees whose tags they are.
    assert.deepEqual((await bot.getUser({ id: user.id })).user.tags, { 'chat:id': 'created', 'chat:team': 'red' });
  });

  it('are found by all given tags unless the discriminating ones are named', async () => {
    const made = await chat.getOrCreateUser({ tags: { id: 'found', team: 'red' }, name: 'Ada' });
    assertShape(made.user, User);
    assert.equal(made.meta.created, true);
    const same = await chat.getOrCreateUser({ tags: { id: 'found', team: 'red' } });
    assert.deepEqual([same.user.id, same.meta.created, same.user.name], [made.user.id, false, 'Ada']);
    const other = await chat.getOrCreateUser({ tags: { id: 'found' } });
    assert.deepEqual([other.user.id !== made.user.id, other.meta.created], [true, true]);
    const changed = await chat.getOrCreateUser({
      tags: { id: 'found', team: 'blue' },
      name: 'Ada L.',
      properties: { b: '2' },
      discriminateByTags: ['id', 'team'],
    });
    assert.equal(changed.meta.created, true, 'nobody has both');
    const written = await chat.getOrCreateUser({
      tags: { team: 'blue', id: 'renamed' },
      name: 'Countess',
      discriminateByTags: ['team'],
    });
    assert.equal(written.user.id, changed.user.id);
    assert.deepEqual(
      [written.user.tags.id, written.user.name, written.user.properties],
      ['renamed', 'Countess', { b: '2' }],
    );
  });

  it('are one, whoever asks first', async () => {
    const asked = Array.from({ length: 16 }, () => chat.getOrCreateUser({ tags: { id: 'race' } }));
    const answers = await Promise.all(asked);
    assert.equal(new Set(answers.map(({ user }) => user.id)).size, 1);
    assert.equal(answers.filter(({ meta }) => meta.created).length, 1);
  });

  it('are updated, where null and an empty text remove', async () => {
    const { user } = await chat.createUser({
      tags: { id: 'updated', team: 'red' },
      name: 'Ada',
      pictureUrl: 'https://example.com/a.png',
      properties: { a: '1', b: '2' },
    });
    const change = { tags: { team: '' }, name: null, properties: { a: null, c: '3' } };
    const { user: changed } = await chat.updateUser({ id: user.id, ...change });
    assertShape(changed, User);
    assert.deepEqual(changed.tags, { id: 'updated' });
    assert.deepEqual(changed.properties, { b: '2', c: '3' });
    assert.deepEqual([changed.name, changed.pictureUrl], [undefined, 'https://example.com/a.png']);
  });

  it('are listed with filters, sorted, in pages, and walked through', async () => {
    const all = [];
    for (const number of ['1', '2', '3', '4', '5']) {
      all.push((await chat.createUser({ tags: { id: `list-${number}`, team: 'listed' } })).user);
    }
    const team = { tags: { team: 'listed' } };
    const newest = all.map((user) => user.id).reverse();
    assert.deepEqual(ids(await chat.listUsers(team)), newest);
    assert.deepEqual(ids(await chat.listUsers({ ...team, sortDirection: 'asc' })), newest.toReversed());
    assert.deepEqual(ids(await bot.listUsers({ tags: { 'chat:id': 'list-3' } })), [all[2].id]);

    const first = await chat.listUsers({ ...team, pageSize: 2 });
    assert.deepEqual(ids(first), newest.slice(0, 2));
    const second = await chat.listUsers({ ...team, pageSize: 2, nextToken: first.meta.nextToken });
    assert.deepEqual(ids(second), newest.slice(2, 4));
    const last = await chat.listUsers({ ...team, pageSize: 2, nextToken: second.meta.nextToken });
    assert.deepEqual([ids(last), last.meta], [newest.slice(4), {}]);

    const walked = await chat.list.users({ ...team, pageSize: 2 }).collect();
    assert.deepEqual(
      walked.map((user) => user.id),
      newest,
    );
    const some = await chat.list.users({ ...team, pageSize: 2 }).collect({ limit: 3 });
    assert.deepEqual(
      some.map((user) => user.id),
      newest.slice(0, 3),
    );

    // The clock moves on before the change, so that it is later than all creations.
    await until(() => new Date().toISOString() > all[4].createdAt);
    const { user: touched } = await chat.updateUser({ id: all[0].id, name: 'touched' });
    const byChange = await chat.listUsers({ ...team, sortField: 'updatedAt' });
    assert.equal(ids(byChange)[0], all[0].id);
    const since = { afterDate: touched.updatedAt, rangeField: 'updatedAt' };
    assert.deepEqual(ids(await chat.listUsers({ ...team, ...since })), [all[0].id]);
    assert.deepEqual(ids(await chat.listUsers({ ...team, afterDate: touched.updatedAt })), []);
    assert.deepEqual(ids(await chat.listUsers({ ...team, beforeDate: all[4].createdAt })).length, 5);
  });

  it('are deleted, and then not there', async () => {
    const { user } = await chat.createUser({ tags: { id: 'deleted' } });
    assert.deepEqual(await chat.deleteUser({ id: user.id }), {});
    await refused(chat.getUser({ id: user.id }), 'ResourceNotFound', user.id);
    await refused(chat.deleteUser({ id: user.id }), 'ResourceNotFound');
  });

  it('have declared tags only, of 500 characters at most', async () => {
    await refused(chat.createUser({ tags: { id: '1', color: 'red' } }), 'InvalidPayload', 'body.tags.color');
    await refused(chat.createUser({ tags: { id: 'x'.repeat(501) } }), 'InvalidPayload', 'body.tags.id');
    await refused(chat.createUser({ tags: {}, name: 'x'.repeat(201) }), 'InvalidPayload', 'body.name');
    await refused(chat.listUsers({ sortField: 'name' }), 'InvalidQuery', 'sortField');
    await refused(chat.listUsers({ nextToken: 'nonsense' }), 'InvalidQuery', 'nextToken');
  });
});
