import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { Product, type Ready } from '../stack/product.ts';
import { Telephones } from '../stack/telephones.ts';
import { pushLead, type PushedLead } from '../stack/vendor.ts';

const PASSWORD = 'firstring-demo';
const PHONE_LIFTS_MS = 1500;

/** The whole product with a telephone network outside of it, and people at browsers. */
export class Office implements AsyncDisposable {
  readonly ready: Ready;
  readonly telephones: Telephones;
  readonly #browser: Browser;
  readonly #opened: AsyncDisposableStack;

  private constructor(parts: {
    ready: Ready;
    telephones: Telephones;
    browser: Browser;
    opened: AsyncDisposableStack;
  }) {
    this.ready = parts.ready;
    this.telephones = parts.telephones;
    this.#browser = parts.browser;
    this.#opened = parts.opened;
  }

  /** Leads answer after a moment, talk for a while and hang up; the first agents have phones that lift by themselves. */
  static async open(browser: Browser, { talkMs = 3000, phones = 1 } = {}): Promise<Office> {
    await using opened = new AsyncDisposableStack();
    const telephones = opened.use(
      await Telephones.start({
        policy: () => ({ ringAfterMs: 50, outcome: { type: 'answer', afterMs: 500, hangUpAfterMs: talkMs } }),
      }),
    );
    const product = opened.use(
      await Product.start({ env: { STANDALONE_TRUNK_TARGET: telephones.trunkTarget } }),
    );
    const { ready } = product;
    assert.ok(ready.agents.length >= phones);
    for (const agent of ready.agents.slice(0, phones)) {
      await telephones.phone(agent, ready.sip, PHONE_LIFTS_MS);
    }
    return new Office({ ready, telephones, browser, opened: opened.move() });
  }

  /** Signs in with a fresh profile, works, and expects a browser without complaints but those named. */
  async signedIn(
    username: string,
    work: (page: Page) => Promise<void>,
    expectComplaints: RegExp = /(?!)/,
  ): Promise<void> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
    });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    try {
      await page.goto(this.ready.consoleUrl);
      await page.getByLabel('User name').fill(username);
      await page.getByLabel('Password').fill(PASSWORD);
      // Before it, the page has asked whether there is a session, and the browser reports the 401.
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation', { name: 'Pages' }).waitFor();
      await work(page);
      assert.deepEqual(
        complaints.filter((complaint) => !expectComplaints.test(complaint)),
        [],
      );
    } finally {
      await context.close();
    }
  }

  async push(fields: Readonly<Record<string, string>>): Promise<PushedLead> {
    const { status, lead } = await pushLead(this.ready, fields);
    assert.ok(lead, `the lead was answered ${status}`);
    return lead;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.disposeAsync();
  }
}
