// An integration with the official SDK: deployed, installed, registered, and called in every way.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { start } from './child.js';
import { body } from './greeter/definition.js';
import { isNew, version } from './sdk.js';
import { State, assertShape } from './shapes.js';
import { admin, botId, connect, refused, serve, until } from './world.js';

const asJson = (value) => JSON.parse(JSON.stringify(value));

describe(`an integration written with @botpress/sdk ${version}`, async () => {
  const replies = await serve();
  const bot = connect({ botId });
  let integrationId, url, webhookUrl, integration;

  /** Installs it with this API key; gives the installation as `updateBot` answers it. */
  async function install(apiKey) {
    const configuration = { apiKey, replyUrl: replies.url };
    const integrations = { greeter: { integrationId, enabled: true, configuration } };
    return (await admin.updateBot({ id: botId, integrations })).bot.integrations.greeter;
  }

  const since = { timeStart: '2020-01-01T00:00:00.000Z', timeEnd: '2999-01-01T00:00:00.000Z' };
  /** What the log of the bot says, that of the integration included. */
  const log = async () => (await admin.getBotLogs({ id: botId, ...since })).logs;
  const send = (path, message) => fetch(`${webhookUrl}${path}`, { method: 'POST', body: JSON.stringify(message) });
  const reply = (wanted) => replies.request(({ body }) => wanted(body));

  it('is deployed, with what it declares', async () => {
    const { integration: deployed } = await admin.createIntegration(body);
    integrationId = deployed.id;
    const { value } = await admin.createIntegrationApiKey({ integrationId });
    url = await start('greeter', value);
    const { integration: served } = await admin.updateIntegration({ id: integrationId, url });
    assert.equal(served.url, url);
    assert.deepEqual(served.actions.shout.input.schema, asJson(body.actions.shout.input.schema));
    assert.deepEqual(Object.keys(served.channels.room.messages), ['text']);
    integration = connect({ botId, integrationId, integrationAlias: 'greeter' });
  });

  it('says why it refuses a configuration', async () => {
    await refused(install(''), 'InvalidPayload', 'body.integrations.greeter.configuration.apiKey');
    const wrong = await install('wrong');
    assert.deepEqual([wrong.status, wrong.statusReason], ['registration_failed', 'the API key is wrong']);
    const crashed = await install('crash');
    assert.equal(crashed.status, 'registration_failed');
    assert.match(crashed.statusReason, /^An unexpected error occurred in the integration/);
    assert.ok((await log()).some(({ message }) => message.includes('the API key is wrong')));
  });

  it('is registered, and remembers it in a state', async () => {
    const installation = await install('right');
    assert.deepEqual([installation.status, installation.statusReason], ['registered', null]);
    ({ webhookUrl } = installation);
    const { state } = await integration.getState({ type: 'integration', id: integrationId, name: 'registration' });
    assert.deepEqual(assertShape(state, State).payload, { webhookUrl });
  });

  it('answers webhooks itself, and brings messages to the bot, whose answer it delivers', async () => {
    const answer = await send('/messages?a=b', { name: 'Ada', room: '7', text: 'hello', id: '1' });
    assert.deepEqual([answer.status, answer.headers.get('x-greeter')], [202, 'yes']);
    assert.equal(await answer.text(), 'POST /messages?a=b', 'verbatim');
    const { body } = await reply((body) => body.room === '7');
    assert.deepEqual(
      body,
      { room: '7', text: 'hello', fromTheBot: true },
      'the bot of this test repeats what it hears',
    );

    const { conversations } = await bot.listConversations({ tags: { 'greeter:id': '7' } });
    const { messages } = await until(async () => {
      const { messages } = await bot.listMessages({ conversationId: conversations[0].id });
      return messages[0].tags['greeter:id'] && { messages };
    });
    const [said, heard] = messages;
    assert.deepEqual([messages.length, said.direction, heard.direction], [2, 'outgoing', 'incoming']);
    assert.equal(said.tags['greeter:id'], `sent-${said.id}`, 'acknowledged with its own tag');
    const { user } = await bot.getUser({ id: heard.userId });
    assert.deepEqual([user.name, user.tags], ['Ada', { 'greeter:name': 'Ada' }]);

    await send('/messages', { name: 'Ada', room: '7', text: 'hello', id: '1' });
    const { conversation } = await bot.getConversation({ id: conversations[0].id });
    assert.equal(conversation.messageCount, 2, 'a webhook that comes twice is heard once');
  });

  it('tells the bot of events', async () => {
    assert.equal((await send('', { name: 'Grace', room: '8' })).status, 202);
    const { events } = await bot.listEvents({ type: 'greeter:joined' });
    assert.deepEqual(
      events.map(({ payload }) => payload),
      [{ name: 'Grace' }],
    );
  });

  it('has a message delivered again, when its SDK says that it failed by accident', async () => {
    await send('/messages', { name: 'Ada', room: '9', text: 'flaky', id: '2' });
    if (isNew) return reply(({ text }) => text === 'flaky');
    await until(async () => (await log()).some(({ message }) => message.includes('was not delivered: An unexpected')));
    await send('/messages', { name: 'Ada', room: '9', text: 'after it', id: '3' });
    return reply(({ text }) => text === 'after it');
  });

  it('is told of changes that the bot makes, when its SDK knows of them', async () => {
    const { conversations } = await bot.listConversations({ tags: { 'greeter:id': '7' } });
    const [{ id }] = conversations;
    const { messages } = await bot.listMessages({ conversationId: id });
    await bot.updateMessage({ id: messages[0].id, payload: { text: 'edited' } });
    await bot.updateConversation({ id, properties: { topic: 'tea' } });
    if (isNew) {
      await reply(({ was, is }) => was === 'hello' && is === 'edited');
      await reply(({ is }) => is?.topic === 'tea');
    }
    await send('/messages', { name: 'Ada', room: '7', text: 'after the changes', id: '4' });
    await reply(({ text }) => text === 'after the changes');
    assert.ok(!(await log()).some(({ message }) => message.includes('_updated')), 'it is no failure not to know them');
  });

  it('answers actions, and says what went wrong', async () => {
    const shout = (text) => bot.callAction({ type: 'greeter:shout', input: { text } });
    assert.deepEqual((await shout('hello')).output, { text: 'HELLO!' });
    await refused(shout(''), 'Runtime', 'there is nothing to shout');
    const hidden = await refused(shout('crash'), 'Runtime', 'An unexpected error occurred in the integration');
    assert.ok(!hidden.message.includes('another detail'));
  });

  it('is unregistered when it is removed, and then not called any more', async () => {
    const { bot: without } = await admin.updateBot({ id: botId, integrations: { greeter: null } });
    assert.deepEqual(without.integrations, {});
    assert.equal((await reply((body) => body.unregistered)).body.unregistered, webhookUrl);
    assert.equal((await send('', { name: 'Ada', room: '7' })).status, 404);
    await refused(integration.listUsers({}), 'Forbidden', 'not installed');
  });
});
