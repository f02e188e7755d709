import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findSounds } from './find-sounds.ts';

test('a sound is a file of its name in the folder; without a folder none is, and of one that only the relay sees nothing is known', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstring-find-sounds-'));
  try {
    writeFileSync(join(folder, 'offer.wav'), '');
    mkdirSync(join(folder, 'folder.wav'));
    const names = ['offer', 'folder', 'gone'];
    assert.deepEqual(await findSounds(folder, names), { folder: 'seen', missing: ['folder', 'gone'] });
    assert.deepEqual(await findSounds('', names), { folder: 'not_set', missing: names });
    assert.deepEqual(await findSounds(join(folder, 'elsewhere'), names), { folder: 'not_seen' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
