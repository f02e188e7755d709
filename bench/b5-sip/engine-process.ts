/** The engine alone, so that its CPU and memory are its own. Argument: its UDP port. Answers `measure` with what it has used. */
import { Secret, silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { createSipEngine } from '@firstring/sip-engine';
import { answerMeasurements } from './measured-process.ts';

/** A thousand calls a second leave more finished transactions behind than an installation ever needs. */
const LIMITS = { transactionsMax: 400_000, sessionsMax: 100_000 };

const engine = await createSipEngine({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  listeners: [{ protocol: 'udp', address: '127.0.0.1', port: Number(process.argv[2]) }],
  control: { host: '127.0.0.1', port: 0, secret: new Secret('bench') },
  limits: LIMITS,
});
answerMeasurements(() => ({ ...engine.stats() }));
process.send?.({ controlPort: engine.controlPort });
