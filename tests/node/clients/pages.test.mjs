import assert from 'node:assert/strict';
import test from 'node:test';
import { Page, Todo, ok } from './support.mjs';

const COUNT = 250;

async function fill() {
  const { length } = ok(await Page.list({ limit: 1000 }));
  for (let number = length; number < COUNT; number += 1) ok(await Page.create({ number }));
}

// S002-53
test('list in pages until there is no token', async () => {
  await fill();
  const pages = [];
  let nextToken;
  do {
    const page = await Page.list({ limit: 100, nextToken });
    ok(page);
    pages.push(page.data.map(({ number }) => number));
    ({ nextToken } = page);
  } while (nextToken);
  assert.deepEqual(pages.map(({ length }) => length), [100, 100, 50]);
  assert.deepEqual(pages.flat().sort((a, b) => a - b), Array.from({ length: COUNT }, (_, number) => number));
});

// S002-54
test('a page has 100 items where no limit is given', async () => {
  await fill();
  const { data, nextToken } = await Page.list();
  assert.equal(data.length, 100);
  assert.equal(typeof nextToken, 'string');
});

// S002-55
test('the token of another query is refused', async () => {
  await fill();
  const { nextToken } = await Page.list({ limit: 1 });
  const { data, errors } = await Todo.list({ nextToken });
  assert.deepEqual(data, []);
  assert.equal(errors.length, 1);
  const junk = await Page.list({ nextToken: 'junk' });
  assert.equal(junk.errors.length, 1);
});
