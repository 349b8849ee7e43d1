// Configures the client as an app does, and gives the tests what an app has by other means: users, and something to wait for.
import { readFileSync } from 'node:fs';
import { Amplify } from 'aws-amplify';
import { decodeJWT } from 'aws-amplify/auth';
import { generateClient } from 'aws-amplify/data';
import { Hub } from 'aws-amplify/utils';
import Socket from 'ws';

const SECONDS = 20;

// What came in over WebSockets, for tests of what must not come in.
export const frames = [];

class RecordedSocket extends Socket {
  constructor(...parameters) {
    super(...parameters);
    this.on('message', (data) => frames.push(JSON.parse(data.toString())));
  }
}

globalThis.WebSocket = RecordedSocket; // Node.js has its own from version 22 on

export const outputs = JSON.parse(readFileSync(process.env.AMPLIFY_OUTPUTS, 'utf8'));

let token = null;
const tokenProvider = { getTokens: async () => (token ? { accessToken: decodeJWT(token) } : null) };
Amplify.configure(outputs, { Auth: { tokenProvider } });

export const client = generateClient();
export const { Todo, Page, Team, Member, Note } = client.models;

export async function control(path) {
  const response = await fetch(process.env.CONTROL_URL + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

// Signs a user in for the rest of the test; null signs out.
export async function signIn(user, parameters = '') {
  token = user ? await control(`/token?user=${user}${parameters}`) : null;
}

export async function until(what, condition) {
  const end = Date.now() + SECONDS * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${SECONDS} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

// Subscribes, and returns once the service has acknowledged it.
export async function subscribe(observable) {
  const events = [];
  const errors = [];
  let acknowledged = false;
  const stop = Hub.listen('api', ({ payload }) => {
    if (payload.event === 'Subscription ack') acknowledged = true;
  });
  const subscription = observable.subscribe({ next: (event) => events.push(event), error: (error) => errors.push(error) });
  await until('the acknowledgement of a subscription', () => acknowledged || errors.length > 0);
  stop();
  return { events, errors, unsubscribe: () => subscription.unsubscribe() };
}

// The data of an answer that has no errors.
export function ok({ data, errors }) {
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}
