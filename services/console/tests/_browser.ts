import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { PASSWORD, type Harness } from './_harness.ts';

const SERVICE_DIR = fileURLToPath(new URL('..', import.meta.url));
const WEB_DIR = `${SERVICE_DIR}web`;

/** Builds the web app when its sources are newer than what is built. */
export async function buildWeb(): Promise<void> {
  const page = `${WEB_DIR}/dist/index.html`;
  const sources = readdirSync(`${WEB_DIR}/src`, { recursive: true, encoding: 'utf8' });
  const newestMs = Math.max(...sources.map((file) => statSync(`${WEB_DIR}/src/${file}`).mtimeMs));
  if (existsSync(page) && statSync(page).mtimeMs > newestMs) return;
  await promisify(execFile)('npm', ['run', 'build:web'], { cwd: SERVICE_DIR });
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Tab {
  page: Page;
  context: BrowserContext;
  /** Everything the browser complained about: the tests expect none. */
  complaints: string[];
}

/** A fresh browser profile, signed in. */
export async function openTab(browser: Browser, harness: Harness, username: string): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(harness.url);
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  // Before the sign-in the page has asked whether there is a session, and the browser reports the 401.
  complaints.length = 0;
  return { page, context, complaints };
}
