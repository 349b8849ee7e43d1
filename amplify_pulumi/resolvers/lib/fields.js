/**
 * Rules of single fields: what of an input the caller may write, and what he may ask for.
 *
 * @typedef {object} FieldRules - fields that have the same rules
 * @property {string[]} fields
 * @property {import('./access.js').Grant[]} access - grants for the operation
 * @property {boolean} [sorts] - of a query: whether the items come sorted by them, so that their order tells of them
 * @property {import('./access.js').Grant[]} [removal] - of an update: grants for null, where writing a value needs less
 */
import { util } from '@aws-appsync/utils';
import { accessOf, reachOf, reaches } from './access.js';
import { has } from './given.js';
import { guardOwners } from './owners.js';

/**
 * Ends a creation with fields that the caller may not write.
 *
 * @param {any} ctx - the context
 * @param {FieldRules[]} rules
 * @param {Record<string, any>} input
 * @param {Record<string, any>} owners - those that the item gets beside the input
 */
export function checkCreated(ctx, rules, input, owners) {
  const denied = rules.filter(({ access }) => !reaches(reachOf(ctx, access, 'owner'), { ...input, ...owners }));
  refuseFields(denied.flatMap(({ fields }) => fields.filter((field) => input[field] !== undefined)));
}

/**
 * What of an update's input is written, and which rules must hold for the item. A field that has rules of its own needs those; null needs
 * the right to delete, too.
 *
 * @param {any} ctx - the context
 * @param {import('./access.js').Access} whole - what the caller may update some field of
 * @param {FieldRules[]} fields
 * @returns {import('./owners.js').Writing}
 */
export function writingOf(ctx, whole, fields) {
  const { input } = ctx.args;
  const written = fields
    .map((rules) => ({ ...rules, names: rules.fields.filter((field) => input[field] !== undefined), guarded: true }))
    .filter(({ names }) => names.length > 0);
  const removed = written
    .map(({ names, removal }) => ({ access: removal ?? [], names: removal ? names.filter((name) => input[name] === null) : [], guarded: false }))
    .filter(({ names }) => names.length > 0);
  const asked = [...written, ...removed].map(({ access, names, guarded }) => ({ names, guarded, access: reachOf(ctx, access, 'owner') }));
  refuseFields(asked.filter(({ access }) => access.length === 0).flatMap(({ names }) => names));
  const needed = asked.length > 0 ? asked : [{ names: Object.keys(input), guarded: true, access: whole }];
  const guards = needed.map(({ names, guarded, access }) => {
    const own = guarded ? names : [];
    const guard = guardOwners(pick(input, own), access);
    return { rules: guard.rules, dropped: own.filter((name) => guard.changes[name] === undefined) };
  });
  const dropped = guards.flatMap((guard) => guard.dropped);
  return {
    changes: pick(
      input,
      Object.keys(input).filter((name) => !dropped.includes(name)),
    ),
    rules: guards.flatMap(({ rules }) => rules),
  };
}

/**
 * What must let the caller reach items because he asks for them by protected fields: in a filter, a condition or a key. Otherwise what he
 * may not read could be told from which items come back.
 *
 * @param {any} ctx - the context
 * @param {FieldRules[]} rules - with grants for reading
 * @param {any} asked - the filter, condition or arguments
 * @returns {import('./access.js').Access[]}
 */
export function askedAccess(ctx, rules, asked) {
  // In JSON, a name in quotes before a colon is a name: quotes inside texts are escaped.
  const text = JSON.stringify(asked ?? null);
  const used = rules
    .map(({ fields, access, sorts }) => ({
      names: fields.filter((field) => sorts || text.includes(`"${field}":`)),
      access: reachOf(ctx, access, 'reader'),
    }))
    .filter(({ names }) => names.length > 0);
  refuseFields(used.filter(({ access }) => access.length === 0).flatMap(({ names }) => names));
  return used.map(({ access }) => access);
}

/**
 * What must let the caller reach the items that a query reads: his access to the model, and that to each protected field by which he asks.
 *
 * @param {any} ctx - the context
 * @param {import('./access.js').Grant[]} access - grants for reading
 * @param {FieldRules[] | undefined} hidden - fields that not everybody may read who may read an item
 * @returns {import('./access.js').Access[]}
 */
export function neededFor(ctx, access, hidden) {
  const whole = accessOf(ctx, access, 'reader');
  return has('hidden') ? [whole, ...askedAccess(ctx, hidden ?? [], ctx.args)] : [whole];
}

/** @param {string[]} denied */
function refuseFields(denied) {
  const names = denied.filter((name, index) => denied.indexOf(name) === index);
  if (names.length > 0) util.error(`Unauthorized on [${names.join(', ')}]`, 'Unauthorized');
}

/**
 * @param {Record<string, any>} values
 * @param {string[]} names
 * @returns {Record<string, any>}
 */
function pick(values, names) {
  /** @type {Record<string, any>} */
  const picked = {};
  for (const name of names) picked[name] = values[name];
  return picked;
}
