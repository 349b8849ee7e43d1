import assert from 'node:assert/strict';
import test from 'node:test';
import { Todo, control, frames, ok, subscribe, until } from './support.mjs';

// S002-84, S002-85
test('subscriptions come back by themselves after a restart of the server', async () => {
  const subscription = await subscribe(Todo.onCreate());
  ok(await Todo.create({ content: 'before' }));
  await until('an event', () => subscription.events.length === 1);
  const acknowledged = () => frames.filter(({ type }) => type === 'start_ack').length;
  const before = acknowledged();
  await control('/restart');
  await until('the client to subscribe again', () => acknowledged() > before);
  ok(await Todo.create({ content: 'after' }));
  await until('an event', () => subscription.events.length === 2);
  assert.deepEqual(subscription.events.map(({ content }) => content), ['before', 'after']);
  subscription.unsubscribe();
});
