import assert from 'node:assert/strict';
import test from 'node:test';
import { Hub } from 'aws-amplify/utils';
import { CONNECTION_STATE_CHANGE } from 'aws-amplify/data';
import { Note, Todo, frames, ok, subscribe, until } from './support.mjs';

const contents = ({ events }) => events.map(({ content }) => content);

// S002-73, S002-77
test('onCreate, onUpdate and onDelete', async () => {
  const [created, updated, deleted] = [await subscribe(Todo.onCreate()), await subscribe(Todo.onUpdate()), await subscribe(Todo.onDelete())];
  const todo = ok(await Todo.create({ content: 'one', tags: ['x'] }));
  const changed = ok(await Todo.update({ id: todo.id, content: 'two' }));
  ok(await Todo.delete({ id: todo.id }));
  await until('the event of the delete', () => deleted.events.length > 0);
  assert.deepEqual([created.events, updated.events, deleted.events], [[todo], [changed], [changed]]);
  for (const each of [created, updated, deleted]) {
    assert.deepEqual(each.errors, []);
    each.unsubscribe();
  }
});

// S002-76
test('a filter is applied by the service', async () => {
  const mark = `mark-${Date.now()}`;
  const kinds = [Todo.onCreate, Todo.onUpdate, Todo.onDelete];
  const wanted = [];
  for (const kind of kinds) wanted.push(await subscribe(kind({ filter: { and: [{ content: { contains: mark } }, { priority: { gt: 1 } }] } })));
  const before = frames.filter(({ type }) => type === 'data').length;
  const todos = [];
  for (const [content, priority] of [[mark, 1], ['other', 2], [`a ${mark} b`, 2]]) todos.push(ok(await Todo.create({ content, priority })));
  for (const { id, priority } of todos) ok(await Todo.update({ id, priority }));
  for (const { id } of todos) ok(await Todo.delete({ id }));
  await until('the last event', () => wanted[2].events.length > 0);
  assert.deepEqual(wanted.map(contents), [[`a ${mark} b`], [`a ${mark} b`], [`a ${mark} b`]]);
  assert.equal(frames.filter(({ type }) => type === 'data').length - before, 3);
  for (const each of wanted) each.unsubscribe();
});

// S002-78
test('an empty filter is none', async () => {
  const all = await subscribe(Todo.onCreate({ filter: {} }));
  ok(await Todo.create({ content: 'anything' }));
  await until('an event', () => all.events.length > 0);
  all.unsubscribe();
});

// S002-72
test('the mutation decides which fields there are', async () => {
  const all = await subscribe(Todo.onCreate());
  ok(await Todo.create({ content: 'narrow', priority: 5 }, { selectionSet: ['id', 'content', 'createdAt', 'updatedAt'] }));
  await until('an event', () => all.events.length > 0);
  assert.deepEqual([all.events[0].content, all.events[0].priority], ['narrow', null]);
  all.unsubscribe();
});

test('a selection set narrows events', async () => {
  const narrow = await subscribe(Todo.onCreate({ selectionSet: ['content'] }));
  ok(await Todo.create({ content: 'narrow', priority: 5 }));
  await until('an event', () => narrow.events.length > 0);
  assert.deepEqual(narrow.events, [{ content: 'narrow' }]);
  narrow.unsubscribe();
});

// S002-75
test('one unsubscribes and the others go on', async () => {
  const three = [await subscribe(Todo.onCreate()), await subscribe(Todo.onCreate()), await subscribe(Todo.onCreate())];
  three[1].unsubscribe();
  await until('the service to confirm it', () => frames.at(-1)?.type === 'complete');
  ok(await Todo.create({ content: 'after' }));
  await until('events', () => three[0].events.length > 0 && three[2].events.length > 0);
  assert.deepEqual(three.map(contents), [['after'], [], ['after']]);
  three[0].unsubscribe();
  three[2].unsubscribe();
});

// S002-74
test('a refusal reaches the error callback', async () => {
  const refused = await subscribe(Note.onCreate({ authMode: 'apiKey' }));
  assert.equal(refused.events.length, 0);
  assert.match(refused.errors[0].error?.errors[0].message ?? refused.errors[0].errors[0].message, /Unauthorized/);
});

// S002-81, S002-82
test('the connection tells its states', async () => {
  const states = [];
  const stop = Hub.listen('api', ({ payload }) => {
    if (payload.event === CONNECTION_STATE_CHANGE) states.push(payload.data.connectionState);
  });
  await until('the connection of the tests before to end', () => states.at(-1) !== 'ConnectedPendingDisconnect');
  const subscription = await subscribe(Todo.onCreate());
  await until('Connected', () => states.at(-1) === 'Connected');
  subscription.unsubscribe();
  await until('Disconnected', () => states.at(-1) === 'Disconnected');
  assert.deepEqual(states.slice(-3), ['Connected', 'ConnectedPendingDisconnect', 'Disconnected']);
  stop();
});
