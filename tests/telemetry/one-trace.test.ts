import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../../scripts/run-command.ts';
import { calledLead, WAY } from './_called-lead.ts';
import { Collector } from './_collector.ts';

const DEMO = ['services/standalone/src/main.ts', '--demo', '--once'];

test('one trace tells how a lead became a call: the vendor’s POST, the store, the bus, the offer, its lock, the dial, its permit, the INVITE and its final response', async () => {
  await using collector = await Collector.start();
  const env = { LOG_LEVEL: 'warn', ...collector.env };
  const { exitCode, output } = await runCommand([process.execPath, ...DEMO], { env, timeoutMs: 120_000 });
  assert.equal(exitCode, 0, output);
  const { invite, way, trace, children } = calledLead(collector);
  assert.deepEqual(
    way.map(({ name }) => name),
    WAY,
  );
  assert.equal(invite.attributes['telephony.sip.status_code'], 200);
  assert.deepEqual(
    invite.events.map(({ name }) => name),
    ['ringing'],
  );
  const post = children('POST /v1/links/:token/leads');
  assert.ok(post.includes('firstring.leads.v1.LeadService/UpsertLeads'), 'stored');
  assert.ok(post.includes('send leads.lead.events.v1'), 'published');
  assert.ok(post.includes('process leads.lead.events.v1'), 'consumed');
  assert.ok(children('offer lead').includes('firstring.claim.v1.ClaimService/AcquireLock'), 'locked');
  assert.ok(children('dial lead').includes('firstring.claim.v1.ClaimService/AuthorizeDial'), 'permitted');
  const redeem = 'firstring.claim.v1.ClaimService/RedeemPermit';
  assert.ok(children('firstring.sip.v1.CallService/PlaceCall').includes(redeem), 'redeemed');
  assert.ok(
    trace.some(({ name, attributes }) => name === 'INVITE' && attributes['telephony.party'] === 'agent'),
  );
});
