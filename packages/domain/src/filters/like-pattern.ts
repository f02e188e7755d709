const ESCAPE = '\\';

type Step =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'one' }
  | { readonly type: 'many' };

/** How many `%` and `_` a pattern has; escaped ones are plain characters. */
export function wildcardCount(pattern: string): number {
  return steps(pattern).filter((step) => step.type !== 'text').length;
}

/**
 * SQL's LIKE: `%` is any text, `_` one character, `\` before either makes it plain. No regular expression is made of it: the
 * time is at most the product of both lengths, whatever the pattern (docs/bad-inputs.md, console/19).
 */
export function compileLike(pattern: string): (text: string) => boolean {
  const units = steps(pattern).map((step): Unit => (step.type === 'text' ? step.text : step));
  return (text) => matches(units, Array.from(text));
}

type Unit = string | Step;

function isMany(unit: Unit | undefined): boolean {
  return typeof unit === 'object' && unit.type === 'many';
}

/** Greedy, going back to the last `%` only: that is enough, an earlier one can take nothing better. */
function matches(units: readonly Unit[], chars: readonly string[]): boolean {
  let unit = 0;
  let char = 0;
  let manyAt = -1;
  let retryAt = 0;
  while (char < chars.length) {
    const wanted = units[unit];
    if (isMany(wanted)) {
      manyAt = unit;
      retryAt = char;
      unit += 1;
    } else if (wanted !== undefined && (typeof wanted === 'object' || wanted === chars[char])) {
      unit += 1;
      char += 1;
    } else if (manyAt >= 0) {
      retryAt += 1;
      char = retryAt;
      unit = manyAt + 1;
    } else return false;
  }
  while (isMany(units[unit])) unit += 1;
  return unit === units.length;
}

function steps(pattern: string): Step[] {
  const found: Step[] = [];
  const chars = Array.from(pattern);
  for (let index = 0; index < chars.length; index += 1) {
    const char = chars[index] ?? '';
    if (char === '%') {
      // Two in a row say no more than one.
      if (found.at(-1)?.type !== 'many') found.push({ type: 'many' });
    } else if (char === '_') found.push({ type: 'one' });
    else if (char === ESCAPE && index + 1 < chars.length) {
      index += 1;
      found.push({ type: 'text', text: chars[index] ?? '' });
    } else found.push({ type: 'text', text: char });
  }
  return found;
}
