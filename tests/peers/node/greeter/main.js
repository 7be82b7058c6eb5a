// An integration with the official SDK, served on a port: `BP_API_URL` and `BP_TOKEN` are read by the SDK.
import { serve } from '../child.js';
import { sdk } from '../sdk.js';

const { Integration, RuntimeError } = sdk;

/** The messages that failed once. */
const tried = new Set();

const post = (url, body) => fetch(url, { method: 'POST', body: JSON.stringify(body) });

const integration = new Integration({
  register: async ({ ctx, client, webhookUrl, logger }) => {
    if (ctx.configuration.apiKey === 'wrong') throw new RuntimeError('the API key is wrong');
    if (ctx.configuration.apiKey === 'crash') throw new Error("a detail that is nobody's business");
    await client.setState({
      type: 'integration',
      id: ctx.integrationId,
      name: 'registration',
      payload: { webhookUrl },
    });
    logger.forBot().info('registered');
  },
  unregister: async ({ ctx, webhookUrl }) => {
    await post(ctx.configuration.replyUrl, { unregistered: webhookUrl });
  },
  handler: async ({ req, client }) => {
    const { name, room, text, id } = JSON.parse(req.body);
    const { user } = await client.getOrCreateUser({ tags: { name }, name, discriminateByTags: ['name'] });
    const { conversation } = await client.getOrCreateConversation({ channel: 'room', tags: { id: room } });
    if (text) {
      await client.getOrCreateMessage({
        type: 'text',
        payload: { text },
        tags: { id },
        conversationId: conversation.id,
        userId: user.id,
        discriminateByTags: ['id'],
      });
    } else {
      await client.createEvent({ type: 'joined', payload: { name }, conversationId: conversation.id, userId: user.id });
    }
    return { status: 202, headers: { 'x-greeter': 'yes' }, body: `${req.method} ${req.path}?${req.query}` };
  },
  actions: {
    shout: async ({ input, metadata }) => {
      if (input.text === '') throw new RuntimeError('there is nothing to shout');
      if (input.text === 'crash') throw new Error('another detail');
      metadata.setCost(0.5);
      return { text: `${input.text.toUpperCase()}!` };
    },
  },
  channels: {
    room: {
      messages: {
        text: async ({ payload, conversation, message, user, ctx, ack }) => {
          if (payload.text === 'flaky' && !tried.has(message.id)) {
            tried.add(message.id);
            throw new Error('not now');
          }
          const fromTheBot = user.id === ctx.botUserId;
          await post(ctx.configuration.replyUrl, { room: conversation.tags.id, text: payload.text, fromTheBot });
          await ack({ tags: { id: `sent-${message.id}` } });
        },
      },
      // Only newer SDKs know these two.
      messageUpdated: {
        text: async ({ previousMessage, currentMessage, ctx }) => {
          const [was, is] = [previousMessage.payload.text, currentMessage.payload.text];
          await post(ctx.configuration.replyUrl, { was, is });
        },
      },
      conversationUpdated: async ({ previousConversation, currentConversation, ctx }) => {
        const [was, is] = [previousConversation.properties ?? {}, currentConversation.properties];
        await post(ctx.configuration.replyUrl, { was, is });
      },
    },
  },
});

await serve(integration);
