import { util, type Context } from '@aws-appsync/utils';

/** The result of a data source, or its error. */
export function answered(ctx: Context): unknown {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return ctx.result;
}
