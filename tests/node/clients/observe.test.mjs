import assert from 'node:assert/strict';
import test from 'node:test';
import { Page, Todo, control, frames, ok, until } from './support.mjs';

const acknowledged = () => frames.filter(({ type }) => type === 'start_ack').length;

// Observes, and returns once the three subscriptions stand: the client may be synced before, and what happens in between does not reach it.
async function observe(observable) {
  const before = acknowledged();
  const snapshots = [];
  const errors = [];
  const subscription = observable.subscribe({ next: (snapshot) => snapshots.push(snapshot), error: (error) => errors.push(error) });
  await until('three subscriptions', () => acknowledged() === before + 3);
  return { snapshots, errors, last: () => snapshots.at(-1), stop: () => subscription.unsubscribe() };
}

// S002-71
test('observeQuery pages through everything until it is synced', async () => {
  const { length } = ok(await Page.list({ limit: 1000 }));
  for (let number = length; number < 250; number += 1) ok(await Page.create({ number }));
  const pages = await observe(Page.observeQuery());
  await until('isSynced', () => pages.last()?.isSynced);
  assert.equal(pages.last().items.length, 250);
  assert.deepEqual(pages.snapshots.map(({ isSynced }) => isSynced), [false, false, true]);
  assert.deepEqual(pages.errors, []);
  pages.stop();
});

// S002-71
test('observeQuery shows what is created, changed and deleted later', async () => {
  const mark = `observe-${Date.now()}`;
  const first = ok(await Todo.create({ content: mark, priority: 1 }));
  const todos = await observe(Todo.observeQuery({ filter: { content: { eq: mark } } }));
  const priorities = () => (todos.last()?.isSynced ? todos.last().items.map(({ priority }) => priority) : []);
  await until('isSynced', () => todos.last()?.isSynced);
  assert.deepEqual(priorities(), [1]);
  const second = ok(await Todo.create({ content: mark, priority: 2 }));
  ok(await Todo.create({ content: 'other', priority: 9 }));
  await until('the created item', () => priorities().includes(2));
  ok(await Todo.update({ id: first.id, priority: 3 }));
  await until('the changed item', () => priorities().includes(3));
  ok(await Todo.delete({ id: second.id }));
  await until('the deleted item to go', () => !priorities().includes(2));
  assert.deepEqual(priorities(), [3]);
  assert.deepEqual(todos.errors, []);
  todos.stop();
});

// S002-59
test('observeQuery with a selection set', async () => {
  const mark = `narrow-${Date.now()}`;
  ok(await Todo.create({ content: mark, priority: 1 }));
  const todos = await observe(Todo.observeQuery({ filter: { content: { eq: mark } }, selectionSet: ['id', 'content'] }));
  await until('isSynced', () => todos.last()?.isSynced);
  ok(await Todo.create({ content: mark, priority: 2 }));
  await until('the created item', () => todos.last().items.length === 2);
  for (const item of todos.last().items) assert.deepEqual(Object.keys(item).sort(), ['content', 'id']);
  todos.stop();
});

test('observeQuery goes on when the server loads its schema again', async () => {
  const mark = `reload-${Date.now()}`;
  const todos = await observe(Todo.observeQuery({ filter: { content: { eq: mark } } }));
  await until('isSynced', () => todos.last()?.isSynced);
  await control('/reload');
  ok(await Todo.create({ content: mark }));
  await until('the created item', () => todos.last().items.length === 1);
  todos.stop();
});
