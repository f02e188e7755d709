import { uuidV7 } from '@firstring/kernel';

/**
 * The id of the lead that a row of a file makes: the same however often the row is read, so that an import that was interrupted finds
 * its own leads again. Time ordered, by row within a file, so that neighbours in the file are neighbours in the store.
 */
export function rowLeadId(
  upload: { readonly uploadId: string; readonly createdAt: number },
  row: number,
): string {
  const tail = upload.uploadId.replace(/-/g, '').slice(-10);
  const bytes = new Uint8Array(10);
  bytes[0] = Math.floor(row / 2 ** 30) & 0x0f;
  bytes[1] = (row >>> 22) & 0xff;
  bytes[2] = (row >>> 16) & 0x3f;
  bytes[3] = (row >>> 8) & 0xff;
  bytes[4] = row & 0xff;
  for (let at = 0; at < 5; at += 1) bytes[5 + at] = Number.parseInt(tail.slice(at * 2, at * 2 + 2), 16);
  return uuidV7(upload.createdAt, bytes);
}
