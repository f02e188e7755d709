import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { RawClient } from '../_raw-client.ts';
import { scenario } from '../_scenario.ts';
import { Stage } from '../_stage.ts';
import { INVALID_CASES } from './rfc4475-invalid.ts';
import { SEMANTIC_CASES } from './rfc4475-semantics.ts';
import { VALID_CASES } from './rfc4475-valid.ts';
import { IPV6_CASES } from './rfc5118-ipv6.ts';
import type { TortureCase } from './torture-case.ts';

/** What an application says here to what comes to it. */
const APP_ANSWERS: Readonly<Record<string, number>> = {
  OPTIONS: 200,
  MESSAGE: 200,
  REGISTER: 200,
  INVITE: 486,
};
/** Where a layer above the parser answers. */
const ANSWERS: Readonly<Record<string, number>> = {
  wsinv: 481,
  esc02: 501,
  bext01: 420,
  unkscm: 416,
  novelsc: 416,
  zeromf: 483,
  intmeth: 501,
  // As of RFC 2543, without a Contact: the RFC leaves it to those who want to be compatible.
  inv2543: 400,
};

let opened: AsyncDisposableStack;
let client: RawClient;

before(async () => {
  opened = new AsyncDisposableStack();
  const { app, server } = opened.use(await Stage.open());
  for (const method of ['options', 'message', 'register'] as const) app[method]((_req, res) => res.send(200));
  app.invite((_req, res) => res.send(486));
  client = opened.use(await RawClient.open(server.udpPort));
});
after(() => opened.disposeAsync());

/**
 * With RFC 3581's `rport` in the top Via, which would else send the answer elsewhere, and a transaction of its own for each: the
 * RFCs' messages share branches, and those of RFC 5118 their call.
 */
function sent({ bytes, name }: TortureCase): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const answered = text.replace(/^((?:via|v)[ \t]*:(?:[^,;\r]|\r\n[ \t])*)/im, '$1;rport');
  const own = answered
    .replace(/branch\s*=\s*z9hG4bK[^\s;,]+/i, `$&${name}`)
    .replace('SSG9559905523997077', `$&${name}`);
  return Buffer.from(own, 'latin1');
}

function wanted({ name, bytes, expected }: TortureCase): number[] {
  if (expected.type === 'refused') return expected.answerable ? [expected.status] : [];
  const method = /^[^\s]+/.exec(Buffer.from(bytes).toString('latin1'))?.[0] ?? '';
  const answer = ANSWERS[name] ?? APP_ANSWERS[method];
  return answer === undefined ? [] : [answer];
}

for (const torture of [...VALID_CASES, ...INVALID_CASES, ...SEMANTIC_CASES, ...IPV6_CASES]) {
  const answers = wanted(torture);
  const said = answers.length === 0 ? 'is dropped' : `is answered ${answers.join(' ')}`;
  scenario(`torture-wire ${torture.name}`, `sip/60 ${torture.section} it ${said}`, async () => {
    client.send(sent(torture));
    assert.deepEqual(await client.answers(), answers);
  });
}
