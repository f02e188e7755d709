import { CST, Parser } from 'yaml';

/** How deep collections lie inside each other, counted no further than `max` + 1 and without recursion: a hostile text costs no stack. */
export function nestingOf(text: string, max: number): number {
  let deepest = 0;
  const open = [...new Parser().parse(text)].map((token): Nested => ({ token, depth: 0 }));
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const { token, depth } = each;
    if (token.type === 'document') {
      if (token.value !== undefined) open.push({ token: token.value, depth });
      continue;
    }
    if (!CST.isCollection(token)) continue;
    deepest = Math.max(deepest, depth + 1);
    if (deepest > max) return deepest;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value !== undefined) open.push({ token: value, depth: depth + 1 });
    }
  }
  return deepest;
}

interface Nested {
  readonly token: CST.Token;
  readonly depth: number;
}
