// One line of JSON for each test, so that pytest can report them one by one.
import { inspect } from 'node:util';

export default async function* report(source) {
  for await (const { type, data } of source) {
    if ((type === 'test:pass' || type === 'test:fail') && data.nesting === 0) {
      const error = type === 'test:fail' ? inspect(data.details.error.cause ?? data.details.error, { depth: 6 }) : null;
      yield `RESULT ${JSON.stringify({ name: data.name, passed: type === 'test:pass', error })}\n`;
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      yield data.message;
    }
  }
}
