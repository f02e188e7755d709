import type { Page } from 'playwright-core';

/** Opens these addresses and follows every link from page to page; `look` is called when one stands and nothing on it is still being read. */
export async function walkPages(
  page: Page,
  { url, from }: { url: string; from: readonly string[] },
  look: (path: string) => Promise<void>,
): Promise<void> {
  const visited = new Set<string>();
  const waiting = [...from];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (visited.has(path)) continue;
    visited.add(path);
    await page.goto(url + path);
    await page.getByRole('navigation', { name: 'Pages' }).waitFor();
    await page.locator('main').getByText('Reading…').first().waitFor({ state: 'detached' });
    await look(path);
    waiting.push(...(await linksOf(page)).filter((link) => !link.startsWith('/api/')));
  }
}

function linksOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    '[...document.links].filter((it) => it.origin === location.origin).map((it) => it.pathname)',
  );
}
