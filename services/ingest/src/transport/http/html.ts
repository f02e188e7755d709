import { createHash } from 'node:crypto';
import type { Response } from 'express';
import { escapeMarkup } from './xml.ts';

const STYLE = `
:root{color-scheme:light dark;--line:#8884;--soft:#8888}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
code,pre{font:14px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:.8rem;border:1px solid var(--line);border-radius:6px}
.quiet{opacity:.75}.wrap{overflow-x:auto}details{margin:.4rem 0}summary{cursor:pointer}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Text that is markup already; everything else is escaped by `html`. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whole, so that nothing formats what the hash stands for. */
const STYLE_ELEMENT = new Markup(`<style>${STYLE}</style>`);

type Part = string | number | Markup | readonly Markup[];

/** Markup with its values escaped. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.map((string, at) => string + (at < parts.length ? markupOf(parts[at] ?? '') : ''));
  return new Markup(text.join(''));
}

function markupOf(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(({ text }) => text).join('');
  return escapeMarkup(String(part));
}

/** A page without scripts and without anything from elsewhere; its address is told to nobody. */
export function sendPage(response: Response, title: string, body: Markup): void {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  response
    .set({
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'Referrer-Policy': 'no-referrer',
    })
    .type('html')
    .send(page.text);
}
