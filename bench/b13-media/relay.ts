/** The embedded media relay as a process of its own, so that its processor time can be read. Tells its control port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { startMediaRelay } from '@firstring/media-relay';

const recordingFolder = mkdtempSync(join(tmpdir(), 'b13-'));
process.once('exit', () => rmSync(recordingFolder, { recursive: true }));
const relay = await startMediaRelay({
  clock: systemClock,
  random: systemRandom,
  log: silentLog,
  listenNg: { host: '127.0.0.1', port: 0 },
  interface: '127.0.0.1',
  portMin: 20_000,
  portMax: 23_999,
  recordingFolder,
});
process.send?.({ ngPort: relay.ngPort });
// Whoever started it has gone.
process.once('disconnect', () => {
  relay.close().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
});
