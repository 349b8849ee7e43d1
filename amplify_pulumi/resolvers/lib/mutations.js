/** What mutations have in common: how they fail and what they answer. */
import { util } from '@aws-appsync/utils';
import { isEmpty } from './filters.js';
import { showOwners } from './owners.js';

/**
 * Ends a write that DynamoDB refused. The item in its way is not passed on: it may be somebody else's.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @param {import('./access.js').Access} access
 */
export function refuse(ctx, access) {
  const { message, type } = ctx.error;
  // With no condition of the client's own, the item is not there or not the caller's; which of the two is not told to him.
  const byRule = type === 'DynamoDB:ConditionalCheckFailedException' && isEmpty(ctx.args.condition) && !access.everything;
  if (byRule) util.unauthorized();
  util.error(message, type);
}

/**
 * What a mutation answers, and its subscribers get.
 *
 * @param {Record<string, any> | null} item
 * @param {{ownerFields: string[], redact: boolean}} config
 * @returns {Record<string, any> | null}
 */
export function payload(item, config) {
  if (!item) return null;
  const shown = showOwners(item, config.ownerFields);
  // Relationships below know by this that they are in the payload of a mutation, whose subscribers may not all read them.
  return config.redact ? { ...shown, __operation: 'Mutation' } : shown;
}
