/** The engine alone, so that its CPU and memory are its own. Answers `measure` with what it has used. */
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createSipEngine } from '@firstring/sip-engine';
import { answerMeasurements } from './measured-process.ts';
import type { Control } from './sip-server.ts';

/** A thousand calls a second leave more finished transactions behind than an installation ever needs. */
const LIMITS = { transactionsMax: 400_000, sessionsMax: 100_000 };

const SECRET = 'bench';

const engine = await createSipEngine({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  listeners: [{ protocol: 'udp', address: '127.0.0.1', port: 0 }],
  control: { host: '127.0.0.1', port: 0, secret: new Secret(SECRET) },
  limits: LIMITS,
});
answerMeasurements(() => ({ ...engine.stats() }));
const ready: Control = { host: '127.0.0.1', port: engine.controlPort, secret: SECRET };
process.send?.(ready);
