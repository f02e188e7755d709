import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppAnswer, AppDialog, AppIncoming } from '@firstring/sip-engine/testing';
import { Stage } from '../../conformance/_stage.ts';

const MINUTES = Number(process.env['HELD_MINUTES'] ?? 30);
/** As in holds.xml. */
const REFRESH_MS = 40_000;
const REFRESHES = Math.max(1, Math.floor((MINUTES * 60_000) / REFRESH_MS));
const MARGIN_MS = 30_000;

/** A re-INVITE of one side goes to the other, as a hold does. */
function pass(from: AppDialog, to: AppDialog): void {
  from.on('modify', (again: AppIncoming, answer: AppAnswer) => {
    void to.modify(again.body).then((body) => answer.send(200, { body }));
  });
}

test(
  `a call held for ${MINUTES} minutes stays up: the caller refreshes one leg, the engine the other (RFC 4028)`,
  { timeout: MINUTES * 60_000 + 2 * MARGIN_MS },
  async () => {
    await using stage = await Stage.open('caller', 'callee');
    stage.app.invite((req, res) => {
      const offer = { headers: { Supported: 'timer', 'Session-Expires': '90;refresher=uac' } };
      void stage.app.createB2BUA(req, res, stage.uri('callee'), offer).then(({ uas, uac }) => {
        pass(uas, uac);
        uas.on('destroy', () => void uac.destroy());
      });
    });
    const deadlineMs = REFRESHES * REFRESH_MS + MARGIN_MS;
    const part = (name: string): URL => new URL(`${name}.xml`, import.meta.url);
    const timeoutS = deadlineMs / 1000;
    const callee = await stage.sipp('callee', part('is-held'), { timeoutS });
    const keys = { refreshes: String(REFRESHES) };
    const caller = await stage.sipp('caller', part('holds'), { timeoutS, keys });
    await Promise.all([caller.finished(deadlineMs), callee.finished(deadlineMs)]);
    const { messages, complaints } = await stage.wire.read();
    const refreshes = (from: string, to: string): number =>
      messages.filter(
        (each) => each.label === 'UPDATE' && each.from === from && each.to === to && !each.repeated,
      ).length;
    assert.equal(refreshes('caller', 'server'), REFRESHES);
    // The engine refreshes at half of the 90 s, give or take.
    const wanted = Math.floor((REFRESHES * REFRESH_MS) / 46_000);
    assert.ok(refreshes('server', 'callee') >= wanted, `${refreshes('server', 'callee')} of ${wanted}`);
    assert.deepEqual(complaints, []);
    await stage.server.allOver();
  },
);
