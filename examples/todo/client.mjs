// Creates a to-do, lists them all, and shows each change until it is stopped (`--once`: until it has seen its own to-do).
import { readFileSync } from 'node:fs';
import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/data';
import WebSocket from 'ws';

globalThis.WebSocket ??= WebSocket; // Node.js has its own from version 22 on

Amplify.configure(JSON.parse(readFileSync(new URL('amplify_outputs.json', import.meta.url), 'utf8')));
const client = generateClient();

const { data: todo, errors } = await client.models.Todo.create({ content: `Written at ${new Date().toISOString()}`, isDone: false });
if (errors) throw new Error(JSON.stringify(errors));
console.log('created', todo.id);

const { data: todos } = await client.models.Todo.list();
console.log('listed', todos.length);

client.models.Todo.observeQuery().subscribe({
  next: ({ items, isSynced }) => {
    console.log(isSynced ? 'synced' : 'loading', items.length);
    if (process.argv.includes('--once') && isSynced && items.some((item) => item.id === todo.id)) process.exit();
  },
  error: (error) => console.error(error),
});
