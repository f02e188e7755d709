/**
 * Takes apart what drachtio-srf has joined with commas: one challenge each. A comma begins a new challenge when a scheme
 * (a word followed by a space and a parameter) comes after it, outside quotes.
 */
export function splitChallenges(value: string): string[] {
  const starts = [0];
  const pattern = /"(?:[^"\\]|\\.)*"|,\s*(?=[A-Za-z][A-Za-z0-9-]*\s+[A-Za-z][A-Za-z0-9_-]*\s*=)/g;
  for (const match of value.matchAll(pattern)) {
    if (match[0].startsWith(',')) starts.push(match.index + match[0].length);
  }
  return starts
    .map((start, index) =>
      value
        .slice(start, starts[index + 1])
        .replace(/,\s*$/, '')
        .trim(),
    )
    .filter((challenge) => challenge !== '');
}
