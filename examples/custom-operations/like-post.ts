import { util, type Context } from '@aws-appsync/utils';
import { update, operations } from '@aws-appsync/utils/dynamodb';
import { answered } from './lib/answers';

type Post = { id: string; likes: number; updatedAt: string };

/** One like more; only for posts that are there. */
export function request(ctx: Context<{ id: string }>) {
  const { id } = ctx.args;
  return update<Post>({
    key: { id },
    update: { likes: operations.increment(1), updatedAt: util.time.nowISO8601() },
    condition: { id: { attributeExists: true } },
  });
}

export const response = (ctx: Context) => answered(ctx);
