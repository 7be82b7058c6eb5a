import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { definition } from '../definition.js';
import { Key, NewKey, assertShape } from '../shapes.js';
import { admin, botId, connect, installed, newName, refused, serve, until, workspaceId } from '../world.js';

const interfaces = [
  'creatable',
  'deletable',
  'files-readonly',
  'hitl',
  'listable',
  'llm',
  'message-state',
  'proactive-conversation',
  'proactive-user',
  'readable',
  'speech-to-text',
  'text-to-image',
  'typing-indicator',
  'updatable',
];

describe('the admin API', () => {
  it('knows the account and its tokens', async () => {
    const { account } = await admin.getAccount({});
    assert.deepEqual([typeof account.id, account.emailVerified], ['string', true]);
    const { pat } = await admin.createPersonalAccessToken({ note: 'a test' });
    assertShape(pat, NewKey('pat'));
    const other = connect({ token: pat.value });
    const listed = (await other.listPersonalAccessTokens({})).pats.find(({ id }) => id === pat.id);
    assert.equal(assertShape(listed, Key('pat')).note, 'a test');
    assert.deepEqual(await admin.deletePersonalAccessToken({ id: pat.id }), {});
    await refused(other.getAccount({}), 'Unauthorized');
  });

  it('knows the workspace, which may have a handle that nobody else has', async () => {
    const { workspaces } = await admin.listWorkspaces({});
    assert.deepEqual(
      workspaces.map(({ id }) => id),
      [workspaceId],
    );
    const workspace = await admin.getWorkspace({ id: workspaceId });
    assert.deepEqual(workspace, workspaces[0], 'the bare object');
    assert.equal(workspace.activeTrialId, null);
    assert.deepEqual(await admin.list.workspaces({}).collect(), workspaces);
    const { publicWorkspaces } = { publicWorkspaces: (await admin.listPublicWorkspaces({})).workspaces };
    assert.ok(publicWorkspaces.some(({ id }) => id === workspaceId));
    assert.equal((await admin.list.publicWorkspaces({}).collect()).length, publicWorkspaces.length);

    const handle = `acme${process.pid}`;
    const free = await admin.checkHandleAvailability({ handle });
    assert.deepEqual(free, { available: true, suggestions: [] });
    assert.equal((await admin.updateWorkspace({ id: workspaceId, handle })).handle, handle);
    const taken = await admin.checkHandleAvailability({ handle });
    assert.deepEqual([taken.available, taken.usedBy], [false, workspaceId]);
    assert.ok(taken.suggestions.length > 0);
    assert.deepEqual(
      (await admin.listWorkspaces({ handle })).workspaces.map(({ id }) => id),
      [workspaceId],
    );
    await refused(admin.updateWorkspace({ id: workspaceId, handle: 'A B' }), 'InvalidIdentifier', 'body.handle');
    await refused(admin.getWorkspace({ id: 'wkspace_01ARZ3NDEKTSV4RRFFQ69G5FAV' }), 'ResourceNotFound');
  });

  it('creates, reads, updates and deletes integrations', async () => {
    const name = newName();
    const body = { ...definition, name, url: 'http://127.0.0.1:9', secrets: { KEY: 'hidden' }, attributes: { a: '1' } };
    assert.deepEqual(await admin.validateIntegrationCreation(body), {});
    const { integration } = await admin.createIntegration(body);
    assert.match(integration.id, /^intver_/);
    assert.match(integration.signingSecret, /^[\w-]{43}$/);
    assert.deepEqual([integration.secrets, integration.visibility, integration.dev], [['KEY'], 'private', false]);
    assert.deepEqual(integration.channels.dm.conversation.tags, { id: {}, thread: {} });
    await refused(admin.createIntegration(body), 'AlreadyExists', name);

    const { integration: read } = await admin.getIntegration({ id: integration.id });
    assert.deepEqual([read.name, read.signingSecret || undefined], [name, undefined]);
    const change = {
      id: integration.id,
      title: 'Changed',
      actions: { greet: null },
      channels: { group: null },
      attributes: { a: null, b: '2' },
      user: { tags: { team: null } },
      secrets: { KEY: null, OTHER: 'x' },
    };
    assert.deepEqual(await admin.validateIntegrationUpdate(change), {});
    assert.equal(
      (await admin.getIntegration({ id: integration.id })).integration.title,
      'Chat',
      'that was only a question',
    );
    const { integration: changed } = await admin.updateIntegration(change);
    assert.deepEqual([changed.title, changed.actions, Object.keys(changed.channels)], ['Changed', {}, ['dm']]);
    assert.deepEqual(
      [changed.attributes, Object.keys(changed.user.tags), changed.secrets],
      [{ b: '2' }, ['id'], ['OTHER']],
    );
    assert.deepEqual(Object.keys(changed.events), ['reactionAdded'], 'what is not mentioned stays');

    await admin.createIntegration({ ...body, version: '1.1.0' });
    const version = async (version) => (await admin.getIntegrationByName({ name, version })).integration.version;
    assert.deepEqual(
      [await version('latest'), await version('1.0.0'), await version('<1.1.0')],
      ['1.1.0', '1.0.0', '1.0.0'],
    );
    await refused(admin.getIntegrationByName({ name, version: '2.0.0' }), 'ResourceNotFound', name);
    const { integrations } = await admin.listIntegrations({ name });
    assert.deepEqual(integrations.map((one) => one.version).sort(), ['1.0.0', '1.1.0']);
    assert.equal((await admin.list.integrations({ name, limit: 1 }).collect()).length, 2);
    assert.equal((await admin.listIntegrations({ name, version: 'latest' })).integrations.length, 1);

    const requested = await admin.requestIntegrationVerification({ integrationId: integration.id });
    assert.deepEqual(requested, {});
    assert.equal((await admin.getIntegration({ id: integration.id })).integration.verificationStatus, 'pending');
    const { newSigningSecret } = await admin.rotateIntegrationSigningSecrets({ id: integration.id });
    assert.notEqual(newSigningSecret, integration.signingSecret);
    assert.deepEqual(await admin.deleteIntegration({ id: integration.id }), {});
    await refused(admin.getIntegration({ id: integration.id }), 'ResourceNotFound', integration.id);
  });

  it('refuses integrations that the platform refuses', async () => {
    const body = { ...definition, name: newName(), url: 'http://127.0.0.1:9' };
    for (const [change, type, at] of [
      [{ name: 'Not a name' }, 'InvalidIdentifier', 'body.name'],
      [{ name: 'somebody-else/chat' }, 'InvalidIdentifier', 'body.name'],
      [{ version: 'one' }, 'InvalidPayload', 'body.version'],
      [{ title: 'x'.repeat(65) }, 'InvalidPayload', 'body.title'],
      [{ actions: { 'not-a-name': definition.actions.greet } }, 'InvalidIdentifier', 'body.actions.not-a-name'],
      [{ events: { thing: { schema: { type: 'nonsense' } } } }, 'InvalidJsonSchema', 'body.events.thing.schema'],
      [
        { events: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`event${n}`, { schema: {} }])) },
        'InvalidPayload',
        'body.events',
      ],
      [
        {
          interfaces: {
            x: { id: 'ifver_01ARZ3NDEKTSV4RRFFQ69G5FAV', entities: {}, actions: {}, events: {}, channels: {} },
          },
        },
        'ReferenceNotFound',
        'body.interfaces.x.id',
      ],
    ]) {
      await refused(admin.validateIntegrationCreation({ ...body, ...change }), type, at);
      await refused(admin.createIntegration({ ...body, ...change }), type, at);
    }
  });

  it('publishes integrations in the hub, where they cannot break who uses them', async () => {
    const name = newName();
    const { integration } = await admin.createIntegration({
      ...definition,
      name,
      url: 'http://127.0.0.1:9',
      visibility: 'public',
    });
    const { integration: shown } = await admin.getPublicIntegration({ name, version: 'latest' });
    assert.deepEqual([shown.id, shown.ownerWorkspace.id], [integration.id, workspaceId]);
    assert.equal((await admin.getPublicIntegrationById({ id: integration.id })).integration.name, name);
    assert.equal((await admin.listPublicIntegrations({ name })).integrations.length, 1);
    assert.equal((await admin.list.publicIntegrations({ search: name }).collect()).length, 1);
    await refused(
      admin.updateIntegration({ id: integration.id, actions: { greet: null } }),
      'BreakingChanges',
      'greet',
    );
  });

  it('has the interfaces of the platform, and no plugins', async () => {
    const found = await admin.list.publicInterfaces({}).collect();
    assert.deepEqual(found.map(({ name }) => name).sort(), interfaces);
    assert.equal((await admin.listPublicInterfaces({ name: 'hitl' })).interfaces.length, 1);
    const { interface: listable } = await admin.getPublicInterface({ name: 'listable', version: 'latest' });
    assert.deepEqual(Object.keys(listable.actions), ['list']);
    assert.deepEqual((await admin.getPublicInterfaceById({ id: listable.id })).interface, listable);
    assert.deepEqual((await admin.getInterface({ id: listable.id })).interface, listable);
    assert.deepEqual(
      (await admin.getInterfaceByName({ name: 'listable', version: listable.version })).interface,
      listable,
    );
    assert.deepEqual(
      [(await admin.listInterfaces({})).interfaces, await admin.list.interfaces({}).collect()],
      [[], []],
    );

    assert.deepEqual([(await admin.listPlugins({})).plugins, await admin.list.plugins({}).collect()], [[], []]);
    assert.deepEqual(
      [(await admin.listPublicPlugins({})).plugins, await admin.list.publicPlugins({}).collect()],
      [[], []],
    );
    const [id, named] = [{ id: 'plugver_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, { name: 'hitl', version: 'latest' }];
    await refused(admin.getPlugin(id), 'ResourceNotFound');
    await refused(admin.getPublicPluginById(id), 'ResourceNotFound');
    await refused(admin.getPluginByName(named), 'ResourceNotFound');
    await refused(admin.getPublicPlugin(named), 'ResourceNotFound');
  });

  it('creates, reads, updates and deletes bots', async () => {
    const schema = { type: 'object', properties: { n: { type: 'number' } }, additionalProperties: false };
    const { bot } = await admin.createBot({
      name: 'Ada',
      description: 'a bot',
      tags: { team: `t${process.pid}` },
      states: { count: { type: 'bot', schema } },
      events: { tick: { schema } },
      configuration: { schema, data: { n: 1 } },
    });
    assert.match(bot.id, /^bot_/);
    assert.match(bot.signingSecret, /^[\w-]{43}$/);
    assert.deepEqual([bot.name, bot.status, bot.dev, bot.integrations, bot.plugins], ['Ada', 'active', false, {}, {}]);
    assert.deepEqual([Object.keys(bot.states), bot.configuration.data], [['count'], { n: 1 }]);
    const { bot: changed } = await admin.updateBot({
      id: bot.id,
      name: 'Grace',
      events: { tick: null },
      secrets: { KEY: 'x' },
    });
    assert.deepEqual([changed.name, changed.events, changed.secrets], ['Grace', {}, ['KEY']]);
    const { bot: read } = await admin.getBot({ id: bot.id });
    assert.deepEqual([read, read.signingSecret || undefined], [changed, undefined]);
    const listed = await admin.listBots({ tags: { team: `t${process.pid}` } });
    assert.deepEqual(
      listed.bots.map(({ id, name }) => [id, name]),
      [[bot.id, 'Grace']],
    );
    assert.ok((await admin.list.bots({ pageSize: 2 }).collect()).some(({ id }) => id === bot.id));
    const { bot: dev } = await admin.createBot({ dev: true, url: 'http://127.0.0.1:9' });
    assert.deepEqual(
      [dev.dev, (await admin.listBots({ dev: true })).bots.some(({ id }) => id === dev.id)],
      [true, true],
    );

    const { newSigningSecret } = await admin.rotateBotSigningSecrets({ id: bot.id });
    assert.match(newSigningSecret, /^[\w-]{43}$/);
    assert.deepEqual(await admin.deleteBot({ id: bot.id }), {});
    await refused(admin.getBot({ id: bot.id }), 'ResourceNotFound', bot.id);
    await refused(admin.deleteBot({ id: botId }), 'Forbidden', 'started with');
    await refused(admin.createBot({ url: 'nonsense' }), 'InvalidPayload', 'body.url');
  });

  it('makes keys of integrations and bots, shown once', async () => {
    const { botId, integrationId } = await installed();
    const key = await admin.createIntegrationApiKey({ integrationId, note: 'n' });
    assertShape(key, NewKey('iak'));
    const { iaks } = await admin.listIntegrationApiKeys({ integrationId });
    assert.deepEqual(iaks, [{ id: key.id, createdAt: key.createdAt, note: 'n' }]);
    assert.deepEqual(await admin.deleteIntegrationApiKey({ id: key.id }), {});
    assert.deepEqual((await admin.listIntegrationApiKeys({ integrationId })).iaks, []);
    const bak = await admin.createBotApiKey({ botId, note: 'm' });
    assertShape(bak, NewKey('bak'));
    assert.deepEqual((await admin.listBotApiKeys({ botId })).baks, [
      { id: bak.id, createdAt: bak.createdAt, note: 'm' },
    ]);
    assert.deepEqual(await admin.deleteBotApiKey({ id: bak.id }), {});
    await refused(connect({ token: bak.value, botId }).listUsers({}), 'Unauthorized');
  });

  it('gives installations ids to share', async () => {
    const { botId, integrationId } = await installed();
    const of = { botId, integrationId, integrationInstanceAlias: 'chat' };
    await refused(admin.getIntegrationShareableId(of), 'ResourceNotFound');
    const { shareableId } = await admin.createIntegrationShareableId(of);
    assert.deepEqual(await admin.getIntegrationShareableId(of), { shareableId, isExpired: false });
    assert.deepEqual(await admin.deleteIntegrationShareableId(of), {});
    await refused(admin.getIntegrationShareableId(of), 'ResourceNotFound');
  });

  it('installs integrations, says why they are not registered, and keeps the log', async () => {
    const refusal = { id: 'err_1', code: 400, type: 'Runtime', message: 'the token is wrong' };
    const server = await serve(({ headers }) =>
      headers['x-bp-operation'] === 'register' ? [400, refusal] : [500, {}],
    );
    const { botId, integrationId } = await installed({ url: server.url });
    const { bot } = await admin.getBot({ id: botId });
    const { status, statusReason, webhookUrl, enabled } = bot.integrations.chat;
    assert.deepEqual([status, statusReason, enabled], ['registration_failed', 'the token is wrong', true]);
    assert.equal((await fetch(webhookUrl, { method: 'POST' })).status, 500);
    const logged = async (read) => until(async () => (await read).logs.find(({ level }) => level === 'error'));
    const since = { timeStart: '2020-01-01T00:00:00.000Z', timeEnd: '2999-01-01T00:00:00.000Z' };
    const line = await logged(admin.getIntegrationLogs({ id: integrationId, ...since }));
    assert.deepEqual(Object.keys(line).sort(), ['level', 'message', 'timestamp']);
    assert.ok((await logged(admin.getBotLogs({ id: botId, ...since }))).message.length > 0);
    await refused(
      admin.updateBot({ id: botId, integrations: { other: { integrationId: 'intver_01ARZ3NDEKTSV4RRFFQ69G5FAV' } } }),
      'ReferenceNotFound',
    );
    const { bot: empty } = await admin.updateBot({ id: botId, integrations: { chat: null } });
    assert.deepEqual(empty.integrations, {});
  });
});
