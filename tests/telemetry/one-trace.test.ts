import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../../scripts/run-command.ts';
import { Collector, type CollectedSpan } from './_collector.ts';

/** From the vendor's POST to the INVITE, as its parents say. */
const WAY = [
  'POST /v1/links/:token/leads',
  'offer lead',
  'dial lead',
  'firstring.sip.v1.CallService/PlaceCall',
  'firstring.sip.v1.CallService/PlaceCall',
  'INVITE',
];

const DEMO = ['services/standalone/src/main.ts', '--demo', '--once'];

test('one trace tells how a lead became a call: the vendor’s POST, the store, the bus, the offer, its lock, the dial, its permit, the INVITE and its final response', async () => {
  await using collector = await Collector.start();
  const env = { LOG_LEVEL: 'warn', ...collector.env };
  const { exitCode, output } = await runCommand([process.execPath, ...DEMO], { env, timeoutMs: 120_000 });
  assert.equal(exitCode, 0, output);
  const invite = collector.spans.find(
    ({ name, attributes }) => name === 'INVITE' && attributes['telephony.party'] === 'lead',
  );
  assert.ok(invite !== undefined, 'no INVITE to a lead was traced');
  const trace = collector.spans.filter(({ traceId }) => traceId === invite.traceId);
  assert.deepEqual(
    wayTo(invite, trace).map(({ name }) => name),
    WAY,
  );
  assert.equal(invite.attributes['telephony.sip.status_code'], 200);
  assert.deepEqual(
    invite.events.map(({ name }) => name),
    ['ringing'],
  );
  const children = (parent: string): string[] =>
    trace
      .filter(({ parentSpanId }) =>
        trace.some((span) => span.spanId === parentSpanId && span.name === parent),
      )
      .map(({ name }) => name);
  // Many submissions travel in one call to the store: what became of each belongs to its own POST.
  assert.ok(children(WAY[0] ?? '').includes('firstring.leads.v1.LeadService/UpsertLeads'), 'stored');
  assert.ok(children(WAY[0] ?? '').includes('send leads.lead.events.v1'), 'published');
  assert.ok(children(WAY[0] ?? '').includes('process leads.lead.events.v1'), 'consumed');
  assert.ok(children('offer lead').includes('firstring.claim.v1.ClaimService/AcquireLock'), 'locked');
  assert.ok(children('dial lead').includes('firstring.claim.v1.ClaimService/AuthorizeDial'), 'permitted');
  const redeem = 'firstring.claim.v1.ClaimService/RedeemPermit';
  assert.ok(children('firstring.sip.v1.CallService/PlaceCall').includes(redeem), 'redeemed');
  assert.ok(
    trace.some(({ name, attributes }) => name === 'INVITE' && attributes['telephony.party'] === 'agent'),
  );
});

/** The span's ancestors, oldest first, and itself. */
function wayTo(span: CollectedSpan, trace: readonly CollectedSpan[]): CollectedSpan[] {
  const parent = trace.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [span] : [...wayTo(parent, trace), span];
}
