import assert from 'node:assert/strict';
import { Baresip } from '../../stack/baresip.ts';
import { freeUdpPort } from '../../stack/free-port.ts';
import { scenario } from '../_scenario.ts';
import { SipServiceUnderTest } from '../_sip-service.ts';
import { Stage } from '../_stage.ts';
import { runTool } from '../_tool.ts';
import { disguise } from './_disguise.ts';

const PASSWORD = 'correct-horse-battery';
const GUESSABLE = '000000000040';
const DEADLINE = { deadlineMs: 4000 };

/** The extension that exists, and a stage on which the scanners are. */
async function open(): Promise<{ stage: Stage; service: SipServiceUnderTest } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const stage = opened.use(await Stage.open('phone'));
  const service = opened.use(await SipServiceUnderTest.start(stage.server));
  await service.account('100', GUESSABLE);
  const kept = opened.move();
  return { stage, service, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function registers(stage: Stage, user: '100' | '200'): Promise<void> {
  const registrar = { host: '127.0.0.1', port: stage.server.udpPort };
  const account = {
    user,
    password: user === '100' ? GUESSABLE : PASSWORD,
    registrar,
    port: stage.port('phone'),
  };
  await using _phone = await Baresip.start({ ...account, toneHz: 440 });
}

scenario(
  'scanners-dropped',
  'sip/55 svmap, svwar and svcrack hear nothing, and a phone registers all the same',
  async () => {
    await using open_ = await open();
    const { stage } = open_;
    const at = ['-p', String(stage.server.udpPort), '127.0.0.1'];
    const [map, war, crack] = await Promise.all([
      runTool('svmap', at, DEADLINE),
      runTool('svwar', ['-e100-120', '--maximumtime=1', ...at], DEADLINE),
      runTool('svcrack', ['-u100', '-r1-200', ...at], DEADLINE),
      registers(stage, '100'),
    ]);
    const { messages } = await stage.wire.read();
    assert.ok(
      messages.some(({ label, from }) => label === 'OPTIONS' && from !== 'phone'),
      'they scanned',
    );
    for (const { output } of [map, war, crack]) assert.doesNotMatch(output, /Firstring|reqauth|\| 1\d\d/i);
    const answers = messages.filter(({ label, to }) => /^\d/.test(label) && to !== 'phone');
    assert.deepEqual(answers, [], 'not a word to anybody but the phone');
  },
);

scenario(
  'guessing-banned',
  'sip/30 svcrack under another name is refused without a challenge after five guesses, even with the right one; others are not',
  async () => {
    await using open_ = await open();
    const { stage, service } = open_;
    await service.account('200', PASSWORD);
    await using mask = await disguise(stage.server.udpPort);
    // Account 100 has the fortieth guess for its password.
    const guesses = ['-u100', '-r1-200', '-z', '12', '-P', String(await freeUdpPort())];
    await runTool('svcrack', [...guesses, '-p', String(mask.port), '127.0.0.1'], DEADLINE);
    const { messages } = await stage.wire.read();
    const answers = messages.filter(({ label }) => /^\d/.test(label)).map(({ label }) => label);
    assert.ok(answers.length > 100, `${answers.length} answers`);
    assert.deepEqual(new Set(answers), new Set(['401 REGISTER', '403 REGISTER']), 'it never got in');
    assert.deepEqual(
      new Set(answers.slice(-50)),
      new Set(['403 REGISTER']),
      'in the end there is no challenge',
    );
    await registers(stage, '200');
  },
);
