// One process for all: importing the client takes longer than most tests.
import './todos.test.mjs';
import './pages.test.mjs';
import './selection.test.mjs';
import './relationships.test.mjs';
import './users.test.mjs';
import './headers.test.mjs';
import './cancel.test.mjs';
import './errors.test.mjs';
import './subscriptions.test.mjs';
import './observe.test.mjs';
import './reconnect.test.mjs';
