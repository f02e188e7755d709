import assert from 'node:assert/strict';
import { systemClock as clock } from '@firstring/kernel/system';
import { Baresip } from '../../stack/baresip.ts';
import { scenario } from '../_scenario.ts';
import { SipServiceUnderTest } from '../_sip-service.ts';
import { Stage } from '../_stage.ts';
import { runTool } from '../_tool.ts';
import { disguise } from './_disguise.ts';

const PASSWORD = 'correct-horse-battery';
const DEADLINE = { deadlineMs: 3500 };

/** The extension that exists, and a stage on which the scanners are. */
async function open(): Promise<{ stage: Stage; service: SipServiceUnderTest } & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const stage = opened.use(await Stage.open('phone'));
  const service = opened.use(await SipServiceUnderTest.start(stage.server));
  await service.account('100', PASSWORD);
  const kept = opened.move();
  return { stage, service, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function registers(stage: Stage): Promise<void> {
  const registrar = { host: '127.0.0.1', port: stage.server.udpPort };
  const account = { user: '100', password: PASSWORD, registrar, port: stage.port('phone') };
  await using _phone = await Baresip.start({ ...account, toneHz: 440 });
}

scenario('scanners-dropped', 'sip/55 svmap, svwar and svcrack hear nothing, and a phone registers all the same', async () => {
  await using open_ = await open();
  const { stage } = open_;
  const at = ['-p', String(stage.server.udpPort), '127.0.0.1'];
  const [map, war, crack] = await Promise.all([
    runTool('svmap', at, DEADLINE),
    runTool('svwar', ['-e100-120', '--maximumtime=1', ...at], DEADLINE),
    runTool('svcrack', ['-u100', '-r1-200', ...at], DEADLINE),
    registers(stage),
  ]);
  assert.match(map.output, /found nothing/);
  assert.match(war.output, /timed out/);
  assert.doesNotMatch(crack.output, /reqauth|Firstring|password/i);
  const { messages } = await stage.wire.read();
  const heard = messages.filter(({ from, to }) => from === 'server' && to !== 'phone');
  assert.deepEqual(heard, [], 'not a word to anybody but the phone');
});

scenario('disguised-scanner-banned', 'sip/30 svcrack under another name is refused without a challenge after five guesses, and other users are not', async () => {
  await using open_ = await open();
  const { stage, service } = open_;
  await service.account('200', PASSWORD);
  await using mask = await disguise(stage.server.udpPort);
  const guesses = ['-u100', '-r1000-1200', '-t', '0.01', '-p', String(mask.port), '127.0.0.1'];
  const startMs = clock.monotonicMs();
  const crack = await runTool('svcrack', guesses, { deadlineMs: 8000 });
  console.log(crack, clock.monotonicMs() - startMs);
  const { messages } = await stage.wire.read();
  const by = new Map<string, number>();
  for (const { label } of messages) by.set(label, (by.get(label) ?? 0) + 1);
  console.log(by);
});
