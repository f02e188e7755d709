import { parsePhone } from '@firstring/domain/phone';
import { CsvReader } from './csv-reader.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export const COLUMNS_MAX = 500;
const SAMPLE_ROWS = 20;

/** The first rows of a file, the header first. Rows that cannot be read are left out. */
export function firstRows(text: string, delimiter: string, count: number): readonly (readonly string[])[] {
  const reader = new CsvReader({ delimiter });
  // Not the end: a row that is cut off at the end of the sample is no row of it.
  reader.push(text, false);
  const rows: (readonly string[])[] = [];
  while (rows.length < count) {
    const record = reader.read();
    if (record === undefined) break;
    if (record.type === 'fields') rows.push(record.fields);
  }
  return rows;
}

/** The delimiter that gives the most columns, where most rows have as many as the header; a comma when none gives two. */
export function detectDelimiter(text: string): Delimiter {
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 1 };
  for (const delimiter of DELIMITERS) {
    const [header, ...rows] = firstRows(text, delimiter, SAMPLE_ROWS);
    if (header === undefined || header.length < 2) continue;
    const alike = rows.filter((row) => row.length === header.length).length;
    const score = header.length * ((alike + 1) / (rows.length + 1));
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** Why a header cannot be worked with, as a sentence for people; undefined when it can. */
export function headerFault(header: readonly string[]): string | undefined {
  if (header.length > COLUMNS_MAX)
    return `the file has ${header.length} columns; ${COLUMNS_MAX} are the most`;
  const named = header.map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
  if (named.length === 0) return 'the first row is empty; it must hold the names of the columns';
  const twice = named.find((name, at) => named.indexOf(name) !== at);
  if (header.some(looksLikeData))
    return 'the first row looks like a contact; put a row with the names of the columns above it';
  if (twice !== undefined)
    return `two columns are named ${JSON.stringify(twice.slice(0, 60))}; rename one of them`;
  return undefined;
}

/** A number of a plan, or an e-mail address: no column is named like that. */
function looksLikeData(cell: string): boolean {
  const digits = cell.replace(/\D/g, '');
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell.trim())) return true;
  return digits.length >= 7 && (digits.length >= cell.trim().length - 6 || parsePhone(cell).ok);
}
