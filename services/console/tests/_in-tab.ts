import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openTab, type Tab } from './_browser.ts';
import { startConsole, type Harness } from './_harness.ts';
import { furnish } from './_scene.ts';

export interface Scene {
  readonly harness: Harness;
  readonly page: Page;
  readonly tab: Tab;
}

export interface SceneOptions {
  readonly browser: Browser;
  readonly user: string;
  /** Before the sign-in. */
  readonly prepare?: (harness: Harness) => void | Promise<void>;
  /** Complaints that belong to the test: refusals of the API are told in the browser's console, too. */
  readonly expectComplaints?: RegExp;
}

/** A furnished console and one person at it; what else the browser complains about is a failure. */
export async function inTab(
  { browser, user, prepare, expectComplaints = /(?!)/ }: SceneOptions,
  work: (scene: Scene) => Promise<void>,
): Promise<void> {
  await using harness = await startConsole();
  furnish(harness);
  await prepare?.(harness);
  const tab = await openTab(browser, harness, user);
  try {
    await work({ harness, page: tab.page, tab });
    assert.deepEqual(
      tab.complaints.filter((complaint) => !expectComplaints.test(complaint)),
      [],
    );
  } finally {
    await tab.context.close();
  }
}
