import assert from 'node:assert/strict';
import test from 'node:test';
import { generateClient } from 'aws-amplify/data';
import { Todo, control, ok, subscribe } from './support.mjs';

async function sent() {
  const asked = await control('/asked');
  return asked[asked.length - 1].headers;
}

// S002-35
test('headers of a client and of a request', async () => {
  const client = generateClient({ headers: { 'My-Custom-Header': 'of the client' } });
  ok(await client.models.Todo.list({ limit: 1 }));
  assert.equal((await sent())['my-custom-header'], 'of the client');
  ok(await Todo.list({ limit: 1, headers: { 'My-Custom-Header': 'of the request' } }));
  assert.equal((await sent())['my-custom-header'], 'of the request');
});

// S002-36
test('headers from an async function', async () => {
  let seen;
  const headers = async (options) => {
    seen = options;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { 'My-Custom-Header': 'computed' };
  };
  ok(await generateClient({ headers }).models.Todo.list({ limit: 1 }));
  assert.equal((await sent())['my-custom-header'], 'computed');
  assert.equal(seen.method, 'POST');
});

test('headers of a subscription', async () => {
  await control('/asked');
  const subscription = await subscribe(Todo.onCreate({ headers: { 'My-Custom-Header': 'of the subscription' } }));
  assert.equal((await sent())['my-custom-header'], 'of the subscription');
  subscription.unsubscribe();
});
