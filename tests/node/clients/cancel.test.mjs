import assert from 'node:assert/strict';
import test from 'node:test';
import { Todo, client, control, until } from './support.mjs';

const slow = { headers: { slow: 'yes' } };

// S002-46, S002-64
test('cancel ends each operation with its message', async () => {
  const operations = {
    create: () => Todo.create({ content: 'cancelled' }, slow),
    update: () => Todo.update({ id: 'nobody', content: 'cancelled' }, slow),
    delete: () => Todo.delete({ id: 'nobody' }, slow),
    get: () => Todo.get({ id: 'nobody' }, slow),
    list: () => Todo.list(slow),
  };
  for (const [name, operation] of Object.entries(operations)) {
    const promise = operation();
    await until('the request to be under way', () => control('/held'));
    assert.ok(client.cancel(promise, `no more ${name}`));
    await assert.rejects(promise, (error) => {
      assert.ok(client.isCancelError(error));
      assert.equal(error.message, `no more ${name}`);
      return true;
    });
    await control('/release');
  }
});
