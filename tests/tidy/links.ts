import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Page {
  readonly path: string;
  readonly text: string;
}

const LINK = /(?<!!)\[([^\]]*)\]\(([^)\s]+)\)/g;
const CODE_NAME = /^`([A-Za-z_$][\w$]*)(?:\(\))?`$/;

/**
 * What is wrong with the links of one Markdown page, one sentence each. A relative link must lead to a file or folder;
 * an anchor into a Markdown page must be one of its headings; a link whose text is one name in backticks and whose target
 * is a source file must find that name there, so that documents notice when a function moves.
 */
export function deadLinks({ path, text }: Page): string[] {
  const links = [...withoutFences(text).matchAll(LINK)];
  return links.flatMap(([, label = '', target = '']) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return [];
    const fault = faultOf(path, label, target);
    return fault === undefined ? [] : [`${path}: [${label}](${target}) ${fault}`];
  });
}

function faultOf(path: string, label: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#');
  const found = file === '' ? path : join(dirname(path), file);
  if (!existsSync(found)) return 'leads nowhere';
  if (statSync(found).isDirectory()) return undefined;
  if (found.endsWith('.md')) {
    if (anchor === undefined || anchorsOf(readFileSync(found, 'utf8')).has(anchor)) return undefined;
    return 'names no heading of that page';
  }
  const name = CODE_NAME.exec(label)?.[1];
  if (name === undefined || new RegExp(`\\b${name}\\b`).test(readFileSync(found, 'utf8'))) return undefined;
  return 'names something that is not in that file';
}

/** Headings as the usual renderers turn them into anchors. */
function anchorsOf(text: string): Set<string> {
  const headings = withoutFences(text).matchAll(/^#{1,6}\s+(.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '');
}
