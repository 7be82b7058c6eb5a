import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { before, describe, it } from 'node:test';

import { File, Passage, assertShape } from '../shapes.js';
import { installed, refused } from '../world.js';

describe('files', () => {
  let chat, bot;
  before(async () => ({ chat, bot } = await installed()));
  const keys = ({ files }) => files.map((file) => file.key);
  const download = async ({ url }) => {
    const response = await fetch(url);
    assert.equal(response.status, 200, url);
    return Buffer.from(await response.arrayBuffer());
  };

  it('are uploaded from text, bytes and a URL, and come back as they were', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const { file } = await chat.uploadFile({
      key: 'some text.txt',
      content: 'höllo',
      tags: { a: '1' },
      metadata: { b: [2] },
    });
    assertShape(file, File);
    assert.deepEqual(
      [file.contentType, file.size, file.tags, file.metadata],
      ['text/plain', 6, { a: '1' }, { b: [2] }],
    );
    assert.deepEqual(file.owner.alias, 'chat');
    const { file: stored } = await chat.getFile({ id: file.id });
    assert.equal(assertShape(stored, File).status, 'upload_completed');
    assert.equal((await download(stored)).toString(), 'höllo');
    const { file: binary } = await chat.uploadFile({ key: 'binary', content: bytes });
    assert.equal(binary.contentType, 'application/octet-stream');
    assert.deepEqual(await download(await chat.getFile({ id: 'binary' }).then(({ file }) => file)), bytes);

    const source = createServer((_, response) => response.end(bytes));
    await new Promise((listening) => source.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${source.address().port}/picture.png`;
    const { file: fetched } = await chat.uploadFile({ key: 'picture.png', url });
    source.close();
    assert.deepEqual([fetched.size, fetched.contentType], [256, 'image/png']);
    assert.deepEqual(await download((await chat.getFile({ id: fetched.id })).file), bytes);
  });

  it('wait for their content after an upsert, and lose the old one', async () => {
    const { file } = await chat.uploadFile({ key: 'upserted.txt', content: 'one' });
    const { file: pending } = await chat.upsertFile({ key: 'upserted.txt', size: 3 });
    assertShape(pending, File);
    assert.deepEqual([pending.id, pending.status, pending.size], [file.id, 'upload_pending', null]);
    assert.equal((await fetch(pending.url)).status, 404, 'there is nothing to read yet');
    const put = await fetch(pending.uploadUrl, {
      method: 'PUT',
      body: 'two',
      headers: { 'content-type': 'text/plain' },
    });
    assert.equal(put.status, 200);
    assert.equal((await download((await chat.getFile({ id: file.id })).file)).toString(), 'two');
    const wrong = await chat.upsertFile({ key: 'wrong.txt', size: 3 });
    assert.equal(
      (await fetch(wrong.file.uploadUrl, { method: 'PUT', body: 'four' })).ok,
      false,
      'the size is a promise',
    );
    assert.equal((await chat.getFile({ id: wrong.file.id })).file.status, 'upload_failed');
  });

  it('that are public keep their URL; that of others is new each time', async () => {
    const { file: open } = await chat.uploadFile({
      key: 'open.txt',
      content: 'open',
      accessPolicies: ['public_content'],
    });
    const { file: closed } = await chat.uploadFile({ key: 'closed.txt', content: 'closed' });
    const url = async (id) => (await chat.getFile({ id })).file.url;
    assert.equal(await url(open.id), await url(open.id));
    assert.notEqual(await url(closed.id), await url(closed.id));
    const plain = new URL(await url(closed.id));
    plain.search = '';
    assert.notEqual((await fetch(plain)).status, 200, 'the signature is what lets one in');
  });

  it('change what is known about them', async () => {
    const { file } = await chat.uploadFile({
      key: 'meta.txt',
      content: 'x',
      tags: { a: '1', b: '2' },
      metadata: { c: 1, d: 2 },
    });
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const change = {
      tags: { a: null, e: '3' },
      metadata: { c: null, f: 4 },
      accessPolicies: ['integrations'],
      expiresAt,
    };
    const { file: changed } = await chat.updateFileMetadata({ id: file.id, ...change });
    assertShape(changed, File);
    assert.deepEqual(
      [changed.tags, changed.metadata],
      [
        { b: '2', e: '3' },
        { d: 2, f: 4 },
      ],
    );
    assert.deepEqual(changed.accessPolicies, ['integrations']);
    assert.equal(Math.abs(Date.parse(changed.expiresAt) - Date.parse(expiresAt)) < 60_000, true);
    const { file: kept } = await chat.updateFileMetadata({ id: file.id, expiresAt: null });
    assert.equal(kept.expiresAt, undefined);
    await refused(
      chat.updateFileMetadata({ id: file.id, expiresAt: '2999-01-01T00:00:00.000Z' }),
      'InvalidPayload',
      'expiresAt',
    );
  });

  it('are listed by tags, ids and order, in pages, with the tags they have', async () => {
    const { chat } = await installed();
    const files = {};
    for (const [key, content, tags] of [
      ['a', 'xxx', { color: 'red' }],
      ['b', 'x', { color: 'blue' }],
      ['c', 'xx', { color: 'red', size: 'L' }],
      ['d', 'xxxx', {}],
    ])
      files[key] = (await chat.uploadFile({ key, content, tags })).file;
    assert.deepEqual(keys(await chat.listFiles({})), ['d', 'c', 'b', 'a']);
    assert.deepEqual(keys(await chat.listFiles({ tags: { color: 'red' } })), ['c', 'a']);
    assert.deepEqual(keys(await chat.listFiles({ tags: { color: ['red', 'blue'] } })), ['c', 'b', 'a'], 'either');
    assert.deepEqual(keys(await chat.listFiles({ tags: { color: { not: 'red' } } })), ['d', 'b']);
    assert.deepEqual(keys(await chat.listFiles({ tags: { size: { exists: false } } })), ['d', 'b', 'a']);
    assert.deepEqual(keys(await chat.listFiles({ tags: { color: 'red', size: 'L' } })), ['c'], 'both');
    assert.deepEqual(keys(await chat.listFiles({ ids: [files.a.id, files.d.id] })), ['d', 'a']);
    assert.deepEqual(keys(await chat.listFiles({ sortField: 'size', sortDirection: 'asc' })), ['b', 'c', 'a', 'd']);
    assert.deepEqual(keys(await chat.listFiles({ sortField: 'key', sortDirection: 'asc' })), ['a', 'b', 'c', 'd']);
    const walked = await chat.list.files({ pageSize: 3 }).collect();
    assert.deepEqual(
      walked.map((file) => assertShape(file, File).key),
      ['d', 'c', 'b', 'a'],
    );

    assert.deepEqual((await chat.listFileTags({})).tags, ['color', 'size']);
    assert.deepEqual(await chat.list.fileTags({ pageSize: 1 }).collect(), ['color', 'size']);
    assert.deepEqual((await chat.listFileTagValues({ tag: 'color' })).values, ['blue', 'red']);
    assert.deepEqual(await chat.list.fileTagValues({ tag: 'color', pageSize: 1 }).collect(), ['blue', 'red']);
  });

  it('are copied with their content, onto another one only when told to', async () => {
    const { file } = await chat.uploadFile({ key: 'original', content: 'copied', tags: { a: '1' } });
    const { file: copy } = await chat.copyFile({ idOrKey: 'original', destinationKey: 'a/copy' });
    assertShape(copy, File);
    assert.deepEqual([copy.key, copy.tags, copy.id !== file.id], ['a/copy', { a: '1' }, true]);
    await refused(chat.copyFile({ idOrKey: file.id, destinationKey: 'a/copy' }), 'AlreadyExists', 'a/copy');
    await chat.copyFile({ idOrKey: file.id, destinationKey: 'a/copy', overwrite: true });
    await chat.deleteFile({ id: file.id });
    assert.equal((await download((await chat.getFile({ id: 'a/copy' })).file)).toString(), 'copied');
  });

  it('that are indexed are searched by their words', async () => {
    const { chat, bot } = await installed();
    const content = 'The lighthouse opens at nine.\n\nTickets cost four euros.\n\nDogs may not climb the lighthouse.';
    await chat.uploadFile({ key: 'visit.md', content, index: true, tags: { about: 'lighthouse' } });
    await chat.uploadFile({ key: 'other.txt', content: 'A lighthouse of another town.', index: true });
    await chat.uploadFile({ key: 'secret.txt', content: 'A lighthouse that is not indexed.' });
    assert.equal((await chat.getFile({ id: 'visit.md' })).file.status, 'indexing_completed');
    assert.deepEqual(keys(await chat.listFiles({ indexed: true })), ['other.txt', 'visit.md']);

    const { passages } = await chat.searchFiles({ query: 'when do dogs climb a lighthouse?' });
    passages.forEach((passage) => assertShape(passage, Passage));
    assert.equal(passages[0].content, 'Dogs may not climb the lighthouse.', 'most words first');
    assert.deepEqual([passages[0].file.key, passages[0].meta.position], ['visit.md', 2]);
    assert.ok(
      passages.every(({ score }, index) => score <= (passages[index - 1]?.score ?? 1)),
      'best first',
    );
    assert.deepEqual(new Set(passages.map(({ file }) => file.key)), new Set(['visit.md', 'other.txt']));
    const tagged = await chat.searchFiles({ query: 'lighthouse', tags: { about: 'lighthouse' }, limit: 1 });
    assert.deepEqual(
      tagged.passages.map(({ file }) => file.key),
      ['visit.md'],
    );
    assert.deepEqual((await chat.searchFiles({ query: 'submarine' })).passages, []);
    const around = await chat.searchFiles({ query: 'tickets', contextDepth: 1, withContext: true });
    assert.deepEqual(
      assertShape(around.passages[0], Passage).context.map(({ type, offset }) => [type, offset]),
      [
        ['preceding', -1],
        ['current', 0],
        ['subsequent', 1],
      ],
    );

    const listed = await chat.listFilePassages({ id: 'visit.md', pageSize: 2 });
    assert.deepEqual(
      listed.passages.map((passage) => passage.content),
      content.split('\n\n').slice(0, 2),
    );
    const walked = await chat.list.filePassages({ id: 'visit.md', pageSize: 2 }).collect();
    assert.deepEqual(
      walked.map((passage) => passage.meta.position),
      [0, 1, 2],
    );
    assert.equal((await bot.searchFiles({ query: 'tickets' })).passages.length, 1);
    assert.deepEqual((await chat.listKnowledgeBases({})).knowledgeBases, []);
    assert.deepEqual(await chat.list.knowledgeBases({}).collect(), []);
  });

  it('of one integration are not those of another, unless it shares them', async () => {
    await chat.uploadFile({ key: 'mine', content: 'x' });
    const other = await installed();
    await refused(other.chat.getFile({ id: 'mine' }), 'ResourceNotFound');
    assert.equal((await bot.getFile({ id: 'mine' })).file.key, 'mine', 'the bot sees everything of it');
  });

  it('are deleted by id or key, and then not there', async () => {
    const { file } = await chat.uploadFile({ key: 'deleted', content: 'x' });
    assert.deepEqual(await chat.deleteFile({ id: 'deleted' }), {});
    await refused(chat.getFile({ id: file.id }), 'ResourceNotFound', file.id);
    await refused(chat.upsertFile({ key: '', size: 1 }), 'InvalidPayload', 'body.key');
    await refused(chat.upsertFile({ key: 'huge', size: 100 * 1024 * 1024 + 1 }), 'PayloadTooLarge', 'body.size');
  });
});
