import assert from 'node:assert/strict';
import test from 'node:test';
import { Member, Team, control, ok } from './support.mjs';

const names = (members) => members.map(({ name }) => name).sort();

// S002-97, S002-100
test('hasMany, loaded lazily', async () => {
  const team = ok(await Team.create({ name: 'Lazy' }));
  ok(await Member.create({ name: 'Ann', teamId: team.id }));
  ok(await Member.create({ name: 'Ben', teamId: team.id }));
  ok(await Member.create({ name: 'Zoe' }));
  assert.deepEqual(names(ok(await team.members())), ['Ann', 'Ben']);
});

// S002-101
test('hasMany, loaded eagerly in one request', async () => {
  const team = ok(await Team.create({ name: 'Eager' }));
  ok(await Member.create({ name: 'Ann', teamId: team.id }));
  await control('/asked');
  const found = ok(await Team.get({ id: team.id }, { selectionSet: ['id', 'members.*'] }));
  assert.deepEqual(names(found.members), ['Ann']);
  assert.equal((await control('/asked')).length, 1);
});

// S002-108
test('belongsTo, loaded lazily and eagerly', async () => {
  const team = ok(await Team.create({ name: 'Owners' }));
  const member = ok(await Member.create({ name: 'Ann', teamId: team.id }));
  assert.equal(ok(await member.team()).name, 'Owners');
  assert.deepEqual(ok(await Member.get({ id: member.id }, { selectionSet: ['name', 'team.name'] })), { name: 'Ann', team: { name: 'Owners' } });
});

// S002-98
test('a member changes teams', async () => {
  const [from, to] = [ok(await Team.create({ name: 'From' })), ok(await Team.create({ name: 'To' }))];
  const member = ok(await Member.create({ name: 'Ann', teamId: from.id }));
  ok(await Member.update({ id: member.id, teamId: to.id }));
  assert.deepEqual([names(ok(await from.members())), names(ok(await to.members()))], [[], ['Ann']]);
});

// S002-99
test('a member leaves its team', async () => {
  const team = ok(await Team.create({ name: 'Left' }));
  const member = ok(await Member.create({ name: 'Ann', teamId: team.id }));
  const updated = ok(await Member.update({ id: member.id, teamId: null }));
  assert.equal(updated.teamId, null);
  assert.deepEqual(ok(await team.members()), []);
  const eager = ok(await Team.get({ id: team.id }, { selectionSet: ['members.*'] }));
  assert.deepEqual(eager.members, []);
  assert.equal(ok(await updated.team()), null);
});
