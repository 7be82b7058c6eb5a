import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { admin, apiUrl, connect, installed, refused, serve, token, until, webhookUrl, workspaceId } from '../world.js';

describe('an integration and its bot', () => {
  let chat, bot, botId, integrationId, server, output;
  before(async () => {
    server = await serve(({ headers }) => (headers['x-bp-operation'] === 'action_triggered' ? output : [200, {}]));
    ({ chat, bot, botId, integrationId } = await installed({ url: server.url }));
  });

  it('call actions, whose input and output have to be of their schemas', async () => {
    output = [200, { output: { text: 'Hello Ada!' }, meta: { cost: 0 } }];
    const answer = await bot.callAction({ type: 'chat:greet', input: { name: 'Ada' } });
    assert.deepEqual(answer, { output: { text: 'Hello Ada!' }, meta: { cached: false } });
    const { body, headers } = await server.request((call) => call.headers['x-bp-operation'] === 'action_triggered');
    assert.deepEqual(body, { type: 'greet', input: { name: 'Ada' } });
    assert.deepEqual([headers['x-bot-id'], headers['x-integration-alias']], [botId, 'chat']);
    assert.equal((await chat.callAction({ type: 'greet', input: { name: 'Ada' } })).output.text, 'Hello Ada!');

    await refused(bot.callAction({ type: 'chat:greet', input: { name: '' } }), 'InvalidPayload', 'body.input.name');
    await refused(bot.callAction({ type: 'chat:dance', input: {} }), 'InvalidPayload', 'dance');
    await refused(bot.callAction({ type: 'radio:greet', input: {} }), 'ReferenceNotFound', 'radio');
    output = [400, { id: 'err_1', code: 400, type: 'Runtime', message: 'say whom to greet' }];
    await refused(bot.callAction({ type: 'chat:greet', input: { name: 'x' } }), 'Runtime', 'say whom to greet');
  });

  it('configure the installation: its identifier and when to register', async () => {
    const { received } = server;
    const registrations = () => received.filter((call) => call.headers['x-bp-operation'] === 'register').length;
    assert.equal(registrations(), 1);
    const settings = { identifier: 'T1', scheduleRegisterCall: 'monthly', sandboxIdentifiers: null };
    assert.deepEqual(await chat.configureIntegration(settings), {});
    const shown = async () => (await admin.getBot({ id: botId })).bot.integrations.chat;
    assert.equal((await shown()).identifier, 'T1');
    await chat.configureIntegration({ identifier: null });
    assert.equal((await shown()).identifier, undefined);
    await refused(chat.configureIntegration({ scheduleRegisterCall: 'fortnightly' }), 'InvalidPayload', 'fortnightly');
    await refused(bot.configureIntegration({ identifier: 'T1' }), 'Forbidden');
  });

  it('count, observe, and list the values of tags', async () => {
    assert.deepEqual(await chat.trackAnalytics({ name: 'messages', count: 2 }), {});
    await refused(chat.trackAnalytics({ name: 'messages', count: 0 }), 'InvalidPayload', 'body.count');
    assert.deepEqual(await chat.captureObservation({ name: 'latency', data: { ms: 3 }, traceId: 't' }), {});
    for (const id of ['v3', 'v1', 'v2']) await chat.createUser({ tags: { id } });
    const { tags, meta } = await chat.listTagValues({ key: 'id', type: 'user', pageSize: 2 });
    assert.deepEqual(tags, [{ value: 'v1' }, { value: 'v2' }]);
    const rest = await bot.listTagValues({ key: 'chat:id', type: 'user', nextToken: meta.nextToken });
    assert.deepEqual(rest, { tags: [{ value: 'v3' }], meta: {} });
  });

  it('get webhooks under an address of their own, with path, query and method', async () => {
    const { webhookUrl: url } = (await admin.getBot({ id: botId })).bot.integrations.chat;
    assert.ok(url.startsWith(`${webhookUrl}/`));
    const answer = await fetch(`${url}/a/b?c=d`, { method: 'PUT', body: 'hello' });
    assert.equal(answer.status, 200);
    const {
      body: { req },
    } = await server.request((call) => call.headers['x-bp-operation'] === 'webhook_received');
    assert.deepEqual([req.method, req.path, req.query, req.body], ['PUT', '/a/b', 'c=d', 'hello']);
  });

  it('are who their token says', async () => {
    const {
      bot: { id: otherId },
    } = await admin.createBot({});
    const who = await admin.introspect({ botId });
    assert.deepEqual([who.workspaceId, who.botId], [workspaceId, botId]);
    assert.match(who.userId, /^user_/);
    const { value: iak } = await admin.createIntegrationApiKey({ integrationId });
    const { value: bak } = await admin.createBotApiKey({ botId });
    const integration = { integrationId, integrationAlias: 'chat' };
    await connect({ token: iak, botId, ...integration }).listUsers({});
    await connect({ token: bak, botId }).listUsers({});
    await refused(connect({ token: iak, botId: otherId, ...integration }).listUsers({}), 'Forbidden');
    await refused(connect({ token: bak, botId: otherId }).listUsers({}), 'Forbidden');
    await refused(connect({ token: bak, botId, ...integration }).listUsers({}), 'Forbidden', 'x-integration-id');
    await refused(connect({ token: iak, botId }).listUsers({}), 'Forbidden', 'x-integration-id');
    await refused(connect({ token: 'nonsense', botId }).listUsers({}), 'Unauthorized');
    await refused(connect({ token: iak }).listBots({}), 'Forbidden');
  });

  it('are told in the form of the API what they ask wrongly', async () => {
    const ask = (path, options) =>
      fetch(`${apiUrl}${path}`, options).then(async (answer) => [answer.status, await answer.json()]);
    for (const [path, options, status, type] of [
      ['/v1/chat/nothing', {}, 404, 'ResourceNotFound'],
      ['/v1/chat/users', { method: 'DELETE' }, 405, 'MethodNotFound'],
      ['/v1/chat/users', {}, 401, 'Unauthorized'],
      ['/v1/chat/users', { headers: { authorization: `Bearer ${token}` } }, 400, 'InvalidPayload'],
    ]) {
      const [found, error] = await ask(path, options);
      assert.deepEqual([found, error.code, error.type], [status, status, type]);
      assert.deepEqual(Object.keys(error), ['id', 'code', 'type', 'message']);
    }
  });

  it('have the scripts of the platform run, where it was built to run them', async () => {
    if (!process.env.VRL) {
      await assert.rejects(admin.runVrl({ data: {}, script: '.' }), /VRL/);
      return;
    }
    const { data, result } = await admin.runVrl({
      data: { name: 'ada' },
      script: '.name = upcase(string!(.name)); .name',
    });
    assert.deepEqual([data, result], [{ name: 'ADA' }, 'ADA']);
    await refused(admin.runVrl({ data: {}, script: 'nonsense(' }), 'InvalidPayload');
  });

  it('are told that a bot that does not answer has failed', async () => {
    const failing = await serve(() => [400, { id: 'err_1', code: 400, type: 'Runtime', message: 'no such city' }]);
    const { chat } = await installed({ botUrl: failing.url });
    const { event } = await chat.createEvent({ type: 'reactionAdded', payload: { name: 'wave' } });
    const failed = await until(async () => {
      const now = (await chat.getEvent({ id: event.id })).event;
      return now.status === 'failed' && now;
    });
    assert.equal(failed.failureReason, 'no such city');
  });
});
