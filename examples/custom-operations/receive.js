import { extensions, util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

/** Only messages of channels whose name begins as asked for; without `prefix`, all of them. */
export function response(ctx) {
  const { prefix } = ctx.args;
  if (prefix) {
    extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter({ channel: { beginsWith: prefix } }));
  }
  return null;
}
