// A bot with the official SDK, served on a port: `BP_API_URL` and `BP_TOKEN` are read by the SDK.
import { serve } from '../child.js';
import { sdk } from '../sdk.js';

const { Bot, isApiError } = sdk;

const bot = new Bot({
  // Without it SDK 5.4.3 refuses every event.
  plugins: {},
  register: ({ client, ctx }) =>
    client.setState({
      type: 'bot',
      id: ctx.botId,
      name: 'registration',
      payload: { configuration: ctx.configuration },
    }),
  actions: { greet: async ({ input }) => ({ text: `Hello ${input.name}!` }) },
});

const say = (client, ctx, conversationId, text) =>
  client.createMessage({ conversationId, userId: ctx.botId, type: 'text', payload: { text }, tags: {} });

bot.on.message('*', async ({ message, conversation, user, client, ctx }) => {
  const { text } = message.payload;
  if (text === 'crash') throw new Error("a detail that is nobody's business");
  if (text === 'nap') {
    const nap = { type: 'bot', id: ctx.botId, name: 'nap' };
    await client.setState({ ...nap, payload: { conversationId: conversation.id }, expiry: 1 });
    return;
  }
  const visits = { type: 'bot', id: ctx.botId, name: 'visits' };
  const { state } = await client.getOrSetState({ ...visits, payload: { count: 0 } });
  const { state: counted } = await client.patchState({ ...visits, payload: { count: state.payload.count + 1 } });
  const weighed = client.callAction({ type: 'courier:weigh', input: { text: text === 'nothing' ? '' : text } });
  const weight = await weighed.then(
    ({ output }) => `${output.grams} grams`,
    (error) => isApiError(error) && error.message,
  );
  await say(client, ctx, conversation.id, `${user.tags['courier:name']}, visit ${counted.payload.count}: ${weight}`);
});

bot.on.event('*', async ({ event, client, ctx }) => {
  if (event.type === 'courier:rang') await say(client, ctx, event.conversationId, `rang ${event.payload.times} time`);
});

bot.on.stateExpired('*', async ({ state, client, ctx }) => {
  await say(client, ctx, state.payload.conversationId, `the state ${state.name} is over`);
});

await serve(bot);
