// What the API's objects look like: every key with what it holds. A `?` says that it may be absent; any other key, and
// any that is not here, is a mistake.
import assert from 'node:assert/strict';

const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const id = (prefix) => new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`);
const texts = (value) => Object.values(value).every((text) => typeof text === 'string');
const object = (value) => value?.constructor === Object;
const orNull = (kind) => (value) => value === null || fits(value, kind);
const oneOf =
  (...values) =>
  (value) =>
    values.includes(value);
const listOf = (kind) => (value) => Array.isArray(value) && value.every((item) => fits(item, kind));

export const User = {
  id: id('user'),
  createdAt: date,
  updatedAt: date,
  tags: texts,
  'name?': String,
  'pictureUrl?': String,
  'properties?': texts,
  'attributes?': texts,
};

export const Conversation = {
  id: id('conv'),
  createdAt: date,
  updatedAt: date,
  channel: String,
  integration: String,
  tags: texts,
  messageCount: Number,
  'properties?': texts,
};

export const Message = {
  id: id('msg'),
  createdAt: date,
  updatedAt: date,
  type: String,
  payload: object,
  direction: oneOf('incoming', 'outgoing'),
  userId: id('user'),
  conversationId: id('conv'),
  tags: texts,
  'origin?': oneOf('synthetic'),
};

export const Event = {
  id: id('evt'),
  createdAt: date,
  type: String,
  payload: object,
  'conversationId?': id('conv'),
  'userId?': id('user'),
  'messageId?': id('msg'),
  status: oneOf('pending', 'processed', 'ignored', 'failed', 'scheduled', 'canceled'),
  failureReason: orNull(String),
};

export const State = {
  id: id('state'),
  createdAt: date,
  updatedAt: date,
  botId: id('bot'),
  'conversationId?': id('conv'),
  'userId?': id('user'),
  name: String,
  type: oneOf('conversation', 'user', 'bot', 'integration', 'workflow'),
  payload: object,
  'expiry?': Number,
  'expiresAt?': date,
};

export const Workflow = {
  id: id('wrkflow'),
  createdAt: date,
  updatedAt: date,
  name: String,
  status: oneOf('pending', 'in_progress', 'failed', 'completed', 'listening', 'paused', 'timedout', 'cancelled'),
  input: object,
  output: object,
  'parentWorkflowId?': id('wrkflow'),
  'conversationId?': id('conv'),
  'userId?': id('user'),
  'completedAt?': date,
  'failureReason?': String,
  timeoutAt: date,
  tags: texts,
};

const Owner = { type: oneOf('bot', 'integration', 'user'), 'id?': String, 'name?': String, 'alias?': String };

export const File = {
  id: id('file'),
  botId: id('bot'),
  key: String,
  url: /^http/,
  size: orNull(Number),
  contentType: String,
  tags: texts,
  metadata: object,
  createdAt: date,
  updatedAt: date,
  accessPolicies: listOf(oneOf('public_content', 'integrations')),
  index: Boolean,
  status: /^(upload|indexing)_(pending|failed|completed)$/,
  'failedStatusReason?': String,
  'expiresAt?': date,
  owner: Owner,
  'uploadUrl?': /^http/,
  'indexingStack?': oneOf('v1', 'v2'),
};

export const Passage = {
  content: String,
  score: Number,
  meta: { 'type?': String, 'subtype?': String, 'pageNumber?': Number, 'position?': Number, 'sourceUrl?': String },
  file: {
    id: id('file'),
    key: String,
    contentType: String,
    metadata: object,
    tags: texts,
    createdAt: date,
    updatedAt: date,
  },
  'context?': listOf({ 'id?': String, text: String, 'offset?': Number, type: String }),
};

export const Key = (prefix) => ({ id: id(prefix), createdAt: date, note: String });
export const NewKey = (prefix) => ({ ...Key(prefix), value: String });

/** Fails unless the value is exactly of this shape; gives it back. */
export function assertShape(value, shape) {
  const wrong = mistakes(value, shape, '');
  assert.deepEqual(wrong, [], JSON.stringify(value));
  return value;
}

function mistakes(value, shape, at) {
  if (!object(value)) return [`${at}: no object`];
  const keys = new Map(Object.keys(shape).map((key) => [key.replace('?', ''), key]));
  const extra = Object.keys(value).filter((key) => !keys.has(key));
  const wrong = extra.map((key) => `${at}${key}: is not of the API`);
  for (const [name, key] of keys) {
    if (!(name in value)) {
      if (name === key) wrong.push(`${at}${name}: is missing`);
    } else if (object(shape[key])) {
      wrong.push(...mistakes(value[name], shape[key], `${at}${name}.`));
    } else if (!fits(value[name], shape[key])) {
      wrong.push(`${at}${name}: is ${JSON.stringify(value[name])}`);
    }
  }
  return wrong;
}

function fits(value, kind) {
  if (kind instanceof RegExp) return typeof value === 'string' && kind.test(value);
  if (kind === String || kind === Number || kind === Boolean) return Object(value) instanceof kind;
  return object(kind) ? mistakes(value, kind, '').length === 0 : kind(value);
}
