/** The embedded media relay as a process of its own, so that its processor time can be read. Tells its control port. */
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { startMediaRelay } from '@firstring/media-relay';

const relay = await startMediaRelay({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  listenNg: { host: '127.0.0.1', port: 0 },
  interface: '127.0.0.1',
  portMin: 20_000,
  portMax: 23_999,
});
process.send?.({ ngPort: relay.ngPort });
// Whoever started it has gone.
process.once('disconnect', () => {
  relay.close().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
});
