/** Reading a file of phone numbers as it comes: CSV or one number a line, however big. */

export interface FileNumber {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly text: string;
}

/** Texts longer than this are no number; the server would refuse the whole batch. */
const TEXT_MAX = 64;
/** A line without an end is no list of numbers. */
const LINE_MAX = 10_000;
const DIGITS_MIN = 7;

/** The number of each line that is not empty. A first line without any digits is a header. */
export async function* numbersOf(file: Pick<Blob, 'stream'>): AsyncGenerator<FileNumber> {
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    const cell = numberCell(text);
    if (cell === '' || (line === 1 && !/\d/.test(text))) continue;
    yield { line, text: cell };
  }
}

/** Full batches, then what is left. */
export async function* batchesOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** The first cell that looks like a number, or the first cell at all. */
export function numberCell(line: string): string {
  const cells = line.split(/[,;\t]/).map((cell) =>
    cell
      .trim()
      .replace(/^["']+|["']+$/g, '')
      .trim(),
  );
  const found = cells.find((cell) => cell.replace(/\D/g, '').length >= DIGITS_MIN);
  return (found ?? cells[0] ?? '').slice(0, TEXT_MAX);
}

async function* linesOf(file: Pick<Blob, 'stream'>): AsyncGenerator<string> {
  const reader = file.stream().pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) throw new Error('This is no list of numbers: a line has no end.');
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    await reader.cancel();
  }
}
