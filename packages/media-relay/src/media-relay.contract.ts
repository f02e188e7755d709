import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { systemClock as clock, systemRandom as random } from '@firstring/kernel/system';
import { createAnchor } from './anchor.ts';
import { arrangementsContract } from './contract/arrangements.ts';
import { badInputContract } from './contract/bad-input.ts';
import { controlContract } from './contract/control.ts';
import { holdingContract } from './contract/holding.ts';
import { passingContract } from './contract/passing.ts';
import { recordingContract } from './contract/recording.ts';
import { wavOf, type ContractSuite, type Differences } from './contract/suite.ts';
import { talkingContract } from './contract/talking.ts';
import { createNgClient, type NgClient } from './ng-client.ts';
import { PhoneAudio } from './testing/phone-audio.ts';

/** A relay under test: reachable by `ng` on 127.0.0.1. */
export interface RelayUnderTest {
  ngPort: number;
  close(): Promise<void>;
}

/** What every media relay must do, whoever made it. Audio is checked by frequency, through real sockets. */
export function describeMediaRelayContract(
  name: string,
  start: (recordingFolder: string) => Promise<RelayUnderTest>,
  differences: Differences = {},
): void {
  describe(`media relay contract: ${name}`, { concurrency: 4 }, () => {
    let relay: RelayUnderTest;
    let ng: NgClient;
    let folder: string;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'media-'));
      await writeFile(join(folder, 'music.wav'), wavOf(1400));
      await mkdir(join(folder, 'recordings'));
      relay = await start(join(folder, 'recordings'));
      ng = createNgClient({ clock, random, host: '127.0.0.1', port: relay.ngPort, timeoutMs: 10_000 });
    });
    after(async () => {
      await ng.close();
      await relay.close();
      await rm(folder, { recursive: true });
    });
    const suite: ContractSuite = {
      get ng() {
        return ng;
      },
      get ngPort() {
        return relay.ngPort;
      },
      get folder() {
        return folder;
      },
      differences,
      async newCall(t, options) {
        const callId = `contract-${random.uuid()}`;
        const anchor = createAnchor(ng, callId, options);
        const agent = await PhoneAudio.open({ clock, random, toneHz: 440 });
        const lead = await PhoneAudio.open({ clock, random, toneHz: 1000 });
        t.after(async () => {
          await anchor.release();
          await Promise.all([agent.close(), lead.close()]);
        });
        return { callId, anchor, agent, lead };
      },
    };
    talkingContract(suite);
    holdingContract(suite);
    controlContract(suite);
    badInputContract(suite);
    arrangementsContract(suite);
    passingContract(suite);
    recordingContract(suite);
  });
}
