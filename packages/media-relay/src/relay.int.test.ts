import { silentLog } from '@firstring/kernel';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { describeMediaRelayContract } from './media-relay.contract.ts';
import { startMediaRelay } from './relay.ts';

describeMediaRelayContract('the embedded relay', (recordingFolder) =>
  startMediaRelay({
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    listenNg: { host: '127.0.0.1', port: 0 },
    interface: '127.0.0.1',
    portMin: 26_000,
    portMax: 26_999,
    recordingFolder,
  }),
);
