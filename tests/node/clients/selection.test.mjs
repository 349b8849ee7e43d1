import assert from 'node:assert/strict';
import test from 'node:test';
import { Member, Team, Todo, ok } from './support.mjs';

// S002-59
test('a selection set narrows what each operation answers', async () => {
  const selectionSet = ['id', 'content'];
  const todo = ok(await Todo.create({ content: 'narrow', priority: 1 }, { selectionSet }));
  assert.deepEqual(Object.keys(todo).sort(), ['content', 'id']);
  assert.deepEqual(ok(await Todo.get({ id: todo.id }, { selectionSet })), todo);
  assert.deepEqual(ok(await Todo.list({ filter: { id: { eq: todo.id } }, limit: 1000, selectionSet })), [todo]);
  assert.deepEqual(ok(await Todo.update({ id: todo.id, priority: 2 }, { selectionSet: ['priority'] })), { priority: 2 });
  assert.deepEqual(ok(await Todo.delete({ id: todo.id }, { selectionSet })), todo);
});

// S002-58, S002-63
test('a selection set reaches into relationships', async () => {
  const team = ok(await Team.create({ name: 'Reds' }));
  const ann = ok(await Member.create({ name: 'Ann', teamId: team.id }));
  const found = ok(await Team.get({ id: team.id }, { selectionSet: ['name', 'members.name', 'members.team.name'] }));
  assert.deepEqual(found, { name: 'Reds', members: [{ name: 'Ann', team: { name: 'Reds' } }] });
  const listed = ok(await Member.list({ filter: { id: { eq: ann.id } }, limit: 1000, selectionSet: ['name', 'team.*'] }));
  assert.equal(listed[0].team.id, team.id);
  assert.equal(listed[0].team.name, 'Reds');
});
