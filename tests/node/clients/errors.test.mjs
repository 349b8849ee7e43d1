import assert from 'node:assert/strict';
import test from 'node:test';
import { Amplify } from 'aws-amplify';
import { Todo, client, outputs } from './support.mjs';

// S002-40
test('extra input fields make the request fail', async () => {
  const { data, errors } = await Todo.create({ content: 'x', nothing: 1 });
  assert.equal(data, null);
  assert.match(errors[0].message, /contains a field that is not defined for input object type 'CreateTodoInput'/);
});

// S002-41
test('errors of GraphQL are returned, not thrown', async () => {
  const wrong = await Todo.create({ content: 'x', due: 'tomorrow' });
  assert.equal(wrong.data, null);
  assert.match(wrong.errors[0].message, /^Variable 'due' has an invalid value/);
  const missing = await Todo.update({ id: 'nobody', content: 'x' });
  assert.equal(missing.data, null);
  assert.equal(missing.errors[0].errorType, 'DynamoDB:ConditionalCheckFailedException');
  assert.deepEqual(missing.errors[0].path, ['updateTodo']);
});

// S002-51
test('client.graphql throws data and errors', async () => {
  await assert.rejects(client.graphql({ query: 'query { getTodo { id } }' }), ({ errors }) => {
    assert.match(errors[0].message, /^Validation error of type MissingFieldArgument/);
    return true;
  });
});

function configured(data, during) {
  const before = Amplify.getConfig();
  Amplify.configure({ ...before, API: { GraphQL: { ...before.API.GraphQL, ...data } } });
  return during().finally(() => Amplify.configure(before));
}

// S002-26, S002-41
test('a wrong key is an error of the answer, with a hint', async () => {
  await configured({ apiKey: 'da2-wrong' }, async () => {
    const { data, errors } = await Todo.list();
    assert.deepEqual(data, []);
    assert.equal(errors[0].message, 'Unauthorized');
    assert.ok(errors[0].recoverySuggestion);
  });
});

// S002-41
test('a server that is not there is an error of the answer', async () => {
  await configured({ endpoint: outputs.data.url.replace(/:\d+/, ':1') }, async () => {
    const { data, errors } = await Todo.get({ id: 'x' });
    assert.equal(data, null);
    assert.equal(errors[0].message, 'A network error has occurred.');
  });
});
