/** One line of CSV (RFC 4180) that no spreadsheet takes for a formula. */
export function csvLine(texts: readonly string[]): string {
  return `${texts.map(cell).join(',')}\r\n`;
}

/** A number in E.164 begins with a sign, too, and is no formula. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^\+\d+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
