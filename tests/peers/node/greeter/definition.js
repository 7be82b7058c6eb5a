// What the integration declares, as with the official CLI: a definition, and the body that deploys it.
import { sdk } from '../sdk.js';

const { IntegrationDefinition, messages, z } = sdk;

const definition = new IntegrationDefinition({
  name: 'greeter',
  version: '1.0.0',
  title: 'Greeter',
  description: 'An integration with the official SDK.',
  configuration: {
    schema: z.object({
      apiKey: z.string().min(1).title('API key').describe('The key of the other side.'),
      replyUrl: z.string().title('Reply URL').describe('Where the messages of the bot go.'),
    }),
  },
  user: { tags: { name: { title: 'Name', description: 'What they are called.' } } },
  channels: {
    room: {
      title: 'Room',
      messages: { text: messages.defaults.text },
      conversation: { tags: { id: { title: 'ID', description: 'The number of the room.' } } },
      message: { tags: { id: { title: 'ID', description: 'The number of the message.' } } },
    },
  },
  events: { joined: { title: 'Joined', description: 'Somebody came.', schema: z.object({ name: z.string() }) } },
  actions: {
    shout: {
      title: 'Shout',
      description: 'Say it louder.',
      input: { schema: z.object({ text: z.string() }) },
      output: { schema: z.object({ text: z.string() }) },
    },
  },
  states: { registration: { type: 'integration', schema: z.object({ webhookUrl: z.string() }) } },
});

const withSchema = (part) => ({ ...part, schema: part.schema.toJSONSchema() });
const each = (parts, change) => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, change(part)]));

/** The body of `createIntegration`. */
export const body = {
  name: definition.name,
  version: definition.version,
  title: definition.title,
  description: definition.description,
  configuration: withSchema(definition.configuration),
  user: definition.user,
  channels: each(definition.channels, (channel) => ({ ...channel, messages: each(channel.messages, withSchema) })),
  events: each(definition.events, withSchema),
  actions: each(definition.actions, (action) => ({
    ...action,
    input: withSchema(action.input),
    output: withSchema(action.output),
  })),
  states: each(definition.states, withSchema),
  extraOperations: { message_updated: { enabled: true }, conversation_updated: { enabled: true } },
};
