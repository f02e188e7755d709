/** Splits a comma list outside quotes and angle brackets (RFC 3261 section 7.3.1); elements are trimmed and may be empty. */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return [value.trim()];
  const elements: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (quoted) {
      if (code === 0x5c) at++;
      else if (code === 0x22) quoted = false;
    } else if (code === 0x3e) bracketed = false;
    else if (bracketed) continue;
    else if (code === 0x22) quoted = true;
    else if (code === 0x3c) bracketed = true;
    else if (code === 0x2c) {
      elements.push(value.slice(start, at).trim());
      start = at + 1;
    }
  }
  elements.push(value.slice(start).trim());
  return elements;
}
