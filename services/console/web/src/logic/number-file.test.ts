import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchesOf, numberCell, numbersOf, type FileNumber } from './number-file.ts';

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function read(text: string): Promise<FileNumber[]> {
  return collected(numbersOf(new Blob([text])));
}

test('R-137 one number a line or the numbers of a CSV: header, quotes, separators, line ends and a byte order mark do not matter', async () => {
  const wanted = ['+12025550123', '(202) 555-0124'];
  for (const text of [
    '+12025550123\n(202) 555-0124\n',
    'phone\r\n+12025550123\r\n(202) 555-0124',
    '\ufeffname;phone\n"Moss";"+12025550123"\n"Nunez";"(202) 555-0124"\n',
    'name,phone\rMoss,+12025550123\r\rNunez,(202) 555-0124\r',
    "id\tphone\n1\t'+12025550123\n2\t(202) 555-0124\n\n",
  ]) {
    assert.deepEqual(
      (await read(text)).map((number) => number.text),
      wanted,
      JSON.stringify(text),
    );
  }
});

test('R-137 what is no number is kept with its line, so that the counts add up', async () => {
  assert.deepEqual(await read('+12025550123\nnobody\n\n12\n'), [
    { line: 1, text: '+12025550123' },
    { line: 2, text: 'nobody' },
    { line: 4, text: '12' },
  ]);
  assert.equal(numberCell('x'.repeat(200)).length, 64);
});

test('a line without an end is no list', async () => {
  await assert.rejects(read('9'.repeat(20_000)));
});

test('batches are full but the last', async () => {
  async function* five() {
    yield* [1, 2, 3, 4, 5];
  }
  assert.deepEqual(await collected(batchesOf(five(), 2)), [[1, 2], [3, 4], [5]]);
});
