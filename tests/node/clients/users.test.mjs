import assert from 'node:assert/strict';
import test from 'node:test';
import { generateClient } from 'aws-amplify/data';
import { Note, ok, signIn, subscribe, until } from './support.mjs';

const asUser = { authMode: 'userPool' };

test('two users do not see what is not theirs', async () => {
  await signIn('alice');
  const hers = ok(await Note.create({ text: 'alice' }, asUser));
  assert.equal(hers.owner, 'alice');
  await signIn('bob');
  const his = ok(await Note.create({ text: 'bob' }, asUser));
  assert.deepEqual(ok(await Note.list(asUser)).map(({ text }) => text), ['bob']);
  for (const refused of [
    await Note.get({ id: hers.id }, asUser),
    await Note.update({ id: hers.id, text: 'taken' }, asUser),
    await Note.delete({ id: hers.id }, asUser),
  ]) {
    assert.equal(refused.data, null);
    assert.equal(refused.errors[0].errorType, 'Unauthorized');
  }
  await signIn('alice');
  assert.deepEqual(ok(await Note.list(asUser)).map(({ text }) => text), ['alice']);
  assert.equal(ok(await Note.update({ id: hers.id, text: 'mine' }, asUser)).text, 'mine');
  assert.equal((await Note.get({ id: his.id }, asUser)).data, null);
});

// S002-27
test('two clients, two identities', async () => {
  await signIn('carol');
  const users = generateClient({ authMode: 'userPool' });
  const keys = generateClient({ authMode: 'apiKey' });
  assert.equal(ok(await users.models.Note.create({ text: 'hers' })).owner, 'carol');
  const refused = await keys.models.Note.list();
  assert.equal(refused.errors[0].errorType, 'Unauthorized');
  ok(await keys.models.Todo.list());
});

test('a user gets events of her own items alone', async () => {
  await signIn('dora');
  const dora = await subscribe(Note.onCreate(asUser));
  await signIn('emil');
  ok(await Note.create({ text: 'his' }, asUser));
  await signIn('dora');
  ok(await Note.create({ text: 'hers' }, asUser));
  await until('an event', () => dora.events.length > 0);
  assert.deepEqual(dora.events.map(({ text, owner }) => [text, owner]), [['hers', 'dora']]);
  dora.unsubscribe();
});

test('a token that has expired is refused', async () => {
  await signIn('alice', '&expiresIn=-60');
  const { data, errors } = await Note.list(asUser);
  assert.deepEqual(data, []);
  assert.equal(errors[0].message, 'Unauthorized');
});

test('nobody is signed in', async () => {
  await signIn(null);
  await assert.rejects(Note.list(asUser), { name: 'NoValidAuthTokens' });
});
