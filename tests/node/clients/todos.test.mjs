import assert from 'node:assert/strict';
import test from 'node:test';
import { Todo, ok } from './support.mjs';

// S002-38
test('create sets what the caller leaves out', async () => {
  const before = new Date().toISOString();
  const todo = ok(await Todo.create({ content: 'buy milk', isDone: false, tags: ['a', 'b'] }));
  assert.match(todo.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(todo.createdAt, todo.updatedAt);
  assert.ok(todo.createdAt >= before.slice(0, 19));
  const { id, createdAt, updatedAt, ...rest } = todo;
  assert.deepEqual(rest, { content: 'buy milk', isDone: false, priority: null, tags: ['a', 'b'], due: null });
});

// S002-48
test('get answers the item, and null where there is none', async () => {
  const todo = ok(await Todo.create({ content: 'get me', due: '2030-01-02T03:04:05Z' }));
  assert.deepEqual(ok(await Todo.get({ id: todo.id })), todo);
  assert.equal(ok(await Todo.get({ id: 'nobody' })), null);
});

// S002-39
test('update changes what it names and nothing else', async () => {
  const todo = ok(await Todo.create({ content: 'before', isDone: false, priority: 3 }));
  await new Promise((resolve) => setTimeout(resolve, 5));
  const updated = ok(await Todo.update({ id: todo.id, content: 'after' }));
  assert.deepEqual({ ...updated, updatedAt: '' }, { ...todo, content: 'after', updatedAt: '' });
  assert.ok(updated.updatedAt > todo.updatedAt);
  assert.deepEqual(ok(await Todo.get({ id: todo.id })), updated);
});

test('update with null takes a value away', async () => {
  const todo = ok(await Todo.create({ content: 'there', priority: 1 }));
  const updated = ok(await Todo.update({ id: todo.id, content: null }));
  assert.deepEqual([updated.content, updated.priority], [null, 1]);
});

// S002-42, S002-43
test('delete needs only the id and answers the item', async () => {
  const todo = ok(await Todo.create({ content: 'delete me' }));
  assert.deepEqual(ok(await Todo.delete({ id: todo.id })), todo);
  assert.equal(ok(await Todo.get({ id: todo.id })), null);
});

// S002-113
test('an id of the caller is kept, and taken once', async () => {
  const id = `mine-${Date.now()}`;
  assert.equal(ok(await Todo.create({ id, content: 'first' })).id, id);
  const second = await Todo.create({ id, content: 'second' });
  assert.equal(second.data, null);
  assert.equal(second.errors[0].errorType, 'DynamoDB:ConditionalCheckFailedException');
  assert.equal(ok(await Todo.get({ id })).content, 'first');
});

// S002-50
test('list with a filter', async () => {
  const mark = `filter-${Date.now()}`;
  for (const content of [`${mark} one`, `${mark} two`, `other ${mark}`]) ok(await Todo.create({ content }));
  const found = ok(await Todo.list({ filter: { content: { beginsWith: mark } } }));
  assert.deepEqual(found.map((todo) => todo.content).sort(), [`${mark} one`, `${mark} two`]);
});

// S002-51
test('list with a filter of and, or and not, three levels deep', async () => {
  const mark = `compound-${Date.now()}`;
  for (const priority of [1, 2, 3, 4, 5, 6]) ok(await Todo.create({ content: mark, priority, isDone: priority % 2 === 0 }));
  const filter = {
    and: [{ content: { eq: mark } }, { or: [{ priority: { le: 2 } }, { and: [{ priority: { ge: 4 } }, { not: { isDone: { eq: true } } }] }] }],
  };
  const found = ok(await Todo.list({ filter, limit: 1000 }));
  assert.deepEqual(found.map((todo) => todo.priority).sort(), [1, 2, 5]);
});
