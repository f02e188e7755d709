import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { test } from 'node:test';
import { systemClock, systemRandom } from '@firstring/kernel/system';
import { describeMediaRelayContract, type RelayUnderTest } from './media-relay.contract.ts';
import { createNgClient } from './ng-client.ts';

const binary = ['/usr/bin/rtpengine', '/usr/sbin/rtpengine'].find((path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there: the next place is tried.
    return false;
  }
});

if (binary === undefined) {
  test('media relay contract: rtpengine', { skip: 'rtpengine is not installed (Debian: rtpengine-daemon)' });
} else {
  describeMediaRelayContract('rtpengine', (folder) => startRtpengine(binary, folder), {
    recordingTellsNothing:
      'without its recording daemon it writes packets (pcap), and says only that it does',
    qualityOnlyFromRtcp: 'it relays RTP without looking into it',
  });
}

/** Starts the daemon in user space on a free port and waits until it answers. */
async function startRtpengine(path: string, recordings: string): Promise<RelayUnderTest> {
  // Below the ports that the system gives to whoever asks for any, and outside of those it relays on.
  const ngPort = 22_000 + systemRandom.int(900);
  const options = [
    '--config-file=none',
    '--foreground',
    '--table=-1',
    '--interface=127.0.0.1',
    '--num-threads=2',
    `--recording-dir=${recordings}`,
    '--recording-method=pcap',
  ];
  const ports = [`--listen-ng=127.0.0.1:${ngPort}`, '--port-min=27000', '--port-max=27999'];
  const daemon = spawn(path, [...options, ...ports, '--log-stderr', '--log-level=3'], { stdio: 'ignore' });
  const client = createNgClient({
    clock: systemClock,
    random: systemRandom,
    host: '127.0.0.1',
    port: ngPort,
    timeoutMs: 10_000,
  });
  await client.ping();
  await client.close();
  return {
    ngPort,
    close: async () => {
      const exited = once(daemon, 'exit');
      daemon.kill('SIGTERM');
      await exited;
    },
  };
}
