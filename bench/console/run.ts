import type { Browser } from 'playwright-core';
import { buildWeb, launchBrowser } from '../../services/console/tests/_browser.ts';
import { type Figure } from '../figure.ts';
import { measureDesk } from './desk.ts';
import { measureWallboard } from './wallboard.ts';

/** CONSOLE: an agent's desk from the first byte until it can be worked, and the wallboard of a large floor, in Chromium on this machine. */
export async function run({ small }: { small: boolean }): Promise<Figure[]> {
  await buildWeb();
  const browser: Browser = await launchBrowser();
  try {
    const desk = await measureDesk(browser, small ? 1 : 9);
    const wallboard = await measureWallboard(
      browser,
      small ? { agents: 50, forMs: 3000, marks: 2 } : { agents: 500, forMs: 60_000, marks: 40 },
    );
    return [...desk, ...wallboard];
  } finally {
    await browser.close();
  }
}
