// What the integration of the client's tests declares.
const open = { type: 'object', additionalProperties: true };
const of = (properties) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = { type: 'string', minLength: 1 };

export const definition = {
  version: '1.0.0',
  title: 'Chat',
  description: 'Everything that an integration can declare.',
  user: { tags: { id: { title: 'ID' }, team: { title: 'Team' } } },
  channels: {
    dm: {
      messages: { text: { schema: of({ text }) }, image: { schema: of({ imageUrl: text }) } },
      conversation: { tags: { id: {}, thread: {} } },
      message: { tags: { ts: {}, kind: {} } },
    },
    group: {
      messages: { text: { schema: of({ text }) } },
      conversation: { tags: { id: {} } },
      message: { tags: {} },
    },
  },
  events: { reactionAdded: { title: 'Reaction added', schema: of({ name: text }) } },
  actions: { greet: { title: 'Greet', input: { schema: of({ name: text }) }, output: { schema: of({ text }) } } },
  states: {
    credentials: { type: 'integration', schema: of({ token: text }) },
    profile: { type: 'user', schema: open },
    notes: { type: 'conversation', schema: open },
  },
  configuration: { schema: open },
};
