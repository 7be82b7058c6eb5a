// A bot with the official SDK behind an integration written in Rust: `COURIER` is the body that deploys it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { start } from './child.js';
import { isNew, version } from './sdk.js';
import { admin, connect, refused, serve, token, until } from './world.js';

describe(`a bot written with @botpress/sdk ${version}, behind an integration written in Rust`, async () => {
  const replies = await serve();
  let bot, botId, webhookUrl;

  const send = (message) =>
    fetch(webhookUrl, { method: 'POST', body: JSON.stringify({ house: '7', name: 'Ada', ...message }) });
  const say = async (text, number) => assert.equal((await send({ text, number })).status, 200);
  /** What the Rust integration delivered. */
  const delivered = async (text) => (await replies.request(({ body }) => body.text === text)).body;

  it('is registered where it is served from its creation on', async () => {
    const url = await start('concierge', token);
    const schema = { type: 'object', additionalProperties: true };
    const configuration = { schema, data: { language: 'en' } };
    ({
      bot: { id: botId },
    } = await admin.createBot({ name: 'Concierge', url, configuration }));
    bot = connect({ botId });
    const { state } = await bot.getState({ type: 'bot', id: botId, name: 'registration' });
    assert.deepEqual(state.payload, { configuration: { language: 'en' } });
  });

  it('moves to where an update says, and gets an integration written in Rust', async () => {
    const { value } = await admin.createBotApiKey({ botId });
    const url = await start('concierge', value);
    const { integration } = await admin.createIntegration(JSON.parse(process.env.COURIER));
    const configuration = { replyUrl: replies.url };
    const integrations = { courier: { integrationId: integration.id, enabled: true, configuration } };
    const { bot: updated } = await admin.updateBot({ id: botId, url, integrations });
    const { courier } = updated.integrations;
    assert.deepEqual([courier.status, courier.statusReason], ['registered', null]);
    ({ webhookUrl } = courier);
  });

  it('answers a message that comes through it, with the help of its action', async () => {
    await say('hello', '1');
    assert.deepEqual(await delivered('Ada, visit 1: 5 grams'), { house: '7', text: 'Ada, visit 1: 5 grams' });
    await say('bonjour', '2');
    await delivered('Ada, visit 2: 7 grams');
    const { conversations } = await bot.listConversations({ tags: { 'courier:house': '7' } });
    assert.equal(conversations.length, 1);
    const answer = await until(async () => {
      const { messages } = await bot.listMessages({ conversationId: conversations[0].id });
      return messages[0].tags['courier:number'] && messages[0];
    });
    assert.equal(answer.tags['courier:number'], `reply to ${answer.id}`, 'what the Rust integration returned');

    await say('hello', '1');
    const { conversation } = await bot.getConversation({ id: conversations[0].id });
    assert.equal(conversation.messageCount, 4, 'a message that comes twice is heard once');
  });

  // The client in the place of the one that newer SDKs ask for hands them no refusals.
  it('is told what an action refuses', { skip: isNew }, async () => {
    await say('nothing', '3');
    await delivered('Ada, visit 3: there is nothing to weigh');
  });

  it('handles its events', async () => {
    assert.equal((await send({})).status, 200);
    await delivered('rang 1 time');
    const { events } = await until(async () => {
      const found = await bot.listEvents({ type: 'courier:rang', status: 'processed' });
      return found.events.length === 1 && found;
    });
    assert.deepEqual(events[0].payload, { times: 1 });
  });

  it('hears of its states that expire', async () => {
    await say('nap', '4');
    await delivered('the state nap is over');
    await refused(bot.getState({ type: 'bot', id: botId, name: 'nap' }), 'ResourceNotFound');
  });

  it('does its own actions', async () => {
    const { output } = await bot.callAction({ type: 'greet', input: { name: 'Ada' } });
    assert.deepEqual(output, { text: 'Hello Ada!' });
  });

  it('fails on one event without harm to the next', async () => {
    await say('crash', '5');
    const { events } = await until(async () => {
      const found = await bot.listEvents({ status: 'failed' });
      return found.events.length === 1 && found;
    });
    assert.match(events[0].failureReason, /^An unexpected error occurred in the bot/);
    await say('again', '6');
    await delivered(`Ada, visit ${isNew ? 3 : 4}: 5 grams`);
  });
});
